"""Classes as endpoints: one method for each HTTP method, or for each event of a WebSocket.

The classes are ASGI applications; routes need not know them.
"""

from collections.abc import Awaitable, Callable, Generator
from typing import Any, ClassVar, Literal

from fireweed.concurrency import is_async_callable, run_in_threadpool
from fireweed.exceptions import BaseHTTPException
from fireweed.http.json import parse_json
from fireweed.requests import REQUEST_KEY, Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import Message, Receive, Scope, Send
from fireweed.websockets import WEBSOCKET_KEY, WebSocket

__all__ = ["HTTPEndpoint", "WebSocketEndpoint"]

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY")


class HTTPEndpoint:
    """Subclass it, with methods named after HTTP's: `get(self, request) -> Response`, async or not, `post`, ...

    HEAD is answered by `get` unless there is `head`. Other methods are answered 405.
    """

    _handlers: ClassVar[dict[str, Callable[..., Any]]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._handlers = _find_handlers(cls)

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise ValueError(f"{type(self).__name__} answers scopes of type 'http', not {scope['type']!r}.")
        self.scope = scope
        self.receive = receive
        self.send = send

    def __await__(self) -> Generator[Any, None, None]:
        return self.dispatch().__await__()

    async def dispatch(self) -> None:
        """Call the method for the request and send the response that it returns."""
        self.scope[REQUEST_KEY] = request = Request(self.scope, self.receive, self.send)
        handler = self._handlers.get(request.method)
        response = await (self.method_not_allowed(request) if handler is None else handler(self, request))
        await response(self.scope, self.receive, self.send)

    async def method_not_allowed(self, request: Request) -> Response:
        """Answer 405 and say which methods are allowed (RFC 9110 §15.5.6); inside an application, by its handlers."""
        headers = {"Allow": ", ".join(self._handlers)}
        if "app" in self.scope:
            raise BaseHTTPException(405, headers=headers)
        return PlainTextResponse("Method Not Allowed", status_code=405, headers=headers)


class WebSocketEndpoint:
    """Subclass it, with methods for the events of a WebSocket.

    `encoding` is what messages must be: "text", "bytes" or "json"; None takes text and bytes as they come.
    """

    encoding: Literal["text", "bytes", "json"] | None = None

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            raise ValueError(f"{type(self).__name__} answers scopes of type 'websocket', not {scope['type']!r}.")
        self.scope = scope
        self.receive = receive
        self.send = send

    def __await__(self) -> Generator[Any, None, None]:
        return self.dispatch().__await__()

    async def dispatch(self) -> None:
        """Call the methods as things happen, until the client disconnects or a method raises."""
        self.scope[WEBSOCKET_KEY] = websocket = WebSocket(self.scope, self.receive, self.send)
        await self.on_connect(websocket)
        close_code = 1011
        try:
            while (message := await websocket.receive())["type"] == "websocket.receive":
                await self.on_receive(websocket, await self.decode(websocket, message))
            close_code = int(message.get("code") or 1000)
        finally:
            await self.on_disconnect(websocket, close_code)

    async def decode(self, websocket: WebSocket, message: Message) -> Any:
        """Return what a message holds. One that is not of `encoding` closes (1003), and raises RuntimeError."""
        kind = "bytes" if message.get("text") is None else "text"
        content: str | bytes = message[kind]
        if self.encoding in ("text", "bytes") and self.encoding != kind:
            await self._refuse(websocket, f"Expected {self.encoding} websocket messages, but got {kind}")
        if self.encoding != "json":
            return content
        try:
            return parse_json(content)
        except ValueError:
            await self._refuse(websocket, "Malformed JSON data received.")

    async def on_connect(self, websocket: WebSocket) -> None:
        """A client wants to connect: accept it, which is what this does, or refuse it."""
        await websocket.accept()

    async def on_receive(self, websocket: WebSocket, data: Any) -> None:
        """A message has arrived."""

    async def on_disconnect(self, websocket: WebSocket, close_code: int) -> None:
        """The WebSocket has ended; by an exception if `close_code` is 1011."""

    async def _refuse(self, websocket: WebSocket, reason: str) -> Any:
        await websocket.close(code=1003)
        raise RuntimeError(reason)


def _find_handlers(endpoint: type[HTTPEndpoint]) -> dict[str, Callable[..., Awaitable[Response]]]:
    found = {method: getattr(endpoint, method.lower(), None) for method in _METHODS}
    found["HEAD"] = found["HEAD"] or found["GET"]
    return {method: _as_coroutine(handler) for method, handler in found.items() if handler is not None}


def _as_coroutine(handler: Callable[..., Any]) -> Callable[..., Awaitable[Response]]:
    if is_async_callable(handler):
        return handler

    async def call(endpoint: HTTPEndpoint, request: Request) -> Response:
        return await run_in_threadpool(handler, endpoint, request)

    return call
