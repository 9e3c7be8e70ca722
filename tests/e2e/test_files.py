"""Files through the whole of it: the framework, its middleware, the server and a socket."""

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
import uvloop

from fireweed import Fireweed, Request
from fireweed.middleware.gzip import GZipMiddleware
from fireweed.responses import FileResponse, Response
from fireweed.staticfiles import StaticFiles
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.raw_client import serving
from kit.transport import build_request

CONTENT = b"a line of text\n" * 100_000

pytestmark = pytest.mark.usefixtures("loop_factory")


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop_factory(request: pytest.FixtureRequest) -> object:
    return request.param


class Observer:
    """Passes everything on to `app`, and keeps the kinds of messages it sends."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kinds: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Any) -> None:
        if scope["type"] == "http":
            self.kinds.clear()
            send = ObservingSend(send, self.kinds)
        await self.app(scope, receive, send)


class ObservingSend:
    """What is not said otherwise is as the `send` inside has it."""

    def __init__(self, send: Any, kinds: list[str]) -> None:
        self._send = send
        self._kinds = kinds

    async def __call__(self, message: Message) -> None:
        self._kinds.append(message["type"].removeprefix("http.response."))
        await self._send(message)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._send, name)


@pytest.fixture
def app(tmp_path: Path) -> Fireweed:
    (tmp_path / "file.txt").write_bytes(CONTENT)
    app = Fireweed()
    app.mount("/static", StaticFiles(directory=tmp_path))

    @app.get("/download", response_class=FileResponse)
    def download() -> FileResponse:
        return FileResponse(tmp_path / "file.txt")

    return app


@pytest.mark.parametrize("target", ["/download", "/static/file.txt"])
async def test_the_server_sends_the_file(app: Fireweed, target: str) -> None:
    observer = Observer(app)

    async with serving(observer) as server, server.connect() as client:
        response = await client.exchange(build_request(target=target))

    assert response.headers["content-length"] == str(len(CONTENT))
    assert response.headers["etag"]
    assert hash(response.body) == hash(CONTENT)
    assert observer.kinds == ["start", "pathsend"]


@pytest.mark.parametrize("target", ["/download", "/static/file.txt"])
async def test_ranges_leave_as_bytes(app: Fireweed, target: str) -> None:
    observer = Observer(app)

    async with serving(observer) as server, server.connect() as client:
        response = await client.exchange(build_request(target=target, headers=[("Range", "bytes=2-5")]))

    assert (response.status, response.body) == (206, b"line")
    assert "pathsend" not in observer.kinds


async def test_what_middleware_compresses_is_compressed(app: Fireweed) -> None:
    app.add_middleware(GZipMiddleware)

    async with serving(app) as server, server.connect() as client:
        headers = [("Accept-Encoding", "gzip"), ("Connection", "close")]
        await client.send(build_request(target="/static/file.txt", headers=headers, version="1.0"))
        head, _, body = (await client.read_to_end()).partition(b"\r\n\r\n")

    assert b"content-encoding: gzip" in head
    assert hash(gzip.decompress(body)) == hash(CONTENT)


async def test_middleware_that_knows_of_bodies_only_sees_one(app: Fireweed) -> None:
    class Upper:
        """Turns text into capitals, and loses every message that it does not know."""

        def __init__(self, app: ASGIApp) -> None:
            self.app = app

        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            async def send_upper(message: Message) -> None:
                if message["type"] == "http.response.body":
                    message = {**message, "body": message["body"].upper()}
                if "path" not in message:
                    await send(message)

            await self.app(scope, receive, send_upper)

    app.add_middleware(Upper)

    async with serving(app) as server, server.connect() as client:
        response = await client.exchange(build_request(target="/download"))

    assert hash(response.body) == hash(CONTENT.upper())


async def test_function_middleware_passes_files_on(app: Fireweed) -> None:
    @app.middleware("http")
    async def add_header(request: Request, call_next: Any) -> Response:
        response: Response = await call_next(request)
        response.headers["x-seen"] = "yes"
        return response

    async with serving(app) as server, server.connect() as client:
        response = await client.exchange(build_request(target="/download"))

    assert response.headers["x-seen"] == "yes"
    assert hash(response.body) == hash(CONTENT)


async def test_an_endpoint_tells_hints_ahead() -> None:
    app = Fireweed()

    @app.get("/")
    async def page(request: Request) -> str:
        await request.send_early_hints("</style.css>; rel=preload; as=style")
        return "page"

    async with serving(app) as server, server.connect() as client:
        interim = await client.exchange(build_request(headers=[("Sec-Fetch-Mode", "navigate")]))
        final = await client.read_response()

    assert (interim.status, interim.headers) == (103, {"link": "</style.css>; rel=preload; as=style"})
    assert (final.status, final.json()) == (200, "page")
