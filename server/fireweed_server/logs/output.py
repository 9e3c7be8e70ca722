"""Where lines are written: a stream that may fail, and then takes lines again, without the server noticing.

A full disk (ENOSPC) passes, a closed pipe (EPIPE) or descriptor (EBADF) does not; either way lines are dropped.
"""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Callable
from typing import Final, TextIO

LOST_LINES: Final = "%d lines were lost meanwhile."


class LineOutput:
    """Writes whole lines to `stream` and never raises because of it.

    `on_failure` is called with the first error of a row, `on_recovery` with how many lines were lost, once one was
    written again. Lines go to the stream's descriptor where it has one: nothing stays behind in a buffer that could
    fail once more when the interpreter ends.
    """

    def __init__(
        self,
        stream: TextIO,
        *,
        on_failure: Callable[[Exception], None] | None = None,
        on_recovery: Callable[[int], None] | None = None,
    ) -> None:
        self._stream = stream
        self._descriptor = _find_descriptor(stream)
        self._on_failure = on_failure
        self._on_recovery = on_recovery
        self._lost = 0
        self._is_torn = False
        self._is_gone = False

    def write(self, text: str) -> None:
        """Write `text`, lines of ASCII with their ends, or drop it."""
        try:
            self._write(text)
        except (OSError, ValueError) as error:  # ValueError: the stream was closed in this process
            is_first, self._lost = not self._lost, self._lost + text.count("\n")
            if is_first and self._on_failure is not None:
                self._on_failure(error)
            return
        if self._lost:
            lost, self._lost = self._lost, 0
            if self._on_recovery is not None:
                self._on_recovery(lost)

    def _write(self, text: str) -> None:
        if self._is_gone:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        if self._descriptor is None:
            self._stream.write(text)
            self._stream.flush()
            return
        with contextlib.suppress(OSError):  # what the application printed comes first
            self._stream.flush()
        try:
            self._write_descriptor(self._descriptor, text.encode("ascii", "backslashreplace"))
        except OSError as error:
            # The number may be another file's soon, or a client's socket.
            self._is_gone = error.errno == errno.EBADF
            raise

    def _write_descriptor(self, descriptor: int, data: bytes) -> None:
        if self._is_torn:  # the disk was full in the middle of a line
            data = b"\n" + data
        written = 0
        try:
            while written < len(data):
                written += os.write(descriptor, data[written:])
        finally:
            if written:
                self._is_torn = data[written - 1 : written] != b"\n"


def has_colours(stream: TextIO | None) -> bool:
    """Whether `stream` is a terminal and its user did not ask for plain text (https://no-color.org)."""
    if stream is None or os.environ.get("NO_COLOR"):
        return False
    try:
        return stream.isatty()
    except ValueError:  # it is closed
        return False


def fill_standard_descriptors() -> None:
    """Open nothing where standard input, output or error are closed.

    Else the next file or socket would have their number, and get what is written to them; libuv ends a process for it.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            # It gets the lowest number that is free: this one.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # noqa: FBT003  # it takes no keywords


def write_error(text: str) -> None:
    """Write a text for people to standard error, if anybody can read it there."""
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(text)
            sys.stderr.flush()


def _find_descriptor(stream: TextIO) -> int | None:
    try:
        return stream.fileno()
    except (io.UnsupportedOperation, AttributeError, ValueError):
        return None
