"""How a file goes out over transports that the test holds still: deadlines, the end of the server, cancellation."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.errors import ClientDisconnectedError, FileSendError
from fireweed_server.http.connection import HttpConnection
from fireweed_server.http.file_sending import FileSending
from fireweed_server.http.file_source import FileSource, SendfileUnsupportedError, set_position
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings
from kit.http_client import FakeClient
from kit.raw_client import LIMIT
from kit.threads import Blockade
from kit.tls import FakeSSLObject
from kit.transport import FakeClock, build_request

SIZE = 16 * 1024 * 1024


class Download:
    """An application that sends a file, and says how that ended."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.error: BaseException | None = None
        self.has_ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % SIZE)]})
            await send({"type": "http.response.pathsend", "path": str(self.path)})
        except BaseException as error:
            self.error = error
            raise
        finally:
            self.has_ended.set()

    async def wait_end(self) -> None:
        async with asyncio.timeout(LIMIT):
            await self.has_ended.wait()


class StuckClient:
    """A client that has read the beginning of a response and no further, so that the server has to wait for it."""

    def __init__(self, serving: Serving, clock: FakeClock, reader: socket.socket) -> None:
        self.serving = serving
        self.clock = clock
        self.reader = reader

    async def read_to_end(self) -> int:
        """Read all there is; how much that was."""
        loop, size = asyncio.get_running_loop(), 0
        async with asyncio.timeout(LIMIT):
            while data := await loop.sock_recv(self.reader, 1 << 20):
                size += len(data)
        return size


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(SIZE)
    return path


@asynccontextmanager
async def stuck_client(app: Download, **options: Any) -> AsyncIterator[StuckClient]:
    loop, clock = asyncio.get_running_loop(), FakeClock()
    serving = Serving(app, Settings(access_log=False, **options), loop, clock=clock)
    clock.start(loop, serving.sweep)
    ours, theirs = socket.socketpair()
    theirs.setblocking(False)
    await loop.connect_accepted_socket(lambda: HttpConnection(serving), ours)
    try:
        await loop.sock_sendall(theirs, build_request(headers=[("Connection", "close")]))
        async with asyncio.timeout(LIMIT):
            assert await loop.sock_recv(theirs, 100)
            await until_stuck(theirs)
        yield StuckClient(serving, clock, theirs)
    finally:
        theirs.close()
        async with asyncio.timeout(LIMIT):
            await serving.wait_closed()


async def until_stuck(reader: socket.socket) -> None:
    """Wait until a socket that is not read has no room for anything any more."""
    before = -1
    while (size := _count_unread(reader)) != before or not size:
        before = size
        await asyncio.to_thread(lambda: None)


def _count_unread(reader: socket.socket) -> int:
    return len(reader.recv(SIZE, socket.MSG_PEEK | socket.MSG_DONTWAIT))


@pytest.mark.usefixtures("loop_factory")
async def test_waits_for_a_client_that_reads_slowly(path: Path) -> None:
    app = Download(path)

    async with stuck_client(app, write_timeout=10.0) as client:
        client.clock.advance(9)
        assert await client.read_to_end() > SIZE - 100
        await app.wait_end()

    assert app.error is None


@pytest.mark.usefixtures("loop_factory")
async def test_drops_a_client_that_takes_nothing(path: Path) -> None:
    app = Download(path)

    async with stuck_client(app, write_timeout=10.0) as client:
        async with asyncio.timeout(LIMIT):
            while not app.has_ended.is_set():
                client.clock.advance(1)
                await asyncio.to_thread(lambda: None)

        assert await client.read_to_end() < SIZE - 100

    assert isinstance(app.error, ClientDisconnectedError)


@pytest.mark.usefixtures("loop_factory")
async def test_a_server_that_stops_sends_the_file_to_its_end(path: Path) -> None:
    app = Download(path)

    async with stuck_client(app) as client:
        client.serving.draining = True
        for connection in tuple(client.serving.connections):
            connection.drain()

        assert await client.read_to_end() > SIZE - 100

    assert app.error is None


