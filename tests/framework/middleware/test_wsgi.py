"""WSGI applications behind ASGI: what they are called with, and what clients get."""

import importlib
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any
from wsgiref.validate import validator

import pytest

from fireweed.exceptions import ClientDisconnect, FireweedDeprecationWarning
from fireweed.types import Message, Receive, Scope, Send
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope
from kit.threads import Blockade

with warnings.catch_warnings():
    warnings.simplefilter("ignore", FireweedDeprecationWarning)
    wsgi = importlib.import_module("fireweed.middleware.wsgi")

WSGIMiddleware, build_environ = wsgi.WSGIMiddleware, wsgi.build_environ

Environ = dict[str, Any]
StartResponse = Callable[..., Callable[[bytes], None]]


def answer(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-A", " 1 ")])
    return [b"Hello ", b"", b"World"]


async def test_response_is_sent() -> None:
    got = await call(WSGIMiddleware(answer), http_scope())

    assert (got.status, got.body) == (200, b"Hello World")
    assert got.raw_headers == [(b"content-type", b"text/plain"), (b"x-a", b"1")]
    assert got.body_chunks == [b"Hello ", b"World", b""]


async def test_application_may_read_the_body_as_the_standard_says() -> None:
    def echo(environ: Environ, start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("201 Created", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]

    headers = {"host": "a", "content-type": "text/plain"}
    recorder = AsgiRecorder(WSGIMiddleware(validator(echo)), http_scope("POST", "/a", headers=headers))
    recorder.feed_body(b"chunked ", more_body=True)
    recorder.feed_body(b"body")

    await recorder.run()

    assert (recorder.status, recorder.body) == (201, b"chunked body")


async def test_application_runs_in_one_worker_thread_and_context() -> None:
    variable: ContextVar[int] = ContextVar("variable")
    seen: list[Any] = []

    def stream(environ: Environ, start_response: StartResponse) -> Iterator[bytes]:
        token = variable.set(1)
        start_response("200 OK", [])
        for _ in range(3):
            seen.append(threading.current_thread())
            yield b"x"
        variable.reset(token)

    got = await call(WSGIMiddleware(stream), http_scope())

    assert (got.body, len(set(seen)), seen[0] is threading.main_thread()) == (b"xxx", 1, False)


async def test_application_may_write() -> None:
    def write(environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])(b"written ")
        return [b"returned"]

    got = await call(WSGIMiddleware(write), http_scope())

    assert got.body == b"written returned"


async def test_response_may_be_empty() -> None:
    def answer_nothing(environ: Environ, start_response: StartResponse) -> list[bytes]:
        start_response("204", [])
        return []

    got = await call(WSGIMiddleware(answer_nothing), http_scope())

    assert (got.status, got.body_chunks) == (204, [b""])


@pytest.mark.parametrize("fails", [False, True])
async def test_iterable_is_closed(fails: bool) -> None:
    class Chunks:
        closed = False

        def __iter__(self) -> Iterator[bytes]:
            yield b"x"
            if fails:
                raise KeyError

        def close(self) -> None:
            self.closed = True

    chunks = Chunks()

    def app(environ: Environ, start_response: StartResponse) -> Chunks:
        start_response("200 OK", [])
        return chunks

    recorder = AsgiRecorder(WSGIMiddleware(app), http_scope())
    recorder.feed_body()
    if fails:
        with pytest.raises(KeyError):
            await recorder.run()
    else:
        await recorder.run()

    assert (chunks.closed, recorder.body, recorder.is_complete) == (True, b"x", not fails)


# Errors


async def test_error_that_the_application_answered_is_raised_afterwards() -> None:
    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        try:
            start_response("200 OK", [])
            raise KeyError("lost")
        except KeyError:
            start_response("500 Error", [], sys.exc_info())
            return [b"sorry"]

    recorder = AsgiRecorder(WSGIMiddleware(app), http_scope())
    recorder.feed_body()
    with pytest.raises(KeyError, match="lost"):
        await recorder.run()

    assert (recorder.status, recorder.text, recorder.is_complete) == (500, "sorry", True)


async def test_error_after_the_head_was_sent_is_raised_at_once() -> None:
    def app(environ: Environ, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield b"begun"
        try:
            raise KeyError("lost")
        except KeyError:
            start_response("500 Error", [], sys.exc_info())
        yield b"never"

    recorder = AsgiRecorder(WSGIMiddleware(app), http_scope())
    recorder.feed_body()
    with pytest.raises(KeyError, match="lost"):
        await recorder.run()

    assert (recorder.status, recorder.text, recorder.is_complete) == (200, "begun", False)


def start_twice(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [])
    start_response("200 OK", [])
    return []


def start_never(environ: Environ, start_response: StartResponse) -> list[bytes]:
    return []


def start_too_late(environ: Environ, start_response: StartResponse) -> list[bytes]:
    return [b"x"]


def split_header(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("200 OK", [("X-A", "1\r\nX-B: 2")])
    return []


def answer_without_status(environ: Environ, start_response: StartResponse) -> list[bytes]:
    start_response("OK", [])
    return []


@pytest.mark.parametrize(
    ("app", "message"),
    [
        (start_twice, "start_response was called twice"),
        (start_never, "did not call start_response"),
        (start_too_late, "before it called start_response"),
        (split_header, "must not hold CR, LF or NUL"),
        (answer_without_status, "invalid literal"),
    ],
)
async def test_application_that_breaks_the_rules_is_told(app: Any, message: str) -> None:
    recorder = AsgiRecorder(WSGIMiddleware(app), http_scope())
    recorder.feed_body()

    with pytest.raises((RuntimeError, ValueError), match=message):
        await recorder.run()

    assert recorder.sent == []


# Disconnects


async def test_application_is_not_called_for_half_a_body() -> None:
    called: list[Environ] = []

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        called.append(environ)
        return []

    recorder = AsgiRecorder(WSGIMiddleware(app), http_scope("POST"))
    recorder.feed_body(b"half", more_body=True)
    recorder.disconnect()
    await recorder.run()

    assert (called, recorder.sent) == ([], [])


async def test_endless_stream_ends_when_the_client_goes() -> None:
    ended = threading.Event()

    def stream(environ: Environ, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            while True:
                yield b"x"
        finally:
            ended.set()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_and_go(message: Message) -> None:
            await send(message)
            if message["type"] == "http.response.body":
                recorder.disconnect()

        await WSGIMiddleware(stream)(scope, receive, send_and_go)

    recorder = AsgiRecorder(app, http_scope())
    recorder.feed_body()
    await recorder.run()

    assert ended.wait(10)
    assert not recorder.is_complete


async def test_client_may_go_before_anything_is_sent() -> None:
    blockade = Blockade()
    closed = threading.Event()

    class Chunks:
        def __iter__(self) -> Iterator[bytes]:
            yield b"late"

        def close(self) -> None:
            closed.set()

    def app(environ: Environ, start_response: StartResponse) -> Chunks:
        start_response("200 OK", [])
        blockade()
        return Chunks()

    recorder = AsgiRecorder(WSGIMiddleware(app), http_scope())
    recorder.feed_body()
    recorder.disconnect()
    await recorder.run()
    blockade.release()

    assert closed.wait(10)
    assert recorder.sent == []


async def test_failure_to_send_ends_the_stream() -> None:
    ended = threading.Event()

    def stream(environ: Environ, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        try:
            while True:
                yield b"x"
        finally:
            ended.set()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async def fail(message: Message) -> None:
            raise OSError("gone")

        await WSGIMiddleware(stream)(scope, receive, fail)

    recorder = AsgiRecorder(app, http_scope())
    recorder.feed_body()
    with pytest.raises(ClientDisconnect):
        await recorder.run()

    assert ended.wait(10)


# Other scopes


async def test_handshake_is_refused() -> None:
    recorder = await AsgiRecorder(WSGIMiddleware(answer), websocket_scope()).run()

    assert recorder.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]


async def test_there_is_no_lifespan() -> None:
    with pytest.raises(AssertionError):
        await AsgiRecorder(WSGIMiddleware(answer), {"type": "lifespan"}).run()


# The environment


def test_environment_describes_the_request() -> None:
    scope = http_scope(
        "POST",
        "/app/caf\xe9",
        query=b"q=1&r=\xff",
        headers=[("host", "a"), ("content-type", "text/plain"), ("content-length", "4"), ("x-a", "1"), ("x-a", "2")],
        root_path="/app",
        scheme="https",
        server=("example.org", 443),
        client=("10.0.0.1", 1),
    )

    environ = build_environ(scope, b"body")

    assert environ.pop("wsgi.input").read() == b"body"
    assert environ == {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "/app",
        "PATH_INFO": "/caf\xc3\xa9",
        "QUERY_STRING": "q=1&r=\xff",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "SERVER_NAME": "example.org",
        "SERVER_PORT": 443,
        "REMOTE_ADDR": "10.0.0.1",
        "CONTENT_TYPE": "text/plain",
        "CONTENT_LENGTH": "4",
        "HTTP_HOST": "a",
        "HTTP_X_A": "1,2",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https",
        "wsgi.errors": sys.stdout,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


@pytest.mark.parametrize(
    ("path", "root_path", "script_name", "path_info"),
    [
        pytest.param("/app/a", "/app", "/app", "/a", id="below"),
        pytest.param("/app", "/app", "/app", "", id="same"),
        pytest.param("/apple", "/app", "/app", "/apple", id="no segment"),
        pytest.param("/app/a", "/app/", "/app", "/a", id="slash at the end"),
        pytest.param("/a", "", "", "/a", id="no root"),
    ],
)
def test_path_is_split_between_segments(path: str, root_path: str, script_name: str, path_info: str) -> None:
    environ = build_environ(http_scope(path=path, root_path=root_path), b"")

    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == (script_name, path_info)


def test_server_and_client_may_be_unknown() -> None:
    environ = build_environ(http_scope(server=None, client=None), b"")

    assert (environ["SERVER_NAME"], environ["SERVER_PORT"], "REMOTE_ADDR" in environ) == ("localhost", 80, False)


def test_header_cannot_pass_for_another() -> None:
    environ = build_environ(http_scope(headers=[("x-user", "ada"), ("x_user", "root"), ("content_length", "9")]), b"")

    assert (environ["HTTP_X_USER"], "CONTENT_LENGTH" in environ) == ("ada", False)


def test_cookies_of_several_headers_stay_apart() -> None:
    environ = build_environ(http_scope(headers=[("cookie", "a=1"), ("cookie", "b=2")]), b"")

    assert environ["HTTP_COOKIE"] == "a=1; b=2"


def test_module_warns_when_it_is_imported() -> None:
    with pytest.warns(FireweedDeprecationWarning, match="use a2wsgi"):
        importlib.reload(wsgi)
