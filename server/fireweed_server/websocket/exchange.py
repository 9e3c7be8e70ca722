"""One WebSocket as the application sees it: ASGI's `receive` and `send`, and the boundary where its errors end.

What `send` takes, by state; what it leads to:

    CONNECTING    websocket.accept               OPEN, after 101
                  websocket.close                CLOSED, after 403
                  websocket.http.response.start  DENYING
    DENYING       websocket.http.response.body   DENYING, or CLOSED with the last one
    OPEN          websocket.send                 OPEN
                  websocket.close                CLOSED, after our close frame
    CLOSED        nothing: ClientDisconnectedError, an OSError

Everything else is a MessageOrderError. The code that `websocket.disconnect` tells is that of the first close frame,
whichever side sent it; 1005 if it had none, 1006 if there was no frame.
"""

import asyncio
import logging
import time
from collections import deque
from enum import Enum
from typing import Any, Final, Protocol, cast

from fireweed_server.asgi import ASGIApp, HTTPScope, Message
from fireweed_server.errors import ClientDisconnectedError, MessageOrderError, is_disconnect
from fireweed_server.flow import Waiters, WriteFlow
from fireweed_server.request_ids import find_request_id
from fireweed_server.serving import Serving
from fireweed_server.websocket.handshake import Handshake, build_websocket_scope, encode_acceptance
from fireweed_server.wire.response_head import HeaderPairs
from fireweed_server.wire.response_state import ResponseState

logger = logging.getLogger("fireweed.server")

_ERROR_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"),)

# RFC 6455 §7.4.1 and the registry it founds: what an endpoint may send.
_CLOSE_CODES: Final = frozenset((*range(1000, 1004), *range(1007, 1015), *range(3000, 5000)))


class State(Enum):
    """Where the application is with its connection."""

    CONNECTING = "the handshake is not answered"
    DENYING = "the handshake is being denied"
    OPEN = "the connection is open"
    CLOSED = "the connection is closed"


class Channel(Protocol):
    """What an exchange needs of its connection."""

    serving: Serving
    transport: asyncio.Transport
    flow: WriteFlow
    is_behind: bool
    """Whether more may have arrived than the application was told."""

    def advance(self) -> None:
        """The application has taken all there was."""

    def on_accepted(self) -> None:
        """The handshake was answered with 101."""

    def on_denied(self) -> None:
        """The handshake was answered with something else."""

    def encode(self, data: bytes | str) -> bytes:
        """One message as a frame."""

    def close(self, code: int, reason: str = "") -> None:
        """Send a close frame, then wait for that of the client."""

    def break_off(self) -> None:
        """Drop the connection."""


