"""Files that an application has the server send, over real sockets: by path and by descriptor, on every loop."""

import asyncio
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.asgi import Message, Receive, Scope, Send
from fireweed_server.errors import FileSendError, MessageOrderError
from fireweed_server.http.file_source import SMALL, FileSource, SendfileUnsupportedError
from kit.raw_client import LIMIT, RawClient, serving
from kit.tls import Authority
from kit.transport import build_request

pytestmark = pytest.mark.usefixtures("loop_factory")

LARGE = bytes(range(256)) * 16384  # 4 MiB: more than a socket takes at once
CLOSE = [("Connection", "close")]


class Sender:
    """Sends a start with `headers`, then `messages`; keeps the error of `send`, if any, and tells of its end."""

    def __init__(self, *messages: Message, headers: list[tuple[bytes, bytes]] | None = None, **start: Any) -> None:
        self.start = {"type": "http.response.start", "status": 200, "headers": headers or [], **start}
        self.messages = messages
        self.error: BaseException | None = None
        self.has_started = asyncio.Event()
        self.has_ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        try:
            await send(self.start)
            self.has_started.set()
            for message in self.messages:
                await send(dict(message))
        except BaseException as error:
            self.error = error
            raise
        finally:
            self.has_ended.set()


def path_message(path: Path) -> Message:
    return {"type": "http.response.pathsend", "path": str(path)}


def length_of(content: bytes) -> list[tuple[bytes, bytes]]:
    return [(b"content-length", b"%d" % len(content))]


def is_same(received: bytes, expected: bytes) -> bool:
    """Whether these bytes are equal; pytest would take minutes to show how they differ."""
    return received == expected


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(LARGE)
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.txt"
    path.write_bytes(b"hello")
    return path


