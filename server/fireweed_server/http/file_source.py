"""The part of a file that is to be sent. All of this waits for the disk, so it belongs in threads."""

import errno
import os
import stat
from typing import Any, Final

from fireweed_server.errors import FileSendError

SMALL: Final = 65536
"""Files of so many bytes at most are read when they are opened: they leave with their head, in one write."""

PIECE_SIZE: Final = 131072
"""What is read at once of a file that has to pass through this process."""

# A thread is another file's turn after so many bytes, however fast the client takes them.
_SEND_SIZE: Final = 4 * 1024 * 1024

_OPEN_FLAGS: Final = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)
# Opening a named pipe would wait for somebody to write into it.
_DO_NOT_WAIT: Final = getattr(os, "O_NONBLOCK", 0)
_UNSUPPORTED: Final = frozenset((errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP))


class SendfileUnsupportedError(Exception):
    """The system cannot copy from this file to that socket by itself."""


class FileSource:
    """`remaining` bytes of a file from `offset` on; both move with what is read or sent. Its descriptor is its own."""

    __slots__ = ("_descriptor", "offset", "remaining")

    def __init__(self) -> None:
        self._descriptor = -1
        self.offset = self.remaining = 0

    def open_path(self, path: object) -> bytes | None:
        """Open the file at an absolute path, for all of it. Returns what is in it if it is small.

        Raises FileSendError if that is impossible.
        """
        if not isinstance(path, str) or not os.path.isabs(path):
            raise FileSendError(
                f"The path of 'http.response.pathsend' must be an absolute path as a str, not {path!r}."
            )
        try:
            self._descriptor = os.open(path, _OPEN_FLAGS | _DO_NOT_WAIT)
            self.remaining = self._measure(path)
            return os.pread(self._descriptor, SMALL, 0)[: self.remaining] if self.remaining <= SMALL else None
        except (OSError, ValueError) as error:  # of a path with a null character
            raise FileSendError(f"The file {path!r} of 'http.response.pathsend' cannot be read: {error}.") from error

    def share(self, file: object, offset: int | None, count: int | None) -> None:
        """Take part in a file that somebody has opened: a file object or a descriptor. Its position stays as it is.

        Raises FileSendError if there is no such file, or fewer than `count` bytes in it.
        """
        kind = "'http.response.zerocopysend'"
        try:
            self._descriptor = os.dup(get_descriptor(file))
            size = self._measure(file)
            self.offset = get_position(file) if offset is None else offset
        except (AttributeError, OSError, TypeError, ValueError) as error:
            raise FileSendError(f"The file {file!r} of {kind} cannot be read: {error}.") from error
        self.remaining = max(size - self.offset, 0) if count is None else count
        if self.offset < 0 or self.remaining < 0 or (count and self.offset + count > size):
            raise FileSendError(
                f"There are no {self.remaining} bytes from {self.offset} on in the {size} bytes of {file!r} ({kind})."
            )

    def read(self) -> bytes:
        """The next piece. Raises FileSendError if there is none although there should be."""
        try:
            data = os.pread(self._descriptor, min(self.remaining, PIECE_SIZE), self.offset)
        except OSError as error:
            raise FileSendError(f"The file that is sent cannot be read any further: {error}.") from error
        self._advance(len(data))
        return data

    def send(self, socket: int) -> None:
        """Have the system copy as much to `socket` as that takes at once.

        Raises:
            BlockingIOError: it takes nothing now.
            SendfileUnsupportedError: the system cannot do that here.
            FileSendError: the file cannot be read any further, or has become shorter.
            OSError: the socket's connection is gone.
        """
        try:
            sent = os.sendfile(socket, self._descriptor, self.offset, min(self.remaining, _SEND_SIZE))
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                raise SendfileUnsupportedError from error
            if error.errno == errno.EIO:
                raise FileSendError(f"The file that is sent cannot be read any further: {error}.") from error
            raise
        self._advance(sent)

    def close(self) -> None:
        """Close the descriptor; those of others stay open."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _measure(self, name: object) -> int:
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise FileSendError(f"{name!r} is no regular file: the server cannot tell how much of it there is to send.")
        return status.st_size

    def _advance(self, size: int) -> None:
        if not size:
            raise FileSendError(f"The file that is sent became shorter: {self.remaining} bytes are missing.")
        self.offset += size
        self.remaining -= size


def get_descriptor(file: Any) -> int:
    """The descriptor of a file object, or of what is one itself. Raises AttributeError or ValueError if it has none."""
    return file if isinstance(file, int) else int(file.fileno())


def get_position(file: Any) -> int:
    """Where the next read of a file would begin."""
    return os.lseek(file, 0, os.SEEK_CUR) if isinstance(file, int) else int(file.tell())


def set_position(file: Any, position: int) -> None:
    """Have the next read of a file begin there."""
    if isinstance(file, int):
        os.lseek(file, position, os.SEEK_SET)
    else:
        file.seek(position)
