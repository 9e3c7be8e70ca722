"""WSGI applications (PEP 3333) as ASGI applications, run in the worker pool. Deprecated in favour of a2wsgi.

A call stays in one thread from its beginning to the end, as such applications expect; what it sends is handed to the
loop, and the thread waits until the client has taken it.
"""

import asyncio
import io
import sys
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError, Future
from types import TracebackType
from typing import Any

from fireweed.concurrency import run_in_threadpool
from fireweed.exceptions import ClientDisconnect, FireweedDeprecationWarning
from fireweed.http.headers import encode_field
from fireweed.http.route_path import get_route_path
from fireweed.requests import Request
from fireweed.responses.disconnect import run_until_disconnect
from fireweed.types import Message, Receive, Scope, Send

warnings.warn(
    "fireweed.middleware.wsgi is deprecated; use a2wsgi instead (https://github.com/abersheeran/a2wsgi).",
    FireweedDeprecationWarning,
    stacklevel=2,
)

Environ = dict[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]
WSGIApp = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

_UNPREFIXED = frozenset({"CONTENT_LENGTH", "CONTENT_TYPE"})


def build_environ(scope: Scope, body: bytes) -> Environ:
    """Return what a WSGI application is called with for a request. Text is latin-1 of the bytes, as PEP 3333 wants."""
    server_name, server_port = scope.get("server") or ("localhost", 80)
    environ: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": _as_latin_1(scope.get("root_path", "").rstrip("/")),
        "PATH_INFO": _as_latin_1(get_route_path(scope)),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": server_name,
        "SERVER_PORT": server_port,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": sys.stdout,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    if scope.get("client"):
        environ["REMOTE_ADDR"] = scope["client"][0]
    _add_headers(environ, scope)
    return environ


def _as_latin_1(text: str) -> str:
    return text.encode("utf-8").decode("latin-1")


def _add_headers(environ: Environ, scope: Scope) -> None:
    for name, value in scope.get("headers") or ():
        # "x_user" would become the same key as "x-user", which a proxy may have checked.
        if b"_" in name:
            continue
        key = name.decode("latin-1").upper().replace("-", "_")
        key = key if key in _UNPREFIXED else f"HTTP_{key}"
        text = value.decode("latin-1")
        separator = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{separator}{text}" if key in environ else text


class WSGIMiddleware:
    """Answers http requests by a WSGI application. Handshakes of WebSockets are refused."""

    def __init__(self, app: WSGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        assert scope["type"] == "http"  # a server then knows that there is no lifespan
        await WSGIResponder(self.app, scope)(receive, send)


class WSGIResponder:
    """One call of a WSGI application.

    What it catches and hands to `start_response` as `exc_info` is raised once its response is sent.
    """

    def __init__(self, app: WSGIApp, scope: Scope) -> None:
        self.app = app
        self.scope = scope
        self.exc_info: ExcInfo | None = None
        self._start: Message | None = None
        self._started = False
        self._outbox: _Outbox | None = None

    async def __call__(self, receive: Receive, send: Send) -> None:
        try:
            body = await Request(self.scope, receive).body()
        except ClientDisconnect:
            return
        environ = build_environ(self.scope, body)
        # What PEP 3333 asks for, and `build_environ` is known to have otherwise.
        environ.update({"SERVER_PORT": str(environ["SERVER_PORT"]), "wsgi.errors": sys.stderr})
        environ.setdefault("CONTENT_LENGTH", str(len(body)))
        self._outbox = _Outbox(send)
        await run_until_disconnect(self._run(environ, self._outbox), receive)
        if not self._outbox.is_closed:
            await self._finish(send)

    def start_response(
        self, status: str, response_headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        """Keep the head of the response until its first byte of content comes.

        Raises:
            RuntimeError: it was called before, and there is no error.
            ValueError: the status is no number, or a header holds CR, LF or NUL.
        """
        if exc_info is None and self._start is not None:
            raise RuntimeError("start_response was called twice; after an error, pass exc_info.")
        if exc_info is not None and self._started:
            raise exc_info[1].with_traceback(exc_info[2])
        self.exc_info = exc_info
        headers = [encode_field(name.strip(), value.strip()) for name, value in response_headers]
        code = int(status.partition(" ")[0])
        self._start = {"type": "http.response.start", "status": code, "headers": headers}
        return self.write

    def write(self, data: bytes) -> None:
        """Send a piece of the body, and wait until it is sent."""
        assert self._outbox is not None
        if self._start is None:
            raise RuntimeError("The WSGI application sent content before it called start_response.")
        body = {"type": "http.response.body", "body": data, "more_body": True}
        if self._started:
            self._outbox.send(body)
        else:
            self._started = True
            self._outbox.send(self._start, body)

    def wsgi(self, environ: Environ, start_response: Callable[..., Any]) -> None:
        """Call the application, send what it yields, and close it. In a worker thread."""
        chunks = self.app(environ, start_response)
        try:
            for chunk in chunks:
                if chunk:
                    self.write(chunk)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    async def _run(self, environ: Environ, outbox: "_Outbox") -> None:
        try:
            await run_in_threadpool(self._call, environ, outbox)
        except asyncio.CancelledError:
            outbox.close()
            raise

    def _call(self, environ: Environ, outbox: "_Outbox") -> None:
        try:
            self.wsgi(environ, self.start_response)
        except ClientDisconnect:
            if not outbox.is_closed:
                raise

    async def _finish(self, send: Send) -> None:
        if self._start is None:
            raise RuntimeError("The WSGI application did not call start_response.")
        if not self._started:
            await send(self._start)
        await send({"type": "http.response.body", "body": b"", "more_body": False})
        if self.exc_info is not None:
            raise self.exc_info[1].with_traceback(self.exc_info[2])


class _Outbox:
    """Lets a thread send through the loop; closed when there is nobody left to send to."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._sending: Future[None] | None = None
        self.is_closed = False

    def send(self, *messages: Message) -> None:
        """Wait until the messages are sent. Raises ClientDisconnect if they will not be."""
        if self.is_closed:
            raise ClientDisconnect("The client is gone; the rest of the response was not sent.")
        self._sending = asyncio.run_coroutine_threadsafe(self._send_all(messages), self._loop)
        try:
            self._sending.result()
        except (CancelledError, OSError) as error:
            raise ClientDisconnect("The client is gone; the rest of the response was not sent.") from error

    def close(self) -> None:
        self.is_closed = True
        if self._sending is not None:
            self._sending.cancel()

    async def _send_all(self, messages: tuple[Message, ...]) -> None:
        for message in messages:
            await self._send(message)
