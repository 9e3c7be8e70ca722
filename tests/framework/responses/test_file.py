import asyncio
import os
import threading
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from fireweed.background import BackgroundTask
from fireweed.exceptions import ClientDisconnect
from fireweed.responses import FileResponse
from fireweed.types import Message
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

MODIFIED = 1700000000.5
ETAG = '"' + md5(f"{MODIFIED}-11".encode(), usedforsecurity=False).hexdigest() + '"'
DATE = "Tue, 14 Nov 2023 22:13:20 GMT"
LARGE = bytes(range(256)) * 1000
FIREWEED: dict[str, Any] = {"http.response.pathsend": {}, "fireweed.send_response": {}}
OLD_ASGI: dict[str, Any] = {"asgi": {"version": "3.0", "spec_version": "2.3"}}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "hello.txt"
    path.write_bytes(b"hello world")
    os.utime(path, (MODIFIED, MODIFIED))
    return path


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "large.bin"
    path.write_bytes(LARGE)
    return path


@pytest.mark.parametrize("direct", [False, True], ids=["messages", "one call"])
async def test_sends_a_file(path: Path, direct: bool) -> None:
    sent = await call(FileResponse(path), http_scope(), direct=direct)

    assert sent.status == 200
    assert sent.body == b"hello world"
    assert sent.headers == {
        "content-type": "text/plain; charset=utf-8",
        "content-length": "11",
        "accept-ranges": "bytes",
        "last-modified": DATE,
        "etag": ETAG,
    }


async def test_sends_a_small_file_in_one_call(path: Path) -> None:
    sent = await call(FileResponse(str(path)), http_scope(), direct=True)

    assert sent.direct_responses == 1


async def test_sends_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    sent = await call(FileResponse(tmp_path / "empty"), http_scope())

    assert sent.headers["content-length"] == "0"
    assert sent.body == b""


async def test_sends_a_larger_file_in_chunks_of_64_kib(large: Path) -> None:
    sent = await call(FileResponse(large), http_scope())

    assert sent.body == LARGE
    assert [len(chunk) for chunk in sent.body_chunks] == [65536, 65536, 65536, 59392]
    assert [message["more_body"] for message in sent.sent[1:]] == [True, True, True, False]


async def test_a_subclass_chooses_the_size_of_chunks(path: Path) -> None:
    class SmallChunks(FileResponse):
        chunk_size = 4

    sent = await call(SmallChunks(path), http_scope())

    assert sent.body_chunks == [b"hell", b"o wo", b"rld"]


async def test_can_be_sent_again(path: Path) -> None:
    response = FileResponse(path)

    first = await call(response, http_scope())
    second = await call(response, http_scope())

    assert first.sent == second.sent


async def test_touches_the_disk_in_worker_threads_only(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    threads = set()
    open_file = os.open

    def open_and_note(*args: Any) -> int:
        threads.add(threading.current_thread())
        return open_file(*args)

    monkeypatch.setattr(os, "open", open_and_note)
    await call(FileResponse(path), http_scope())

    assert threads
    assert threading.current_thread() not in threads


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        pytest.param("page.html", "text/html; charset=utf-8", id="text"),
        pytest.param("photo.jpeg", "image/jpeg", id="image"),
        pytest.param("data.unknown-to-all", "application/octet-stream", id="unknown"),
        pytest.param("Makefile", "application/octet-stream", id="no extension"),
    ],
)
def test_guesses_the_media_type(name: str, media_type: str) -> None:
    assert FileResponse("x.bin", filename=name).headers["content-type"] == media_type
    assert FileResponse(name).headers["content-type"] == media_type


def test_takes_the_media_type_given() -> None:
    class Csv(FileResponse):
        media_type = "text/csv"

    assert FileResponse("a.html", media_type="image/png").headers["content-type"] == "image/png"
    assert Csv("a.html").headers["content-type"] == "text/csv; charset=utf-8"


def test_names_the_file_for_the_client() -> None:
    attachment = FileResponse("x", filename="größe.txt")
    inline = FileResponse("x", filename="a.txt", content_disposition_type="inline")

    assert attachment.headers["content-disposition"] == "attachment; filename*=utf-8''gr%C3%B6%C3%9Fe.txt"
    assert inline.headers["content-disposition"] == 'inline; filename="a.txt"'
    assert "content-disposition" not in FileResponse("x").headers


async def test_keeps_headers_that_are_given(path: Path) -> None:
    given = {
        "ETag": '"mine"',
        "last-modified": "never",
        "accept-ranges": "none",
        "content-type": "text/x",
        "content-disposition": "none",
    }

    sent = await call(FileResponse(path, headers=given, filename="a.txt"), http_scope())

    assert sent.headers == {name.lower(): value for name, value in given.items()} | {"content-length": "11"}