@pytest.mark.usefixtures("loop_factory")
async def test_a_server_that_stops_waiting_cuts_the_file_off(path: Path) -> None:
    app = Download(path)

    async with stuck_client(app) as client:
        client.serving.abort()
        await app.wait_end()

        assert await client.read_to_end() < SIZE - 100

    assert isinstance(app.error, (asyncio.CancelledError, ClientDisconnectedError))


@pytest.mark.usefixtures("loop_factory")
async def test_a_request_that_is_cancelled_breaks_the_connection_off(path: Path) -> None:
    app = Download(path)

    async with stuck_client(app) as client:
        (task,) = client.serving.tasks
        task.cancel()
        await app.wait_end()

        assert await client.read_to_end() < SIZE - 100

    assert isinstance(app.error, asyncio.CancelledError)


# In pieces...


async def wait_requests(client: FakeClient) -> None:
    async with asyncio.timeout(LIMIT):
        await asyncio.wait(client.serving.tasks)


@pytest.mark.parametrize("ssl_object", [FakeSSLObject(), None], ids=["TLS", "no socket"])
async def test_sends_pieces_where_the_system_cannot(path: Path, ssl_object: object) -> None:
    app = Download(path)
    client = FakeClient(app, ssl_object=ssl_object)
    client.feed(build_request())
    await wait_requests(client)

    (response,) = client.take_responses()

    assert (app.error, len(response.body), response.headers["content-length"]) == (None, SIZE, str(SIZE))


async def test_reads_no_further_while_the_client_takes_nothing(path: Path) -> None:
    app = Download(path)
    client = FakeClient(app)
    client.feed(build_request())
    client.transport.stall()
    for _ in range(20):
        await asyncio.to_thread(lambda: None)
    written = len(client.transport.written)

    client.transport.unstall()
    await wait_requests(client)

    assert written < SIZE < len(client.transport.written)


def test_says_where_the_system_cannot_copy(path: Path) -> None:
    source = FileSource()
    source.open_path(str(path))

    with path.open("ab") as unsuitable, pytest.raises(SendfileUnsupportedError):  # it appends
        source.send(unsuitable.fileno())

    source.close()
    assert source.remaining == SIZE


async def test_an_open_that_is_cancelled_leaves_nothing_open(path: Path) -> None:
    client = FakeClient(Download(path))
    client.feed(build_request())
    await asyncio.sleep(0)

    client.serving.abort()
    await wait_requests(client)

    assert str(path) not in [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]


async def test_an_open_that_is_cancelled_twice_is_waited_for(path: Path) -> None:
    opening, client = Blockade(), FakeClient(Download(path))
    task = asyncio.create_task(FileSending(client.connection).run(opening))
    await asyncio.to_thread(opening.wait_begun)

    for _ in range(2):
        task.cancel()
        await asyncio.to_thread(lambda: None)
    is_done_early = task.done()
    opening.release()
    await asyncio.wait({task})

    assert (is_done_early, task.cancelled()) == (False, True)


def test_file_that_cannot_be_read_any_further_is_an_error_of_the_application(path: Path) -> None:
    source = FileSource()
    with path.open("ab") as unreadable:
        source.share(unreadable.fileno(), 0, 5)

        with pytest.raises(FileSendError, match="cannot be read any further"):
            source.read()

    source.close()


def test_file_that_was_given_as_a_descriptor_stands_where_it_is_put(path: Path) -> None:
    with path.open("rb") as file:
        set_position(file.fileno(), 5)

        assert file.tell() == 5


async def test_counts_what_went_out(path: Path) -> None:
    class Recorder:
        def __init__(self) -> None:
            self.sizes: list[int] = []

        def record(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> None:
            self.sizes.append(body_size)

    recorder = Recorder()
    client = FakeClient(Download(path), access_log=recorder)
    client.feed(build_request())
    await wait_requests(client)

    assert recorder.sizes == [SIZE]
