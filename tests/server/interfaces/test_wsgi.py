"""WSGI applications behind the server, over real sockets, clients that go away included."""

import asyncio
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fireweed_server.errors import AppImportError, ClientDisconnectedError
from fireweed_server.interfaces.judging import adapt_app
from kit.raw_client import LIMIT, RawServer, serving
from kit.transport import build_request

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


@asynccontextmanager
async def serving_wsgi(app: App) -> AsyncIterator[RawServer]:
    try:
        async with serving(adapt_app(app, "service:app")) as server:
            yield server
    finally:
        for thread in threading.enumerate():
            if thread.name.startswith("WSGI"):
                await asyncio.to_thread(thread.join, LIMIT)


def answering(build_body: Callable[[Environ], bytes]) -> App:
    def app(environ: Environ, start_response: Any) -> Iterable[bytes]:
        body = build_body(environ)
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    return app


async def test_tells_of_the_request() -> None:
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X_COLOR", "CONTENT_LENGTH", "wsgi.url_scheme")
    app = answering(lambda environ: " ".join(environ[name] for name in names).encode())

    async with serving_wsgi(app) as server, server.connect() as client:
        answer = await client.exchange(
            build_request("POST", "/a%20b?c=d", [("X-Color", "red"), ("Content-Length", "2")], b"hi")
        )

    assert answer.body == b"POST /a b c=d red 2 http"


async def test_hands_over_a_body_in_chunks() -> None:
    app = answering(lambda environ: b"%a %b" % (environ["wsgi.input_terminated"], environ["wsgi.input"].read()))
    chunked = build_request("POST", "/", [("Transfer-Encoding", "chunked")])

    async with serving_wsgi(app) as server, server.connect() as client:
        answer = await client.exchange(chunked, b"3\r\none\r\n", b"3\r\ntwo\r\n0\r\n\r\n")

    assert answer.body == b"True onetwo"


async def test_errors_go_to_standard_error() -> None:
    found: list[object] = []

    def app(environ: Environ, start_response: Any) -> Iterable[bytes]:
        found.append(environ["wsgi.errors"])
        start_response("204 No Content", [])
        return []

    async with serving_wsgi(app) as server, server.connect() as client:
        await client.exchange(build_request("GET", "/"))

    assert found == [sys.stderr]


@pytest.mark.parametrize("name", ["Proxy", "X_Real_IP"])
async def test_hides_headers_that_the_environment_would_confuse(name: str) -> None:
    app = answering(lambda environ: str([key for key in environ if key in ("HTTP_PROXY", "HTTP_X_REAL_IP")]).encode())

    async with serving_wsgi(app) as server, server.connect() as client:
        answer = await client.exchange(build_request("GET", "/", [(name, "10.0.0.1")]))

    assert answer.body == b"[]"


async def test_a_body_that_breaks_off_is_not_taken_for_complete() -> None:
    raised: list[BaseException] = []
    has_begun, has_ended = threading.Event(), threading.Event()

    def app(environ: Environ, start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"].read(3)
        has_begun.set()
        try:
            environ["wsgi.input"].read()
        except Exception as error:
            raised.append(error)
            raise
        finally:
            has_ended.set()
        return []

    async with serving_wsgi(app) as server, server.connect() as client:
        await client.send(build_request("POST", "/", [("Content-Length", "10")], b"one"))
        await asyncio.to_thread(has_begun.wait, LIMIT)
        client.vanish()
        await asyncio.to_thread(has_ended.wait, LIMIT)

    assert [type(error) for error in raised] == [ClientDisconnectedError]


async def test_an_endless_response_ends_with_its_client() -> None:
    has_ended = threading.Event()

    def count_for_ever() -> Iterator[bytes]:
        try:
            while True:
                yield b"x" * 65536
        finally:
            has_ended.set()

    def app(environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [])
        return count_for_ever()

    async with serving_wsgi(app) as server, server.connect() as client:
        await client.send(build_request("GET", "/"))
        await client.reader.readexactly(1000)
        client.vanish()

        assert await asyncio.to_thread(has_ended.wait, LIMIT)


@pytest.mark.parametrize("pieces", [1, 1000])
async def test_a_response_that_must_not_go_out_is_answered_500(pieces: int) -> None:
    def app(environ: Environ, start_response: Any) -> Iterable[bytes]:
        start_response("200 OK", [("X-Split", "a\r\nb: c")])
        return (b"piece" for _ in range(pieces))

    async with serving_wsgi(app) as server, server.connect() as client:
        answer = await client.exchange(build_request("GET", "/"))

    assert answer.status == 500


async def test_refuses_a_websocket() -> None:
    handshake = [
        ("Connection", "Upgrade"),
        ("Upgrade", "websocket"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-WebSocket-Version", "13"),
    ]

    async with serving_wsgi(answering(lambda _: b"")) as server, server.connect() as client:
        answer = await client.exchange(build_request("GET", "/", handshake))

    assert answer.status == 403


def test_names_the_package_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "a2wsgi", None)

    with pytest.raises(AppImportError, match=r'and a2wsgi, .*, is not installed: pip install "fireweed\[wsgi\]"'):
        adapt_app(answering(lambda _: b""), "service:app")