async def test_says_how_long_the_body_is_whatever_is_given(path: Path) -> None:
    sent = await call(FileResponse(path, headers={"content-length": "3"}), http_scope())

    assert sent.headers["content-length"] == "11"


def test_knows_all_headers_once_it_knows_the_file(path: Path) -> None:
    response = FileResponse(path, stat_result=path.stat())

    assert response.headers["content-length"] == "11"
    assert response.headers["etag"] == ETAG
    assert response.headers["last-modified"] == DATE
    assert "etag" not in FileResponse(path).headers


async def test_cookies_are_sent(path: Path) -> None:
    response = FileResponse(path)
    response.set_cookie("a", "b")

    sent = await call(response, http_scope())

    assert sent.headers["set-cookie"].startswith("a=b;")


@pytest.mark.parametrize("is_known", [False, True], ids=["asks the disk", "knows the file"])
async def test_head_sends_headers_only(path: Path, is_known: bool) -> None:
    response = FileResponse(path, stat_result=path.stat() if is_known else None)

    sent = await call(response, http_scope("HEAD"))

    assert sent.headers["content-length"] == "11"
    assert sent.headers["etag"] == ETAG
    assert sent.body == b""


@pytest.mark.parametrize("status", [204, 304])
async def test_sends_no_content_where_the_status_has_none(path: Path, status: int) -> None:
    sent = await call(FileResponse(path, status), http_scope())

    assert sent.status == status
    assert "content-length" not in sent.headers
    assert sent.body == b""


async def test_runs_the_background_task_afterwards(path: Path) -> None:
    ran: list[str] = []

    await call(FileResponse(path, background=BackgroundTask(ran.append, "ran")), http_scope())

    assert ran == ["ran"]


async def test_refuses_a_websocket_with_a_file(large: Path) -> None:
    recorder = AsgiRecorder(FileResponse(large, 403), websocket_scope())

    await recorder.run()

    assert {message["type"] for message in recorder.sent} == {
        "websocket.http.response.start",
        "websocket.http.response.body",
    }
    assert b"".join(message.get("body", b"") for message in recorder.sent) == LARGE


async def test_refuses_a_websocket_with_a_small_file(path: Path) -> None:
    recorder = AsgiRecorder(FileResponse(path, 403), websocket_scope())

    await recorder.run()

    assert recorder.types == ["websocket.http.response.start", "websocket.http.response.body"]


# What the disk refuses...


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("gone", "File at path {} does not exist.", id="missing"),
        pytest.param("hello.txt/x", "File at path {} does not exist.", id="below a file"),
        pytest.param(".", "File at path {} is not a file.", id="directory"),
        pytest.param("pipe", "File at path {} is not a file.", id="pipe that nobody writes into"),
    ],
)
async def test_says_what_is_wrong_with_the_path(path: Path, method: str, name: str, text: str) -> None:
    os.mkfifo(path.parent / "pipe")
    bad_path = path.parent / name

    with pytest.raises(RuntimeError) as raised:
        await call(FileResponse(bad_path), http_scope(method))

    assert str(raised.value) == text.format(bad_path)


async def test_says_so_when_the_file_is_removed_between_status_and_sending(path: Path) -> None:
    response = FileResponse(path, stat_result=path.stat())
    path.unlink()

    with pytest.raises(RuntimeError, match="does not exist"):
        await call(response, http_scope())


async def test_errors_of_the_disk_come_through(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)

    with pytest.raises(PermissionError):
        await call(FileResponse(path), http_scope())


async def test_a_file_shorter_than_promised_is_not_begun(path: Path) -> None:
    response = FileResponse(path, stat_result=path.stat())
    path.write_bytes(b"short")
    recorder = AsgiRecorder(response, http_scope())

    with pytest.raises(RuntimeError, match=f"File at path {path} is shorter than expected."):
        await recorder.run()

    assert recorder.sent == []


async def test_a_file_that_has_grown_is_sent_as_long_as_promised(path: Path) -> None:
    response = FileResponse(path, stat_result=path.stat())
    path.write_bytes(b"hello world, and more")

    sent = await call(response, http_scope())

    assert sent.body == b"hello world"


async def test_stops_when_a_file_is_cut_while_it_is_sent(large: Path) -> None:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        os.truncate(large, 100_000)

    with pytest.raises(RuntimeError, match="shorter than expected"):
        await FileResponse(large)(http_scope(), AsgiRecorder(FileResponse(large), http_scope()).receive, send)

    assert sent[-1]["more_body"] is True