class WebSocketExchange:
    """One WebSocket being served; `run` is its task. `request` is the handshake as the HTTP request it was."""

    __slots__ = (
        "_bytes_sent",
        "_channel",
        "_denial",
        "_disconnect",
        "_handshake",
        "_is_connect_delivered",
        "_started_at",
        "_waiters",
        "buffered",
        "messages",
        "request",
        "scope",
        "state",
        "task",
    )

    def __init__(self, channel: Channel, request: HTTPScope, handshake: Handshake) -> None:
        self.request = request
        self.scope = build_websocket_scope(request, handshake)
        self.state = State.CONNECTING
        self.task: asyncio.Task[None] | None = None
        self.buffered = 0
        self._channel = channel
        self._handshake = handshake
        self._denial = ResponseState(request, channel.serving.server_lines)
        self._denial.keep_alive = False
        # What waits for the application; `buffered` is how much is in it.
        self.messages: deque[Message] = deque()
        self._disconnect: Message | None = None
        self._is_connect_delivered = False
        self._waiters = Waiters()
        self._bytes_sent = 0
        self._started_at = time.perf_counter()

    async def run(self, app: ASGIApp) -> None:
        """Call the application and see to it that the connection ends with it."""
        try:
            await app(self.scope, self.receive, self)  # type: ignore[arg-type]  # a TypedDict is no MutableMapping
            if self.state is State.OPEN:
                self._close(1000, "")
            elif self.state is not State.CLOSED:
                self._fail(MessageOrderError("The application ended before it answered the handshake."))
        except Exception as error:
            self._fail(error)
        except BaseException:
            self._end()
            raise
        finally:
            if self.task is not None:
                self._channel.serving.end_task(self.task)

    # What the application calls...

    async def receive(self) -> Message:
        """`websocket.connect`, then the client's messages, then `websocket.disconnect`."""
        if not self._is_connect_delivered:
            self._is_connect_delivered = True
            return {"type": "websocket.connect"}
        while not self.messages:
            if self._channel.is_behind:
                self._channel.advance()
                if self.messages:
                    break
            if self._disconnect is not None:
                return dict(self._disconnect)
            await self._waiters.wait()
        message = self.messages.popleft()
        self.buffered -= _measure(message)
        return message

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message; waits while the client does not take what it is sent.

        Raises ClientDisconnectedError, an OSError, once the connection is closed by either side, and ApplicationError
        for what ASGI does not allow.
        """
        if self.state is State.CLOSED:
            raise ClientDisconnectedError("The connection is closed.")
        kind = message.get("type")
        if self.state is State.OPEN and kind == "websocket.send":
            frame = self._channel.encode(_get_data(message))
            self._bytes_sent += len(frame)
            self._channel.transport.write(frame)
        else:
            self._send_control(kind, message)
        if self._channel.flow.is_paused and self._disconnect is None:
            await self._channel.flow.drain()

    def _send_control(self, kind: object, message: Message) -> None:
        if self.state is State.CONNECTING:
            if kind == "websocket.accept":
                self._accept(message.get("subprotocol"), message.get("headers", ()))
                return
            if kind == "websocket.close":
                self.deny(403, (), b"")
                return
            if kind == "websocket.http.response.start":
                self._denial.start(message["status"], self._identify(message.get("headers", ())))
                self.state = State.DENYING
                return
        elif self.state is State.DENYING and kind == "websocket.http.response.body":
            self._send_denial(message.get("body", b""), is_last=not message.get("more_body"))
            return
        elif self.state is State.OPEN and kind == "websocket.close":
            self._close(_get_code(message), message.get("reason") or "")
            return
        raise MessageOrderError(f"The application sent {kind!r}, but {self.state.value}.")

    def _accept(self, subprotocol: str | None, headers: HeaderPairs) -> None:
        channel = self._channel
        headers = self._identify(headers)
        channel.transport.write(encode_acceptance(self._handshake, subprotocol, headers, channel.serving.server_lines))
        self.state = State.OPEN
        channel.serving.requests_served += 1
        channel.serving.websockets_open += 1
        channel.on_accepted()

    def deny(self, status: int, headers: HeaderPairs, body: bytes) -> None:
        """Answer the handshake with a complete response instead of a connection."""
        self._denial.start(status, self._identify(headers))
        self._send_denial(body, is_last=True)

    def _send_denial(self, body: bytes, *, is_last: bool) -> None:
        denial = self._denial
        if encoded := denial.encode_body(body, is_last=is_last):
            self._channel.transport.write(encoded)
        if is_last:
            self._channel.serving.requests_served += 1
            self._record(denial.status, denial.body_size)
            self.disconnect(1006, "")
            self._channel.on_denied()

    def _close(self, code: int, reason: str) -> None:
        self.disconnect(code, reason)
        self._channel.close(code, reason)

    # What the connection calls...

    def add(self, message: Message) -> None:
        """A message of the client has arrived."""
        self.messages.append(message)
        self.buffered += _measure(message)
        self._waiters.wake()

    def disconnect(self, code: int, reason: str) -> None:
        """The connection is closed: `receive` says so after the messages that came before, and `send` raises."""
        if self.state is State.OPEN:
            self._channel.serving.websockets_open -= 1
            self._record(101, self._bytes_sent)
        self.state = State.CLOSED
        if self._disconnect is None:
            self._disconnect = {"type": "websocket.disconnect", "code": code, "reason": reason}
        self._waiters.wake()

    def _record(self, status: int, body_size: int) -> None:
        recorder = self._channel.serving.recorder
        if recorder is not None:
            recorder.record(self.request, status, body_size, time.perf_counter() - self._started_at)

    def _identify(self, headers: HeaderPairs) -> HeaderPairs:
        """The headers of an answer with the id of the request, where requests have one."""
        name, request_id = self._channel.serving.settings.request_id_header, find_request_id(self.request)
        if name is None or request_id is None:
            return headers
        own = (name.lower().encode("ascii"), request_id.encode("ascii"))
        headers = list(headers)
        return headers if any(given.lower() == own[0] for given, _ in headers) else [*headers, own]

    # Where errors end...

    def time_out(self, timeout: float) -> None:
        """Answer the handshake in place of the application, which is cancelled."""
        text = "WebSocket %s was not answered in %g seconds (request_timeout); it is cancelled."
        logger.error(text, self._name, timeout, extra=self._extra)
        self.deny(503, _ERROR_HEADERS, b"Service Unavailable")
        if self.task is not None:
            self.task.cancel()

    def _fail(self, error: Exception) -> None:
        if self.state is not State.CLOSED or not is_disconnect(error):
            kind = type(error).__name__
            logger.error("WebSocket %s failed: %s: %s", self._name, kind, error, exc_info=error, extra=self._extra)
        self._end()

    @property
    def _name(self) -> str:
        """What people call the request."""
        return ascii(self.request["raw_path"].decode("latin-1"))

    @property
    def _extra(self) -> dict[str, str]:
        """What a log line is to have besides."""
        request_id = find_request_id(self.request)
        return {} if request_id is None else {"request_id": request_id}

    def _end(self) -> None:
        """Answer 500 to a handshake, 1011 on an open connection; cut short a denial that has begun."""
        if self.state is State.OPEN:
            self._close(1011, "")
        elif self._denial.is_head_sent and self.state is State.DENYING:
            self._channel.break_off()
        elif self.state is not State.CLOSED:
            self._denial.reset()
            self.deny(500, _ERROR_HEADERS, b"Internal Server Error")


def _measure(message: Message) -> int:
    return len(message.get("text") or message.get("bytes") or b"")


def _get_data(message: Message) -> bytes | str:
    """The one of `text` and `bytes` that is there."""
    text, data = cast("dict[str, Any]", message).get("text"), message.get("bytes")
    if isinstance(text, str) and data is None:
        return text
    if text is None and isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    kinds = f"{type(text).__name__} and {type(data).__name__}"
    raise MessageOrderError(f"'websocket.send' must have either 'text', a str, or 'bytes', not {kinds}.")


def _get_code(message: Message) -> int:
    code = message.get("code")
    code = 1000 if code is None else code
    if code not in _CLOSE_CODES:
        raise MessageOrderError(f"The close code {code!r} must not be sent. Use 1000, 1001, 1008, or 3000 to 4999.")
    return cast("int", code)
