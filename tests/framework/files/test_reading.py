import asyncio
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import pytest

from fireweed.files import reading as reading_module
from fireweed.files.reading import (
    FileReading,
    NotRegularFileError,
    Piece,
    ShorterFileError,
    get_regular_status,
    open_regular,
    read_pieces,
)

ALPHABET = b"abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Chosen:
    pieces: Sequence[Piece]

    @property
    def length(self) -> int:
        return sum(map(len, self.pieces))


def choose_all(status: os.stat_result) -> Chosen:
    return Chosen([range(status.st_size)])


def choose_nothing(status: os.stat_result) -> Chosen:
    raise LookupError("nothing to choose")


def count_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "alphabet"
    path.write_bytes(ALPHABET)
    return path


class SlowFile(FileIO):
    """A file whose first chunk is read at once; the others wait until they may be."""

    began = threading.Event()
    may_go_on = threading.Event()
    was_closed = threading.Event()

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            self.began.set()
            self.may_go_on.wait(10)
        return super().read(size) or b""

    def close(self) -> None:
        super().close()
        self.was_closed.set()


async def test_reads_a_small_file_at_once(path: Path) -> None:
    async with FileReading(path, chunk_size=26) as reading:
        chosen, chunk = await reading.start(choose_all)

        assert chunk == ALPHABET
        assert chosen.pieces == [range(26)]
        assert reading.remaining == 0


async def test_reads_a_larger_file_chunk_by_chunk(path: Path) -> None:
    chunks = []

    async with FileReading(path, chunk_size=10) as reading:
        _, chunk = await reading.start(choose_all)
        chunks.append(chunk)
        while reading.remaining:
            chunks.append(await reading.read())

    assert chunks == [ALPHABET[:10], ALPHABET[10:20], ALPHABET[20:]]


async def test_reads_pieces_and_what_stands_between_them(path: Path) -> None:
    pieces: list[Piece] = [b"<", range(1, 3), b"><", range(20, 26), b">"]

    async with FileReading(path, chunk_size=3) as reading:
        _, chunk = await reading.start(lambda _: Chosen(pieces))
        chunks = [chunk]
        while reading.remaining:
            chunks.append(await reading.read())

    assert chunks == [b"<bc", b"><uvw", b"xyz", b">"]


async def test_reads_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    async with FileReading(tmp_path / "empty", chunk_size=10) as reading:
        _, chunk = await reading.start(choose_all)

        assert chunk == b""
        assert reading.remaining == 0


async def test_refuses_to_end_early(path: Path) -> None:
    async with FileReading(path, chunk_size=100) as reading:
        with pytest.raises(ShorterFileError, match="1 bytes early"):
            await reading.start(lambda _: Chosen([range(27)]))


async def test_refuses_to_end_early_in_a_later_chunk(path: Path) -> None:
    async with FileReading(path, chunk_size=20) as reading:
        await reading.start(lambda _: Chosen([range(40)]))

        with pytest.raises(ShorterFileError):
            await reading.read()


@pytest.mark.parametrize(
    "reads",
    [pytest.param(0, id="not started"), pytest.param(1, id="begun"), pytest.param(3, id="read to the end")],
)
async def test_leaves_no_file_open(path: Path, reads: int) -> None:
    before = count_descriptors()

    async with FileReading(path, chunk_size=10) as reading:
        if reads:
            await reading.start(choose_all)
        for _ in range(reads - 1):
            await reading.read()

    assert count_descriptors() == before


async def test_leaves_no_file_open_after_an_error(path: Path) -> None:
    before = count_descriptors()

    with pytest.raises(LookupError):
        async with FileReading(path, chunk_size=10) as reading:
            await reading.start(choose_nothing)

    assert count_descriptors() == before


async def test_a_thread_at_work_closes_what_was_left(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_module, "FileIO", SlowFile)

    async def read() -> None:
        async with FileReading(path, chunk_size=10) as reading:
            await reading.start(choose_all)
            await reading.read()

    task = asyncio.create_task(read())
    await asyncio.to_thread(SlowFile.began.wait)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    was_closed_under_the_thread = SlowFile.was_closed.is_set()
    SlowFile.may_go_on.set()

    assert not was_closed_under_the_thread
    assert await asyncio.to_thread(SlowFile.was_closed.wait, 10)


@pytest.mark.parametrize("kind", ["directory", "pipe", "device"])
def test_opens_nothing_but_regular_files(tmp_path: Path, kind: str) -> None:
    paths = {"directory": tmp_path, "pipe": tmp_path / "pipe", "device": Path("/dev/null")}
    os.mkfifo(tmp_path / "pipe")
    before = count_descriptors()

    with pytest.raises(NotRegularFileError):
        open_regular(paths[kind])
    with pytest.raises(NotRegularFileError):
        get_regular_status(paths[kind])
    assert count_descriptors() == before


def test_opens_no_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "gone")
    with pytest.raises(FileNotFoundError):
        get_regular_status(tmp_path / "gone")


def test_opens_a_file_with_its_status(path: Path) -> None:
    file, status = open_regular(path)

    with file:
        assert status.st_size == 26
        assert not os.get_inheritable(file.fileno())
    assert get_regular_status(path).st_size == 26


def test_goes_on_after_a_short_read(path: Path) -> None:
    class ShortReads(FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(1) or b""

    with ShortReads(path) as file:
        assert list(read_pieces(file, [range(3, 6)], 10)) == [b"def"]
