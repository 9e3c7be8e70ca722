"""Reading a file in worker threads, so that it is closed whatever happens to the coroutine that wants it.

A thread that is in the middle of a read cannot be stopped. Closing the file under it could make it read from another
one that got the same descriptor; so whoever is last closes: the thread at work, or the coroutine that leaves.
"""

import os
import stat
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from io import FileIO
from typing import Protocol, Self, TypeVar

from fireweed.concurrency.job import finish
from fireweed.concurrency.pool import get_pool

Piece = bytes | range
"""Bytes that are sent as they are, or the positions of those to be read from the file."""

FilePath = str | os.PathLike[str]

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
# Opening a named pipe would wait for somebody to write into it.
_DO_NOT_WAIT = getattr(os, "O_NONBLOCK", 0)


class NotRegularFileError(OSError):
    """The path leads to a directory, a pipe or a device."""


class ShorterFileError(OSError):
    """The file ended before the pieces that were to be read of it."""


class Selection(Protocol):
    """What is wanted of a file: `pieces`, `length` bytes of them altogether."""

    @property
    def pieces(self) -> Sequence[Piece]: ...
    @property
    def length(self) -> int: ...


SelectionT = TypeVar("SelectionT", bound=Selection)
Result = TypeVar("Result")


class FileReading:
    """A file that is read once, chunk by chunk: `async with` it, `start()`, `read()` until nothing is `remaining`.

    The file is opened by `start` and closed by the read of the last chunk, or when the block is left. Chunks have
    `chunk_size` bytes, or a little more where bytes of the selection come before them.
    """

    def __init__(self, path: FilePath, chunk_size: int) -> None:
        self.remaining = 0
        self._path = path
        self._chunk_size = chunk_size
        self._file: FileIO | None = None
        self._chunks: Iterator[bytes] = iter(())
        self._left = False
        self._lock = threading.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self._left = True
        if not self._lock.acquire(blocking=False):
            return
        self._lock.release()
        if self._file is not None:
            await finish(get_pool().submit_unqueued(self._close_alone))

    async def start(self, select: Callable[[os.stat_result], SelectionT]) -> tuple[SelectionT, bytes]:
        """Open the file; return what `select` chooses, given the status of the file, and the first chunk of it.

        Raises:
            NotRegularFileError, OSError: it cannot be opened, or not be read.
            ShorterFileError: it ended early.
        """
        return await get_pool().run(self._in_turn, partial(self._start, select))

    async def read(self) -> bytes:
        """Return the next chunk. Raises what `start` raises."""
        return await get_pool().run(self._in_turn, self._read)

    # In the threads...

    def _in_turn(self, step: Callable[[], Result]) -> Result:
        try:
            with self._lock:
                return step()
        finally:
            if self._left:
                self._close_alone()

    def _start(self, select: Callable[[os.stat_result], SelectionT]) -> tuple[SelectionT, bytes]:
        self._file, status = open_regular(self._path)
        selection = select(status)
        self.remaining = selection.length
        self._chunks = read_pieces(self._file, selection.pieces, self._chunk_size)
        if selection.length > self._chunk_size:
            return selection, self._read()
        chunk = b"".join(self._chunks)
        self.remaining = 0
        self._close()
        return selection, chunk

    def _read(self) -> bytes:
        chunk = next(self._chunks)
        self.remaining -= len(chunk)
        if self.remaining == 0:
            self._close()
        return chunk

    def _close_alone(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def open_regular(path: FilePath) -> tuple[FileIO, os.stat_result]:
    """Open a file to read bytes, without waiting for anything but the disk; return it with its status.

    Raises:
        NotRegularFileError: it is something else than a regular file.
        OSError: it cannot be opened.
    """
    try:
        file = FileIO(path, opener=lambda name, _: os.open(name, _OPEN_FLAGS | _DO_NOT_WAIT))
    except IsADirectoryError:
        raise NotRegularFileError(f"{os.fspath(path)!r} is a directory.") from None
    status = os.fstat(file.fileno())
    if not stat.S_ISREG(status.st_mode):
        file.close()
        raise NotRegularFileError(f"{os.fspath(path)!r} is neither a file nor a directory.")
    return file, status


def read_if_small(
    path: FilePath, select: Callable[[os.stat_result], SelectionT], max_size: int
) -> tuple[SelectionT, bytes | None]:
    """Return what `select` chooses of a file, and its content, unless that is more than `max_size` bytes.

    Raises:
        NotRegularFileError, OSError: it cannot be opened, or not be read.
        ShorterFileError: it ended early.
    """
    file, status = open_regular(path)
    with file:
        selection = select(status)
        if selection.length > max_size:
            return selection, None
        return selection, b"".join(read_pieces(file, selection.pieces, max_size))


def get_regular_status(path: FilePath) -> os.stat_result:
    """Return the status of a regular file. Raises NotRegularFileError, OSError."""
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise NotRegularFileError(f"{os.fspath(path)!r} is not a file.")
    return status


def read_pieces(file: FileIO, pieces: Sequence[Piece], chunk_size: int) -> Iterator[bytes]:
    """Yield the pieces of a file in chunks; bytes between them come with the next chunk."""
    held = b""
    for piece in pieces:
        if isinstance(piece, bytes):
            held += piece
            continue
        file.seek(piece.start)
        for start in range(piece.start, piece.stop, chunk_size):
            chunk = _read_exactly(file, min(chunk_size, piece.stop - start))
            yield held + chunk if held else chunk
            held = b""
    if held:
        yield held


def _read_exactly(file: FileIO, size: int) -> bytes:
    chunk = file.read(size)
    while len(chunk) < size:
        more = file.read(size - len(chunk))
        if not more:
            raise ShorterFileError(f"{file.name!r} ended {size - len(chunk)} bytes early.")
        chunk += more
    return chunk
