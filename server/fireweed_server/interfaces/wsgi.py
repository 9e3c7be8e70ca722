"""Applications for WSGI (PEP 3333), served by way of a2wsgi, which runs each request in one of ten threads.

Theory of operation. a2wsgi takes `http.disconnect` for the end of the body, and a `send` that raises leaves its thread
waiting for ever. So a client that has gone is dealt with here: reading a body that will not be complete raises in the
application, what is sent to nobody is dropped, and the response is not asked for further pieces. The same holds for a
response that must not go out; what `send` raised is raised once the thread is free.
"""

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from fireweed_server.asgi import ASGIApp, Message, RawHeaders, Receive, Scope, Send
from fireweed_server.errors import AppImportError, ClientDisconnectedError

if TYPE_CHECKING:
    from a2wsgi import WSGIMiddleware
    from a2wsgi.wsgi_typing import StartResponse, WSGIApp

_CLIENT: Final = "fireweed.client"


def build_wsgi_adapter(app: "WSGIApp", name: str) -> ASGIApp:
    """The ASGI application that serves `app`. Raises AppImportError, which calls it `name`, without a2wsgi."""
    try:
        from a2wsgi import WSGIMiddleware
    except ImportError:
        raise AppImportError(
            f"{name!r} is a WSGI application, and a2wsgi, which runs those, is not installed: "
            'pip install "fireweed[wsgi]"'
        ) from None
    return WSGIAdapter(WSGIMiddleware(_complete(app)))


class WSGIAdapter:
    """Stands between the server and a2wsgi's application; WebSockets are refused."""

    def __init__(self, middleware: "WSGIMiddleware") -> None:
        self._middleware = middleware

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close"})
        else:
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self._middleware.executor.shutdown(wait=False)
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = _Client(receive, send)
        app: Any = self._middleware  # whose types of ASGI are its own
        try:
            await app(
                {**scope, "headers": _select_headers(scope["headers"]), _CLIENT: client}, client.receive, client.send
            )
        finally:
            client.is_gone = True
        if client.failure is not None:
            raise client.failure


class _Client:
    """One request's client, as a2wsgi may safely see it."""

    __slots__ = ("_receive", "_send", "failure", "is_gone")

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self.is_gone = False
        self.failure: Exception | None = None

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.is_gone = True
            raise ClientDisconnectedError("The client has gone before its request was complete.")
        return message

    async def send(self, message: Message) -> None:
        if not self.is_gone:
            try:
                await self._send(message)
            except Exception as error:
                self.is_gone, self.failure = True, error


def _select_headers(headers: RawHeaders) -> RawHeaders:
    # In the environment `X_Real_IP` could not be told from `X-Real-IP`, nor `Proxy` from what names the proxy that
    # HTTP clients of the application go through.
    return [(name, value) for name, value in headers if b"_" not in name and name != b"proxy"]


def _complete(app: "WSGIApp") -> "WSGIApp":
    """The same application, with what a2wsgi leaves out of the environment, and no longer asked for pieces in vain."""

    def call(environ: Any, start_response: "StartResponse") -> Iterable[bytes]:
        client = environ["asgi.scope"].pop(_CLIENT)
        # Without this, a body in chunks, which has no length, is taken for none. Standard output is the access log's.
        environ |= {"wsgi.input_terminated": True, "wsgi.errors": sys.stderr}
        return _iterate(app(environ, start_response), client)

    return call


def _iterate(chunks: Iterable[bytes], client: _Client) -> Iterator[bytes]:
    try:
        for chunk in chunks:
            if client.is_gone:
                return
            yield chunk
    finally:
        if hasattr(chunks, "close"):
            chunks.close()
