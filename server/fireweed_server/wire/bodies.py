"""Where a body ends, and what is in it: for a parser that reads only heads (RFC 9112 §6, §7.1).

A reader is given what has arrived; it passes the content on and returns what lies behind the body, or None as long as
the body goes on.
"""

import re
from collections.abc import Callable
from enum import Enum, auto
from typing import Final, Protocol

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.fields import is_field_value, is_token

# A chunk may carry as much framing as this for every byte of data before it counts as an attack (RFC 9112 §7.1.1).
_CHUNK_OVERHEAD: Final = 16

# RFC 9112 §7.1.1, without white space around the semicolon and the equals sign: no client sends it.
_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED: Final = rb'"(?:[\t \x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\t \x21-\x7e\x80-\xff])*"'
_SIZE_LINE: Final = re.compile(
    rb"([0-9A-Fa-f]{1,16})(?:;" + _TOKEN + rb"(?:=(?:" + _TOKEN + rb"|" + _QUOTED + rb"))?)*"
)

TakeContent = Callable[[bytes], None]


class BodyReader(Protocol):
    """Reads one body."""

    def read(self, data: bytes) -> bytes | None:
        """Take what has arrived. Raises ProtocolError for what is no body."""


class LengthReader:
    """A body of so many bytes (RFC 9112 §6.2)."""

    __slots__ = ("_left", "_take")

    def __init__(self, length: int, take: TakeContent) -> None:
        self._left = length
        self._take = take

    def read(self, data: bytes) -> bytes | None:
        """Pass on what belongs to the body."""
        content = data[: self._left]
        if content:
            self._take(content)
        self._left -= len(content)
        return data[len(content) :] if self._left == 0 else None


class _State(Enum):
    SIZE = auto()
    DATA = auto()
    DATA_END = auto()
    TRAILER = auto()


class ChunkedReader:
    """A chunked body; trailers are checked and dropped (RFC 9110 §6.5.1 lets nobody merge them into the headers)."""

    __slots__ = ("_left", "_line", "_max_lines", "_overhead", "_state", "_take", "_trailers")

    def __init__(self, take: TakeContent, *, max_overhead: int, max_trailers: int) -> None:
        self._take = take
        self._overhead = max_overhead
        self._max_lines = max_trailers
        self._state = _State.SIZE
        self._line = b""
        self._left = self._trailers = 0

    def read(self, data: bytes) -> bytes | None:
        """Pass on the data of the chunks that have arrived."""
        while data:
            if self._state is _State.DATA:
                content, data = data[: self._left], data[self._left :]
                self._left -= len(content)
                self._overhead += _CHUNK_OVERHEAD * len(content)
                self._take(content)
                if self._left == 0:
                    self._state = _State.DATA_END
                continue
            line, data = self._find_line(data)
            if line is not None and self._end_line(line):
                return data
        return None

    def _find_line(self, data: bytes) -> tuple[bytes | None, bytes]:
        """The next line, which has ended, and what is behind it; what it ends with must be CRLF."""
        end = data.find(b"\n") + 1
        part = data[:end] if end else data
        self._overhead -= len(part)
        if self._overhead < 0:
            raise ProtocolError(431, "the chunks carry too much besides data")
        line = self._line + part
        is_whole = line.endswith(b"\r\n")
        if (end and not is_whole) or b"\r" in line[: -2 if is_whole else -1]:
            raise ProtocolError(400, "a line of the chunks does not end in CRLF")
        if not is_whole and self._state is _State.DATA_END and line not in (b"", b"\r"):
            raise ProtocolError(400, "a chunk is longer than its size")
        self._line = b"" if is_whole else line
        return (line[:-2], data[end:]) if is_whole else (None, b"")

    def _end_line(self, line: bytes) -> bool:
        """Go on to what the line says comes next; whether the body is over."""
        match self._state:
            case _State.SIZE:
                self._begin_chunk(line)
            case _State.DATA_END:
                if line:
                    raise ProtocolError(400, "a chunk is longer than its size")
                self._state = _State.SIZE
            case _State.TRAILER:
                if not line:
                    return True
                self._check_trailer(line)
        return False

    def _begin_chunk(self, line: bytes) -> None:
        found = _SIZE_LINE.fullmatch(line)
        if found is None:
            raise ProtocolError(400, "the size of a chunk is invalid")
        self._left = int(found[1], 16)
        self._state = _State.DATA if self._left else _State.TRAILER

    def _check_trailer(self, line: bytes) -> None:
        self._trailers += 1
        if self._trailers > self._max_lines:
            raise ProtocolError(431, "there are too many trailer lines")
        name, colon, value = line.partition(b":")
        if not colon or not is_token(name) or not is_field_value(value):
            raise ProtocolError(400, "a trailer line is invalid")