@pytest.mark.parametrize("size", [0, 1, SMALL, SMALL + 1, len(LARGE)])
async def test_sends_a_file_by_its_path(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(LARGE[:size])

    async with (
        serving(Sender(path_message(path), headers=length_of(LARGE[:size]))) as server,
        server.connect() as client,
    ):
        for _ in range(2):
            response = await client.exchange(build_request())

            assert response.headers["content-length"] == str(size)
            assert is_same(response.body, LARGE[:size])


@pytest.mark.parametrize("size", [0, 5, len(LARGE)])
async def test_says_the_length_where_the_application_does_not(tmp_path: Path, size: int) -> None:
    path = tmp_path / "file"
    path.write_bytes(LARGE[:size])

    async with serving(Sender(path_message(path))) as server, server.connect() as client:
        response = await client.exchange(build_request())

    assert response.headers["content-length"] == str(size)
    assert is_same(response.body, LARGE[:size])


async def test_answers_what_was_pipelined_before_and_behind(large: Path) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/file":
            await Sender(path_message(large))(scope, receive, send)
        else:
            await Sender({"type": "http.response.body", "body": b"x"})(scope, receive, send)

    async with serving(app) as server, server.connect() as client:
        await client.send(b"".join(build_request(target=target) for target in ("/a", "/file", "/b", "/file")))
        bodies = [(await client.read_response()).body for _ in range(4)]

    assert is_same(b"|".join(bodies), b"|".join([b"x", LARGE, b"x", LARGE]))


@pytest.mark.parametrize("name", ["small", "large"])
async def test_answers_a_request_with_a_body_and_the_next_one(name: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(name)

    async with serving(Sender(path_message(path))) as server, server.connect() as client:
        for _ in range(2):
            response = await client.exchange(build_request("POST", body=b"nobody reads this"))

            assert is_same(response.body, path.read_bytes())


@pytest.mark.parametrize("name", ["small", "large"])
async def test_closes_where_more_of_a_body_is_to_come_than_is_worth_waiting_for(
    name: str, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(name)

    async with serving(Sender(path_message(path))) as server, server.connect() as client:
        await client.send(build_request("POST", headers=[("Content-Length", str(1 << 40))], body=b"the first part"))
        response = await client.read_response()
        rest = await client.read_to_end()

    assert response.headers["connection"] == "close"
    assert is_same(response.body, path.read_bytes())
    assert rest == b""


@pytest.mark.parametrize("name", ["small", "large"])
async def test_head_gets_the_head_only(name: str, request: pytest.FixtureRequest) -> None:
    path: Path = request.getfixturevalue(name)

    async with serving(Sender(path_message(path))) as server, server.connect() as client:
        await client.send(build_request("HEAD", headers=CLOSE))
        data = await client.read_to_end()

    assert b"content-length: %d\r\n" % path.stat().st_size in data
    assert data.endswith(b"\r\n\r\n")


async def test_sends_no_more_of_a_file_that_has_grown(large: Path) -> None:
    async with (
        serving(Sender(path_message(large), headers=length_of(LARGE[:-5]))) as server,
        server.connect() as client,
    ):
        response = await client.exchange(build_request())
        after = await client.exchange(build_request())

    assert is_same(response.body, LARGE[:-5])
    assert is_same(after.body, LARGE[:-5])


@pytest.mark.parametrize(
    ("build_path", "text"),
    [
        (lambda folder: f"{folder}/missing", "No such file"),
        (str, "no regular file"),
        (lambda folder: "small.txt", "absolute path"),
        (lambda folder: f"{folder}/\0", "null"),
        (lambda folder: 5, "absolute path"),
    ],
    ids=["missing", "directory", "relative", "null character", "number"],
)
async def test_a_file_that_cannot_be_sent_is_an_error_of_the_application(
    build_path: Callable[[Path], object], text: str, tmp_path: Path
) -> None:
    app = Sender({"type": "http.response.pathsend", "path": build_path(tmp_path)})

    async with serving(app) as server, server.connect() as client:
        response = await client.exchange(build_request())

    assert response.status == 500
    assert text in str(app.error)
    assert not isinstance(app.error, OSError)  # that would mean that the client has gone


async def test_a_pipe_holds_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    async with serving(Sender(path_message(tmp_path / "pipe"))) as server, server.connect() as client:
        response = await client.exchange(build_request())

    assert response.status == 500


@pytest.mark.parametrize("name", ["small", "large"])
async def test_a_file_that_is_shorter_than_its_head_says_is_an_error(name: str, request: pytest.FixtureRequest) -> None:
    app = Sender(path_message(request.getfixturevalue(name)), headers=length_of(LARGE + b"x"))

    async with serving(app) as server, server.connect() as client:
        response = await client.exchange(build_request())

    assert response.status == 500
    assert "fewer than its content-length" in str(app.error)


# Clients that are slow, or gone...


def open_files() -> list[str]:
    return [os.path.realpath(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")]


async def start_large(client: Any, app: Sender) -> None:
    """Ask for a file and read nothing of it."""
    client.writer.transport.pause_reading()
    await client.send(build_request())
    async with asyncio.timeout(LIMIT):
        await app.has_started.wait()


@pytest.mark.parametrize("leave", ["vanish", "close"])
async def test_ends_when_the_client_goes(large: Path, leave: str, tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(LARGE * 8)
    app = Sender(path_message(path))

    async with serving(app) as server, server.connect() as client:
        await start_large(client, app)
        client.vanish() if leave == "vanish" else client.writer.close()
        async with asyncio.timeout(LIMIT):
            await app.has_ended.wait()

    assert isinstance(app.error, OSError)
    assert str(path) not in open_files()


async def test_a_file_that_becomes_shorter_breaks_the_connection_off(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    path.write_bytes(LARGE * 8)
    app = Sender(path_message(path))

    async with serving(app) as server, server.connect() as client:
        head = await read_head_of(client)
        os.truncate(path, 100)
        data = await client.read_to_end()

    assert b"content-length: %d\r\n" % (len(LARGE) * 8) in head
    assert len(data) < len(LARGE) * 8
    assert "became shorter" in str(app.error)


async def read_head_of(client: Any) -> bytes:
    await client.send(build_request())
    async with asyncio.timeout(LIMIT):
        head: bytes = await client.reader.readuntil(b"\r\n\r\n")
    return head


async def test_goes_out_in_pieces_where_no_descriptor_is_left(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    async with serving(Sender(path_message(large))) as server, server.connect() as client:
        monkeypatch.setattr(os, "dup", refuse)
        response = await client.exchange(build_request())

    assert is_same(response.body, LARGE)


@pytest.mark.parametrize(
    ("error", "is_whole"),
    [(SendfileUnsupportedError(), True), (ConnectionResetError(), False), (FileSendError("broken disk"), False)],
    ids=["unsupported", "client gone", "disk error"],
)
async def test_goes_by_what_the_system_says_of_the_copy(
    large: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, is_whole: bool
) -> None:
    def fail(source: FileSource, socket: int) -> None:
        raise error

    monkeypatch.setattr(FileSource, "send", fail)
    app = Sender(path_message(large))

    async with serving(app) as server, server.connect() as client:
        await client.send(build_request(headers=CLOSE))
        data = await client.read_to_end()
        await app.has_ended.wait()

    assert is_same(data.partition(b"\r\n\r\n")[2], LARGE) is is_whole
    assert (app.error is None) is is_whole
    assert isinstance(app.error, OSError) is isinstance(error, OSError)


async def test_sends_in_pieces_where_descriptors_have_run_out(large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(descriptor: int) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    async with serving(Sender(path_message(large))) as server, server.connect() as client:
        monkeypatch.setattr(os, "dup", fail)
        response = await client.exchange(build_request())

    assert is_same(response.body, LARGE)


async def test_sends_files_over_tls(large: Path, tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    identity = authority.issue("localhost")
    files = {"ssl_certfile": (identity.certificate,), "ssl_keyfile": (identity.key,)}

    async with serving(Sender(path_message(large)), **files) as server:
        context = authority.client_context()
        reader, writer = await asyncio.open_connection(
            server.host, server.port, ssl=context, server_hostname="localhost"
        )
        response = await RawClient(reader, writer).exchange(build_request())
        writer.transport.abort()

    assert is_same(response.body, LARGE)


# Parts of open files...


def part(file: Any, *, more: bool = False, **place: Any) -> Message:
    return {"type": "http.response.zerocopysend", "file": file, "more_body": more, **place}


async def test_mixes_parts_of_files_with_bytes(large: Path) -> None:
    with large.open("rb") as file:
        app = Sender(
            {"type": "http.response.body", "body": b"<", "more_body": True},
            part(file, more=True, offset=1, count=3_000_000),
            {"type": "http.response.body", "body": b"|", "more_body": True},
            part(file.fileno(), more=True, offset=7, count=0),
            part(file.fileno(), offset=len(LARGE) - 4),
        )

        async with serving(app) as server, server.connect() as client:
            await client.send(build_request(headers=CLOSE, version="1.0"))
            data = await client.read_to_end()

    assert app.error is None
    assert is_same(data.partition(b"\r\n\r\n")[2], b"<" + LARGE[1:3_000_001] + b"|" + LARGE[-4:])


async def test_frames_parts_of_files_in_chunks(small: Path) -> None:
    with small.open("rb") as file:
        app = Sender(part(file, more=True, count=2), part(file))

        async with serving(app) as server, server.connect() as client:
            await client.send(build_request(headers=CLOSE))
            data = await client.read_to_end()

        assert file.tell() == 5

    assert data.endswith(b"\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n")


async def test_the_files_stay_open_and_where_they_were_asked_elsewhere(small: Path) -> None:
    with small.open("rb") as file:
        async with serving(Sender(part(file, offset=1))) as server, server.connect() as client:
            response = await client.exchange(build_request())

        assert response.body == b"ello"
        assert file.read() == b"hello"


@pytest.mark.parametrize("place", [{"offset": 6, "count": 1}, {"offset": 0, "count": 6}, {"offset": -1}, {"count": -1}])
async def test_a_part_that_there_is_not_is_an_error(small: Path, place: dict[str, Any]) -> None:
    with small.open("rb") as file:
        app = Sender(part(file, **place))

        async with serving(app) as server, server.connect() as client:
            response = await client.exchange(build_request())

    assert response.status == 500
    assert "There are no" in str(app.error)


async def test_what_is_no_file_is_an_error() -> None:
    app = Sender(part(object()))

    async with serving(app) as server, server.connect() as client:
        response = await client.exchange(build_request())

    assert response.status == 500
    assert "cannot be read" in str(app.error)


# Wrong orders...


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ([{"type": "http.response.body", "body": b"x", "more_body": True}, "file"], "a part of the body was sent"),
        ([{"type": "http.response.body", "body": b"x"}, "file"], "the response is complete"),
        (["file", "file"], "the response is complete"),
        (["file", {"type": "http.response.body"}], "the response is complete"),
    ],
    ids=["after a part", "after the body", "twice", "before a body"],
)
async def test_refuses_a_path_where_none_is_possible(small: Path, messages: list[Any], text: str) -> None:
    app = Sender(*(path_message(small) if message == "file" else message for message in messages))

    async with serving(app) as server, server.connect() as client:
        await client.send(build_request(headers=CLOSE))
        await client.read_to_end()
        await app.has_ended.wait()

    assert text in str(app.error)
    assert isinstance(app.error, MessageOrderError)


async def test_refuses_a_path_before_the_start(small: Path) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        with pytest.raises(MessageOrderError, match="has to start with"):
            await send(path_message(small))
        await Sender({"type": "http.response.body", "body": b"x"})(scope, receive, send)

    async with serving(app) as server, server.connect() as client:
        assert (await client.exchange(build_request())).body == b"x"


@pytest.mark.parametrize("kind", ["body", "pathsend", "zerocopysend"])
async def test_nothing_can_be_sent_while_a_file_is(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "huge"
    path.write_bytes(LARGE * 8)
    has_head, errors = asyncio.Event(), []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": length_of(LARGE * 8)})
        sending = asyncio.ensure_future(send(path_message(path)))
        await has_head.wait()
        with path.open("rb") as file, pytest.raises(MessageOrderError, match="a file is still being sent") as caught:
            await send({"type": f"http.response.{kind}", "path": str(path), "file": file})
        errors.append(caught.value)
        await sending

    async with serving(app) as server, server.connect() as client:
        await read_head_of(client)
        has_head.set()
        await client.reader.readexactly(len(LARGE) * 8)

    assert errors
