"""A server in a loop that runs already: start, accept, drain, shut down. Over real sockets, on every loop."""

import asyncio
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from fireweed_server import server as server_module
from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.errors import BindError, LifespanError
from fireweed_server.server import Server
from fireweed_server.settings import Settings

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 10.0

pytestmark = pytest.mark.usefixtures("loop_factory")


class Application:
    """Answers with the path, but holds requests for /held until it is released; `events` is what happened, in order."""

    def __init__(self, *, startup: str = "complete", shutdown: str = "complete") -> None:
        self.lifespan_answers = {"lifespan.startup": startup, "lifespan.shutdown": shutdown}
        self.events: list[str] = []
        self.starting = asyncio.Event()
        self.arrived = asyncio.Event()
        self.released = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._answer(scope, send)

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["state"]["greeting"] = "hello"
        for event, answer in self.lifespan_answers.items():
            await receive()
            self.events.append(event)
            self.starting.set()
            if answer == "hang":
                await asyncio.Event().wait()
            await send({"type": f"{event}.{answer}", "message": "no database"})

    async def _answer(self, scope: Scope, send: Send) -> None:
        self.arrived.set()
        if scope["path"] == "/held":
            try:
                await self.released.wait()
            except asyncio.CancelledError:
                self.events.append("cancelled")
                raise
        self.events.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"{scope['state']['greeting']} {scope['path']}".encode()})


async def connect(server: Server) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    url = urlsplit(server.addresses[0])
    return await asyncio.open_connection(url.hostname, url.port)


async def get(server: Server, path: str) -> bytes:
    """The body of the answer; b"" if the connection was cut."""
    return await exchange(await connect(server), path)


async def exchange(streams: tuple[asyncio.StreamReader, asyncio.StreamWriter], path: str) -> bytes:
    reader, writer = streams
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n".encode())
        async with asyncio.timeout(HANG_LIMIT):
            answer = await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()
    return answer.partition(b"\r\n\r\n")[2]


def settings(**options: Any) -> Settings:
    return Settings(**{"port": 0, "access_log": False, **options})


async def wait_refused(server: Server) -> None:
    """Wait until `server` accepts no more connections."""
    async with asyncio.timeout(HANG_LIMIT):
        with suppress(ConnectionError):
            while True:
                (await connect(server))[1].close()


@asynccontextmanager
async def held_request(server: Server, app: Application) -> AsyncIterator[asyncio.Task[bytes]]:
    """A request that the application has and does not answer yet."""
    request = asyncio.create_task(get(server, "/held"))
    await app.arrived.wait()
    yield request
    await asyncio.wait({request})


# Serving...


async def test_serves_while_the_block_runs() -> None:
    app = Application()

    async with Server(settings(), app) as server:
        body = await get(server, "/a")

    assert body == b"hello /a"
    assert app.events == ["lifespan.startup", "/a", "lifespan.shutdown"]


async def test_tells_when_and_where_it_accepts() -> None:
    started: list[Server] = []
    server = Server(settings(), Application())

    serving = asyncio.create_task(server.serve(started.append))
    await server.started.wait()
    body = await get(server, "/a")
    server.stop()
    await serving

    assert started == [server]
    assert body == b"hello /a"


async def test_serves_on_every_address_of_a_name() -> None:
    async with Server(settings(host="localhost"), Application()) as server:
        assert len(server.addresses) == len({info[4][0] for info in socket.getaddrinfo("localhost", 0)})
        assert await get(server, "/a") == b"hello /a"


async def test_serves_on_a_unix_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    async with Server(settings(uds="app.sock"), Application()) as server:
        body = await exchange(await asyncio.open_unix_connection("app.sock"), "/a")

    assert server.addresses == ("unix:app.sock",)
    assert body == b"hello /a"
    assert not (tmp_path / "app.sock").exists()


async def test_serves_on_an_inherited_socket() -> None:
    with socket.socket() as inherited:
        inherited.bind(("127.0.0.1", 0))

        async with Server(settings(fd=inherited.fileno()), Application()) as server:
            assert await get(server, "/a") == b"hello /a"


async def test_logs_requests_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    async with Server(settings(access_log=True), Application()) as server:
        await get(server, "/a?b=c")

    assert re.search(r'127\.0\.0\.1:\d+ "GET /a\?b=c HTTP/1\.1" 200 8 \d+\.\dms\n', capsys.readouterr().out)


async def test_serves_a_process_without_standard_output(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)

    async with Server(settings(access_log=True), Application()) as server:
        assert await get(server, "/a") == b"hello /a"


# Starting...


async def test_port_in_use_fails_before_the_application_starts() -> None:
    app = Application()

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BindError):
        await Server(settings(port=taken.getsockname()[1]), app).serve()

    assert app.events == []


async def test_failed_start_of_the_application_frees_the_port() -> None:
    server = Server(settings(port=0), Application(startup="failed"))

    with pytest.raises(LifespanError, match="failed to start: no database"):
        await server.serve()

    assert not server.started.is_set()
    assert server.addresses == ()


async def test_stop_ends_a_start_that_is_under_way() -> None:
    app = Application(startup="hang")
    server = Server(settings(), app)
    serving = asyncio.create_task(server.serve())
    await app.starting.wait()

    server.stop()
    await serving

    assert not server.started.is_set()


# Stopping...


@pytest.mark.parametrize("how", ["stop", "cancel"])
async def test_finishes_running_requests_first(how: str) -> None:
    app = Application()
    server = Server(settings(), app)
    serving = asyncio.create_task(server.serve())
    await server.started.wait()

    async with held_request(server, app) as request:
        server.stop() if how == "stop" else serving.cancel()
        await wait_refused(server)
        app.released.set()
    await asyncio.wait({serving})

    assert request.result() == b"hello /held"
    assert app.events == ["lifespan.startup", "/held", "lifespan.shutdown"]
    assert serving.cancelled() == (how == "cancel")


async def test_cuts_off_requests_at_the_deadline(caplog: pytest.LogCaptureFixture) -> None:
    app = Application()

    async with Server(settings(graceful_shutdown_timeout=0), app) as server:
        request = asyncio.create_task(get(server, "/held"))
        await app.arrived.wait()

    assert await request == b""
    assert app.events == ["lifespan.startup", "cancelled", "lifespan.shutdown"]
    assert caplog.messages == ["Cut off, not finished after 0 seconds: connections: 1, requests: 1."]


async def test_second_cancellation_cuts_requests_off() -> None:
    app = Application()
    server = Server(settings(), app)
    serving = asyncio.create_task(server.serve())
    await server.started.wait()

    async with held_request(server, app) as request:
        serving.cancel()
        await wait_refused(server)
        serving.cancel()
    await asyncio.wait({serving})

    assert request.result() == b""
    assert app.events == ["lifespan.startup", "cancelled", "lifespan.shutdown"]


async def test_closes_idle_connections_at_once() -> None:
    server = Server(settings(), Application())

    async with server:
        reader, writer = await connect(server)
        writer.write(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        await reader.readuntil(b"hello /")

    async with asyncio.timeout(HANG_LIMIT):
        assert await reader.read() == b""
    writer.close()


async def test_application_that_does_not_shut_down_is_cut_off(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(server_module, "_LEAST_LIFESPAN_TIME", 0.0)
    app = Application(shutdown="hang")

    async with Server(settings(graceful_shutdown_timeout=0), app):
        pass

    assert caplog.messages == ["The application was cut off: it did not shut down in time."]
