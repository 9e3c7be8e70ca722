"""Finds out, by a backend of the application, who makes a request."""

from collections.abc import Callable
from inspect import isawaitable
from typing import Any

from fireweed.connection import HTTPConnection
from fireweed.credentials import AuthCredentials, AuthenticationBackend, UnauthenticatedUser
from fireweed.exceptions import AuthenticationError
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import ASGIApp, Receive, Scope, Send

NORMAL_CLOSURE = 1000
"""RFC 6455 §7.4.1"""

OnError = Callable[[HTTPConnection, AuthenticationError], Any]
"""`on_error(conn, error) -> Response`, asynchronous or not."""


class AuthenticationMiddleware:
    """Gives requests and WebSockets the `auth` and the `user` that `backend.authenticate(conn)` returns.

    Where that returns None, they are without scopes, and an UnauthenticatedUser. An AuthenticationError is answered by
    `on_error(conn, error)`, by default with 400 and its text; a WebSocket is closed.
    """

    def __init__(self, app: ASGIApp, backend: AuthenticationBackend, on_error: OnError | None = None) -> None:
        self.app = app
        self.backend = backend
        self.on_error: OnError = on_error or self.default_on_error

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        connection: HTTPConnection = HTTPConnection(scope)
        try:
            found = await self.backend.authenticate(connection)
        except AuthenticationError as error:
            await self._answer(connection, error, receive, send)
            return
        scope["auth"], scope["user"] = found or (AuthCredentials(), UnauthenticatedUser())
        await self.app(scope, receive, send)

    @staticmethod
    def default_on_error(conn: HTTPConnection, exc: Exception) -> Response:
        """The answer to a client whose credentials are wrong."""
        return PlainTextResponse(str(exc), status_code=400)

    async def _answer(
        self, connection: HTTPConnection, error: AuthenticationError, receive: Receive, send: Send
    ) -> None:
        if connection.scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": NORMAL_CLOSURE, "reason": ""})
            return
        response = self.on_error(connection, error)
        if isawaitable(response):
            response = await response
        await response(connection.scope, receive, send)
