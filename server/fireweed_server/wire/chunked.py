"""The chunked transfer coding undone (RFC 9112 §7.1): for parsers that do not show what stands between the chunks."""

import re
from collections.abc import Callable
from typing import Final

from fireweed_server.errors import ProtocolError

MAX_OVERHEAD: Final = 16
"""A chunk may carry as much framing as this for every byte of data before it counts as an attack."""

_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED: Final = rb'"(?:[\t !#-\[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*"'
_CHUNK_LINE: Final = re.compile(
    rb"([0-9A-Fa-f]{1,16})(?:;%b(?:=(?:%b|%b))?)*\r\n" % (_TOKEN, _TOKEN, _QUOTED), re.DOTALL
)
_TRAILER_LINE: Final = re.compile(rb"(%b):[\t -~\x80-\xff]*\r\n" % _TOKEN)
_FRAMING_NAMES: Final = frozenset((b"content-length", b"transfer-encoding"))


class ChunkedBody:
    """Takes one body as it arrives. `is_complete` turns true with its last byte; `unread` is then what follows it.

    `max_framing_size` bounds what arrives besides data, `max_trailers` the lines of the trailer section. Trailers are
    checked and dropped: RFC 9110 §6.5.1 lets nobody merge them into the headers.
    """

    __slots__ = (
        "_data_size",
        "_framing_size",
        "_held",
        "_is_after_data",
        "_is_in_trailers",
        "_max_framing_size",
        "_max_trailers",
        "_remaining",
        "_trailers",
        "is_complete",
        "unread",
    )

    def __init__(self, *, max_framing_size: int, max_trailers: int) -> None:
        self._max_framing_size = max_framing_size
        self._max_trailers = max_trailers
        self._held = self.unread = b""
        self._remaining = self._data_size = self._framing_size = self._trailers = 0
        self._is_after_data = self._is_in_trailers = self.is_complete = False

    def feed(self, data: bytes, on_data: Callable[[bytes], None]) -> None:
        """Take the bytes that have arrived next and report the data in them.

        Raises ProtocolError: 400 if they are not valid, 431 if there is too much of them besides data.
        """
        data, self._held = self._held + data, b""
        position = 0
        while not self.is_complete and position < len(data):
            if self._remaining:
                part = data[position : position + self._remaining]
                position += len(part)
                self._take_data(len(part))
                on_data(part)
                continue
            end = data.find(b"\n", position) + 1
            if not end:
                self._hold(data[position:])
                break
            self._take_line(data[position:end])
            position = end
        if self.is_complete:
            self.unread = data[position:]

    def _take_data(self, size: int) -> None:
        self._data_size += size
        self._remaining -= size
        self._is_after_data = not self._remaining

    def _take_line(self, line: bytes) -> None:
        self._check_framing_size(len(line))
        self._framing_size += len(line)
        if self._is_after_data:
            if line != b"\r\n":
                raise ProtocolError(400, "a chunk is longer than its size")
            self._is_after_data = False
        elif self._is_in_trailers:
            self._take_trailer(line)
        else:
            match = _CHUNK_LINE.fullmatch(line)
            if match is None:
                raise ProtocolError(400, "the size of a chunk, or what follows it, is not valid")
            self._remaining = int(match[1], 16)
            self._is_in_trailers = not self._remaining

    def _take_trailer(self, line: bytes) -> None:
        if line == b"\r\n":
            self.is_complete = True
            return
        self._trailers += 1
        if self._trailers > self._max_trailers:
            raise ProtocolError(431, "there are too many trailer lines")
        match = _TRAILER_LINE.fullmatch(line)
        # RFC 9110 §6.5.1: what frames the message must not come after it.
        if match is None or match[1].lower() in _FRAMING_NAMES:
            raise ProtocolError(400, "a trailer is not valid")

    def _hold(self, line: bytes) -> None:
        """Keep the beginning of a line; one that can be seen to be wrong is refused now."""
        self._check_framing_size(len(line))
        if self._is_after_data and line != b"\r":
            raise ProtocolError(400, "a chunk is longer than its size")
        self._held = line

    def _check_framing_size(self, more: int) -> None:
        if self._framing_size + more > self._max_framing_size + MAX_OVERHEAD * self._data_size:
            raise ProtocolError(431, "the chunks carry too much besides data")
