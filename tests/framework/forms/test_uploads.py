import asyncio
import io
import tempfile
import threading
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import pytest
from pydantic import TypeAdapter, ValidationError

from fireweed.forms.uploads import UploadFile, is_in_memory, read_whole
from fireweed.http.headers import Headers
from kit.threads import Blockade


class NotingFile:
    """A file of which nobody knows whether it blocks. Notes which threads use it."""

    def __init__(self, content: bytes = b"") -> None:
        self._file = io.BytesIO(content)
        self.threads: set[threading.Thread] = set()

    @property
    def closed(self) -> bool:
        return self._file.closed

    def read(self, size: int) -> bytes:
        self.threads.add(threading.current_thread())
        return self._file.read(size)

    def write(self, data: bytes) -> int:
        self.threads.add(threading.current_thread())
        return self._file.write(data)

    def seek(self, offset: int) -> int:
        self.threads.add(threading.current_thread())
        return self._file.seek(offset)

    def close(self) -> None:
        self.threads.add(threading.current_thread())
        self._file.close()


def build_spooled(content: bytes, max_size: int) -> Any:
    file = tempfile.SpooledTemporaryFile(max_size=max_size)  # noqa: SIM115 - the tests close it
    file.write(content)
    file.seek(0)
    return file


BUILDERS: dict[str, Callable[[], Any]] = {
    "bytes": lambda: io.BytesIO(b"content"),
    "spooled in memory": lambda: build_spooled(b"content", 100),
    "spooled on disk": lambda: build_spooled(b"content", 1),
    "another": lambda: NotingFile(b"content"),
}

every_file = pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS)


def test_knows_what_the_client_said() -> None:
    headers = Headers({"content-type": "text/plain", "x-note": "1"})

    upload = UploadFile(io.BytesIO(b"12"), size=2, filename="a.txt", headers=headers)

    assert (upload.size, upload.filename, upload.content_type) == (2, "a.txt", "text/plain")
    assert upload.headers is headers


def test_may_know_nothing() -> None:
    upload = UploadFile(io.BytesIO())

    assert (upload.size, upload.filename, upload.content_type, upload.headers) == (None, None, None, Headers())


def test_shows_what_it_is() -> None:
    upload = UploadFile(io.BytesIO(), size=2, filename="a.txt", headers=Headers({"content-type": "text/plain"}))

    assert repr(upload) == "UploadFile(filename='a.txt', size=2, headers=Headers({'content-type': 'text/plain'}))"


@every_file
async def test_reads_and_seeks(build: Callable[[], Any]) -> None:
    upload = UploadFile(build())

    assert await upload.read(3) == b"con"
    assert await upload.read() == b"tent"
    await upload.seek(1)
    assert await upload.read(-1) == b"ontent"
    await upload.close()


@every_file
async def test_writes_and_grows(build: Callable[[], Any]) -> None:
    upload = UploadFile(build(), size=7)
    await upload.seek(7)

    await upload.write(b" and more")
    await upload.seek(0)

    assert await upload.read() == b"content and more"
    assert upload.size == 16
    await upload.close()


async def test_a_size_that_is_not_known_stays_so() -> None:
    upload = UploadFile(io.BytesIO())

    await upload.write(b"content")

    assert upload.size is None


@every_file
async def test_closes_as_often_as_one_likes(build: Callable[[], Any]) -> None:
    upload = UploadFile(build())

    await upload.close()
    await upload.close()

    assert upload.file.closed


async def test_what_may_block_happens_in_other_threads() -> None:
    file: Any = NotingFile()
    upload = UploadFile(file)

    await upload.write(b"content")
    await upload.seek(0)
    await upload.read()
    await upload.close()

    assert threading.current_thread() not in file.threads


async def test_memory_is_used_directly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fireweed.forms.uploads.get_pool", None)
    monkeypatch.setattr("fireweed.forms.uploads.run_in_threadpool", None)
    upload = UploadFile(build_spooled(b"content", 100))

    await upload.seek(3)

    assert await upload.read() == b"tent"
    await upload.close()


async def test_a_file_moves_to_disk_in_another_thread() -> None:
    upload = UploadFile(build_spooled(b"content", 100))

    await upload.write(b"x" * 200)

    assert not is_in_memory(upload.file)
    await upload.close()


async def test_a_cancelled_write_is_finished_first() -> None:
    blockade = Blockade()

    class SlowFile(NotingFile):
        is_written = False

        def write(self, data: bytes) -> int:
            blockade()
            self.is_written = True
            return len(data)

    file: Any = SlowFile()
    writing = asyncio.create_task(UploadFile(file).write(b"content"))
    await asyncio.to_thread(blockade.wait_begun)
    writing.cancel()
    await asyncio.sleep(0)
    blockade.release()

    with pytest.raises(asyncio.CancelledError):
        await writing
    assert file.is_written


# As a type of pydantic...


def test_is_validated_as_what_it_is() -> None:
    upload = UploadFile(io.BytesIO())

    assert TypeAdapter(UploadFile).validate_python(upload) is upload


def test_nothing_else_is_an_upload() -> None:
    with pytest.raises(ValidationError, match="Expected UploadFile, received: <class 'str'>"):
        TypeAdapter(UploadFile).validate_python("x")


def test_is_described_as_octets() -> None:
    assert TypeAdapter(UploadFile).json_schema() == {"type": "string", "contentMediaType": "application/octet-stream"}


@pytest.mark.parametrize("roll", [False, True], ids=["memory", "disk"])
async def test_whole_file_is_read_from_where_it_is_at_and_left_there(roll: bool) -> None:
    with SpooledTemporaryFile() as file:
        file.write(b"0123")
        file.seek(1)
        if roll:
            file.rollover()
        upload = UploadFile(cast(BinaryIO, file))

        contents = [await read_whole(upload), await read_whole(upload)]

    assert contents == [b"123", b"123"]
