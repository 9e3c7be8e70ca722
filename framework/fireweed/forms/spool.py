"""Files while they are being received: in memory as long as they are small, on disk beyond that."""

from collections.abc import Sequence
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from fireweed.concurrency.job import finish
from fireweed.concurrency.pool import get_pool
from fireweed.forms.events import FileStart
from fireweed.forms.uploads import UploadFile
from fireweed.http.headers import Headers


class Spool:
    """Takes the pieces of the file that `start` announces. It touches a disk only where that is said."""

    __slots__ = ("_file", "_max_size", "_size", "_start", "_unwritten")

    def __init__(self, start: FileStart, max_size: int) -> None:
        self._start = start
        self._max_size = max_size
        self._file = SpooledTemporaryFile(max_size=max_size)  # noqa: SIM115 - closed with the form
        self._size = 0
        self._unwritten: list[bytes] = []

    @property
    def has_rolled(self) -> bool:
        """Whether the file has become too large for memory, and what is done with it touches a disk."""
        return self._size > self._max_size

    def add(self, data: bytes) -> None:
        """Add a piece: to what is in memory, or else to what waits for `write`."""
        self._size += len(data)
        if self.has_rolled:
            self._unwritten.append(data)
        else:
            self._file.write(data)

    def write(self) -> None:
        """Write to disk what waits for it."""
        self._file.rollover()
        self._file.writelines(self._unwritten)
        self._unwritten.clear()

    def rewind(self) -> None:
        """Go back to the beginning."""
        self._file.seek(0)

    def close(self) -> None:
        """Delete the file."""
        self._file.close()

    def build_upload(self) -> UploadFile:
        """Return the file as programs handle it."""
        return UploadFile(
            cast(BinaryIO, self._file),
            size=self._size,
            filename=self._start.filename,
            headers=Headers(raw=self._start.headers),
        )


class SpoolSet:
    """The files of a form being received, and the disk I/O they need, which happens in worker threads.

    What a thread has begun is waited for even when the caller is cancelled: until then it uses the files.
    """

    def __init__(self, max_size: int) -> None:
        self._max_size = max_size
        self._spools: list[Spool] = []
        self._unwritten: list[Spool] = []
        self.unwritten_size = 0
        """How many bytes wait for `write`."""

    def begin(self, start: FileStart) -> Spool:
        """Begin a file, which `add` adds to from now on."""
        spool = Spool(start, self._max_size)
        self._spools.append(spool)
        return spool

    def add(self, data: bytes) -> None:
        """Add a piece to the file begun last."""
        spool = self._spools[-1]
        spool.add(data)
        if spool.has_rolled:
            self.unwritten_size += len(data)
            if not self._unwritten or self._unwritten[-1] is not spool:
                self._unwritten.append(spool)

    async def write(self) -> None:
        """Write to disk what waits for it."""
        spools, self._unwritten, self.unwritten_size = self._unwritten, [], 0
        await finish(get_pool().submit(_write, spools))

    async def complete(self) -> None:
        """Take the files to their beginning, all written."""
        rolled = self.rewind()
        if rolled:
            await finish(get_pool().submit(_write_and_rewind, rolled))

    async def close(self) -> None:
        """Delete all files."""
        if any(spool.has_rolled for spool in self._spools):
            await finish(get_pool().submit_unqueued(self.close_now))
        else:
            self.close_now()

    def close_now(self) -> None:
        """Delete all files, at once in this thread, even if deleting one of them fails."""
        with ExitStack() as stack:
            for spool in self._spools:
                stack.callback(spool.close)

    def rewind(self) -> list[Spool]:
        """Take the files that are in memory to their beginning; return the others."""
        rolled = []
        for spool in self._spools:
            if spool.has_rolled:
                rolled.append(spool)
            else:
                spool.rewind()
        return rolled


def _write(spools: Sequence[Spool]) -> None:
    for spool in spools:
        spool.write()


def _write_and_rewind(spools: Sequence[Spool]) -> None:
    for spool in spools:
        spool.write()
        spool.rewind()
