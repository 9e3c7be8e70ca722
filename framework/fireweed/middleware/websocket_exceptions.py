"""The inner boundary for WebSockets: an exception closes the socket, or answers the handshake, as its handler says."""

from dataclasses import dataclass
from typing import Any

from fireweed.exceptions import WebSocketException
from fireweed.middleware.handlers import ExceptionHandlers
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from fireweed.websockets import WEBSOCKET_KEY, WebSocket, WebSocketState


@dataclass(frozen=True, slots=True)
class Connection:
    """What an application is called with."""

    scope: Scope
    receive: Receive
    send: Send


class HandshakeSend:
    """An ASGI `send` that remembers what the application said first: whether it accepted or refused the handshake."""

    __slots__ = ("_send", "answer")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.answer: str | None = None

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if self.answer is None:
            self.answer = message["type"]


async def guard_websocket(app: ASGIApp, handlers: ExceptionHandlers, connection: Connection) -> None:
    """Call `app`, and let the handler of what it raises act on the WebSocket.

    A response that a handler returns answers the handshake. Raised again is what has no handler, and what has a
    response after the handshake, when nobody can receive it. A WebSocketException without a handler closes with its
    code and reason.
    """
    send = HandshakeSend(connection.send)
    try:
        await app(connection.scope, connection.receive, send)
    except Exception as error:
        websocket = _recall_websocket(connection, send)
        handler = handlers.find(error) or (_close if isinstance(error, WebSocketException) else None)
        if handler is None:
            raise
        response = await handler(websocket, error)
        if response is not None:
            if send.answer is not None:
                raise
            await _deny(websocket, response, error)
        # An exception that is raised again and again, as a constant, must not collect the frames of every session.
        error.__traceback__ = None


async def _close(websocket: Any, error: Any) -> None:
    is_over = WebSocketState.DISCONNECTED in (websocket.client_state, websocket.application_state)
    if not is_over:
        await websocket.close(error.code, error.reason)


async def _deny(websocket: WebSocket, response: ASGIApp, error: Exception) -> None:
    try:
        await websocket.send_denial_response(response)
    except RuntimeError as denial_error:
        raise denial_error from error


def _recall_websocket(connection: Connection, send: HandshakeSend) -> WebSocket:
    """Return the WebSocket that the endpoint got; if it got none, one in the state that was reached without it."""
    websocket: WebSocket | None = connection.scope.get(WEBSOCKET_KEY)
    if websocket is None:
        websocket = WebSocket(connection.scope, connection.receive, send)
        if send.answer is not None:
            is_accepted = send.answer == "websocket.accept"
            state = WebSocketState.CONNECTED if is_accepted else WebSocketState.DISCONNECTED
            websocket.client_state = websocket.application_state = state
    return websocket
