"""A WebSocket, as an endpoint sees it: ASGI's messages, checked against the state of both sides.

The law: https://asgi.readthedocs.io/en/latest/specs/www.html#websocket. Frames and handshakes are the server's.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any, Literal, TypeVar, cast, overload

from fireweed.connection import HTTPConnection, StateT
from fireweed.exceptions import WebSocketDisconnect, WebSocketDisconnected, WebSocketException
from fireweed.http.json import parse_json
from fireweed.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["WebSocket", "WebSocketClose", "WebSocketDisconnect", "WebSocketDisconnected", "WebSocketState"]

WEBSOCKET_KEY = "fireweed.websocket"
"""Where in the scope the WebSocket is that an endpoint got."""

DENIAL_EXTENSION = "websocket.http.response"
"""The ASGI extension of servers that can answer a handshake with a response."""

Data = TypeVar("Data")
Model = TypeVar("Model")
Mode = Literal["text", "binary"]

_encode_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class WebSocketState(Enum):
    """How far one side of a WebSocket is. RESPONSE: the application refuses the handshake, and is still sending."""

    CONNECTING = 0
    CONNECTED = 1
    DISCONNECTED = 2
    RESPONSE = 3


# PERF: an Enum's members are slow to get from it and to look up by on Python 3.11; the state in which messages flow is
# compared with this, and has its phases below by name (benchmarks/micro/paired, `websocket`).
_CONNECTED = WebSocketState.CONNECTED


@dataclass(frozen=True, slots=True)
class _Phase:
    """What one side may say in one state: each type of message with the state that follows."""

    next_states: Mapping[str, WebSocketState]
    expected: str

    def follow(self, message_type: str) -> WebSocketState:
        try:
            return self.next_states[message_type]
        except KeyError:
            error = RuntimeError(f"Expected ASGI message {self.expected}, but got {message_type!r}")
            if "websocket.accept" in self.next_states:
                error.add_note("Write `await websocket.accept()` before anything is sent.")
            raise error from None


_CLIENT_PHASES: Mapping[WebSocketState, _Phase] = {
    WebSocketState.CONNECTING: _Phase({"websocket.connect": WebSocketState.CONNECTED}, '"websocket.connect"'),
    WebSocketState.CONNECTED: _Phase(
        {"websocket.receive": WebSocketState.CONNECTED, "websocket.disconnect": WebSocketState.DISCONNECTED},
        '"websocket.receive" or "websocket.disconnect"',
    ),
}

_APPLICATION_PHASES: Mapping[WebSocketState, _Phase] = {
    WebSocketState.CONNECTING: _Phase(
        {
            "websocket.accept": WebSocketState.CONNECTED,
            "websocket.close": WebSocketState.DISCONNECTED,
            "websocket.http.response.start": WebSocketState.RESPONSE,
        },
        '"websocket.accept", "websocket.close" or "websocket.http.response.start"',
    ),
    WebSocketState.CONNECTED: _Phase(
        {"websocket.send": WebSocketState.CONNECTED, "websocket.close": WebSocketState.DISCONNECTED},
        '"websocket.send" or "websocket.close"',
    ),
    WebSocketState.RESPONSE: _Phase(
        {"websocket.http.response.body": WebSocketState.RESPONSE}, '"websocket.http.response.body"'
    ),
}

_CLIENT_CONNECTED = _CLIENT_PHASES[_CONNECTED]
_APPLICATION_CONNECTED = _APPLICATION_PHASES[_CONNECTED]


class WebSocket(HTTPConnection[StateT]):
    """One WebSocket, from its handshake on. Raises ValueError for a scope that is not of type "websocket".

    `client_state` and `application_state` say how far the client and the application are. Whatever is received or sent
    out of turn raises RuntimeError; after the end, its subclass WebSocketDisconnected.
    """

    scope_types = ("websocket",)

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        super().__init__(scope)
        self._receive = receive
        self._send = send
        self.client_state = WebSocketState.CONNECTING
        self.application_state = WebSocketState.CONNECTING

    # The handshake

    async def accept(
        self, subprotocol: str | None = None, headers: Iterable[tuple[bytes, bytes]] | None = None
    ) -> None:
        """Accept the handshake, with one of the subprotocols in `scope["subprotocols"]` and headers for the client."""
        if self.client_state is WebSocketState.CONNECTING:
            await self.receive()
        lower_headers = [(name.lower(), value) for name, value in headers or ()]
        await self.send({"type": "websocket.accept", "subprotocol": subprotocol, "headers": lower_headers})

    async def send_denial_response(self, response: ASGIApp) -> None:
        """Refuse the handshake with a response. Raises RuntimeError where the server cannot do that."""
        if DENIAL_EXTENSION not in (self.scope.get("extensions") or {}):
            raise RuntimeError(
                "The server doesn't support the Websocket Denial Response extension. "
                "Refuse the handshake by `close`, or by raising WebSocketException."
            )
        await response(self.scope, self.receive, self.send)

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Close with a code (RFC 6455 §7.4) and a reason of at most 123 bytes; before `accept`, refuse (HTTP 403)."""
        await self.send({"type": "websocket.close", "code": code, "reason": reason or ""})

    # Messages

    async def receive(self) -> Message:
        """Receive the next ASGI message."""
        state = self.client_state
        phase = _CLIENT_CONNECTED if state is _CONNECTED else _CLIENT_PHASES.get(state)
        if phase is None:
            raise WebSocketDisconnected('Cannot call "receive" once a disconnect message has been received.')
        message = await self._receive()
        self.client_state = phase.follow(message["type"])
        return message

    async def send(self, message: Message) -> None:
        """Send an ASGI message. Raises WebSocketDisconnect (1006) when the client is gone."""
        state = self.application_state
        phase = _APPLICATION_CONNECTED if state is _CONNECTED else _APPLICATION_PHASES.get(state)
        if phase is None:
            raise WebSocketDisconnected('Cannot call "send" once a close message has been sent.')
        self.application_state = phase.follow(message["type"])
        if state is not _CONNECTED and _ends_response(message):
            self.application_state = WebSocketState.DISCONNECTED
        try:
            await self._send(message)
        except OSError as error:
            self.application_state = WebSocketState.DISCONNECTED
            raise WebSocketDisconnect(code=1006) from error

    async def receive_text(self) -> str:
        """Receive text. Raises WebSocketDisconnect at the end, WebSocketException (1003) when bytes arrive."""
        return cast("str", await self._receive_data("text", "bytes"))

    async def receive_bytes(self) -> bytes:
        """Receive bytes. Raises WebSocketDisconnect at the end, WebSocketException (1003) when text arrives."""
        return cast("bytes", await self._receive_data("bytes", "text"))

    async def receive_json(self, mode: Mode = "text") -> Any:
        """Receive JSON in a text message, or a binary one. Raises also ValueError for what is not JSON."""
        _check_mode(mode)
        return parse_json(await self.receive_text() if mode == "text" else await self.receive_bytes())

    @overload
    async def receive_model(self, type_: type[Model], mode: Mode = "text") -> Model: ...

    @overload
    async def receive_model(self, type_: Any, mode: Mode = "text") -> Any: ...

    async def receive_model(self, type_: Any, mode: Mode = "text") -> Any:
        """Receive JSON and validate it against a model, or any other type that pydantic knows, such as a union.

        Raises also WebSocketRequestValidationError for what is no JSON or does not fit. Unless the endpoint handles
        that, a typed application closes with 1008 and says what is wrong.
        """
        # The untyped core goes without pydantic.
        from fireweed.messages import parse_message

        _check_mode(mode)
        return parse_message(type_, await self.receive_text() if mode == "text" else await self.receive_bytes())

    def iter_text(self) -> AsyncIterator[str]:
        """Iterate over text until the client disconnects."""
        return _iterate(self.receive_text)

    def iter_bytes(self) -> AsyncIterator[bytes]:
        """Iterate over bytes until the client disconnects."""
        return _iterate(self.receive_bytes)

    def iter_json(self) -> AsyncIterator[Any]:
        """Iterate over JSON in text messages until the client disconnects."""
        return _iterate(self.receive_json)

    @overload
    def iter_model(self, type_: type[Model], mode: Mode = "text") -> AsyncIterator[Model]: ...

    @overload
    def iter_model(self, type_: Any, mode: Mode = "text") -> AsyncIterator[Any]: ...

    def iter_model(self, type_: Any, mode: Mode = "text") -> AsyncIterator[Any]:
        """Iterate over messages as `receive_model` gives them, until the client disconnects."""
        return _iterate(partial(self.receive_model, type_, mode))

    async def send_text(self, data: str) -> None:
        await self.send({"type": "websocket.send", "text": data})

    async def send_bytes(self, data: bytes) -> None:
        await self.send({"type": "websocket.send", "bytes": data})

    async def send_json(self, data: Any, mode: Mode = "text") -> None:
        """Send what `json` can hold, in its compact form, as a text message or a binary one."""
        _check_mode(mode)
        text = _encode_json(data)
        if mode == "text":
            await self.send_text(text)
        else:
            await self.send_bytes(text.encode())

    async def _receive_data(self, wanted: str, other: str) -> str | bytes:
        if self.application_state is not _CONNECTED:
            raise WebSocketDisconnected('WebSocket is not connected. Need to call "accept" first.')
        message = await self.receive()
        if message["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(message.get("code") or 1000, message.get("reason"))
        data: str | bytes | None = message.get(wanted)
        if data is None:
            raise WebSocketException(1003, f"Expected a message of {wanted}, but got {other}.")
        return data


class WebSocketClose:
    """An ASGI application that closes a WebSocket, or refuses it, with `code` and `reason`."""

    def __init__(self, code: int = 1000, reason: str | None = None) -> None:
        self.code = code
        self.reason = reason or ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close", "code": self.code, "reason": self.reason})


def _ends_response(message: Message) -> bool:
    return message["type"] == "websocket.http.response.body" and not message.get("more_body", False)


def _check_mode(mode: str) -> None:
    if mode not in ("text", "binary"):
        raise RuntimeError('The "mode" argument should be "text" or "binary".')


async def _iterate(receive_data: Callable[[], Awaitable[Data]]) -> AsyncIterator[Data]:
    try:
        while True:
            yield await receive_data()
    except WebSocketDisconnect:
        pass