# Clients that go...


async def test_stops_when_sending_fails(large: Path) -> None:
    sent: list[Message] = []
    ran: list[str] = []
    response = FileResponse(large, background=BackgroundTask(ran.append, "ran"))

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 3:
            raise OSError("connection lost")

    with pytest.raises(ClientDisconnect):
        await response(http_scope(), AsgiRecorder(response, http_scope()).receive, send)

    assert len(sent) == 3
    assert ran == []


async def test_stops_when_an_older_server_tells_of_the_disconnect(large: Path) -> None:
    class TinyChunks(FileResponse):
        chunk_size = 1

    recorder = AsgiRecorder(TinyChunks(large), http_scope(**OLD_ASGI))
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)

    recorder.disconnect()
    await task

    assert not recorder.is_complete


@pytest.mark.parametrize("more_scope", [{}, OLD_ASGI], ids=["asgi 2.4", "asgi 2.3"])
async def test_closes_the_file_when_it_is_cancelled(large: Path, more_scope: dict[str, Any]) -> None:
    def count_open() -> int:
        return sum(os.path.realpath(f"/proc/self/fd/{number}") == str(large) for number in os.listdir("/proc/self/fd"))

    began = asyncio.Event()
    response = FileResponse(large)
    scope = http_scope(**more_scope)

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            began.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(response(scope, AsgiRecorder(response, scope).receive, send))
    await began.wait()
    opened = count_open()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert opened == 1
    assert count_open() == 0


# Servers that send files themselves...


async def test_hands_the_path_to_a_server_that_sends_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)

    sent = await call(FileResponse("hello.txt"), http_scope(extensions={"http.response.pathsend": {}}))

    assert sent.headers["content-length"] == "11"
    assert sent.sent[1:] == [{"type": "http.response.pathsend", "path": str(path)}]


async def test_hands_a_large_file_to_a_server_with_a_send_of_its_own(large: Path) -> None:
    sent = await call(FileResponse(large), http_scope(extensions=FIREWEED), direct=True)

    assert sent.headers["content-length"] == str(len(LARGE))
    assert sent.sent[1:] == [{"type": "http.response.pathsend", "path": str(large)}]


async def test_sends_a_small_file_in_one_call_also_where_paths_can_be_sent(path: Path) -> None:
    sent = await call(FileResponse(path), http_scope(extensions=FIREWEED), direct=True)

    assert (sent.direct_responses, sent.body) == (1, b"hello world")


@pytest.mark.parametrize("name", ["path", "large"])
async def test_hands_no_path_to_middleware_that_has_wrapped_send(name: str, request: pytest.FixtureRequest) -> None:
    file: Path = request.getfixturevalue(name)

    sent = await call(FileResponse(file), http_scope(extensions=FIREWEED))

    assert set(sent.types) == {"http.response.start", "http.response.body"}
    assert sent.body == file.read_bytes()


async def test_works_after_a_path_was_sent(large: Path) -> None:
    done: list[str] = []
    response = FileResponse(large, background=BackgroundTask(done.append, "done"))

    await call(response, http_scope(extensions=FIREWEED), direct=True)

    assert done == ["done"]


async def test_a_client_that_goes_while_the_server_sends_the_file_is_a_disconnect(large: Path) -> None:
    async def send(message: Message) -> None:
        if message["type"] == "http.response.pathsend":
            raise OSError("gone")

    scope = http_scope(extensions={"http.response.pathsend": {}}, asgi={"version": "3.0", "spec_version": "2.4"})
    with pytest.raises(ClientDisconnect):
        await FileResponse(large)(scope, AsgiRecorder(FileResponse(large), scope).receive, send)


@pytest.mark.parametrize(("method", "headers"), [("HEAD", {}), ("GET", {"range": "bytes=0-3"})], ids=["HEAD", "range"])
async def test_sends_itself_what_is_not_the_whole_file(path: Path, method: str, headers: dict[str, str]) -> None:
    scope = http_scope(method, headers=headers, extensions={"http.response.pathsend": {}})

    sent = await call(FileResponse(path), scope)

    assert sent.types == ["http.response.start", "http.response.body"]


async def test_hands_no_missing_path_to_the_server(tmp_path: Path) -> None:
    recorder = AsgiRecorder(FileResponse(tmp_path / "x"), http_scope(extensions={"http.response.pathsend": {}}))

    with pytest.raises(RuntimeError, match="does not exist"):
        await recorder.run()

    assert recorder.sent == []
