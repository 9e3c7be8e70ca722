"""Decodes `multipart/form-data` (RFC 7578): bytes in, events out. No I/O.

The only module that knows the library which parses multipart; its errors end here.
"""

import re
from collections.abc import Iterator
from typing import Final

from multipart import MultipartError, MultipartSegment, PushMultipartParser

from fireweed.forms.charsets import decode_text
from fireweed.forms.errors import INVALID_MULTIPART, MISSING_BOUNDARY, MISSING_NAME, MultiPartException
from fireweed.forms.events import FILE_END, Event, Field, FileData, FileStart
from fireweed.forms.limits import FormLimits
from fireweed.types import RawHeaders

MAX_HEADER_SIZE: Final = 4096
"""The most bytes in one header of a part."""

MAX_HEADERS: Final = 8
"""The most headers of one part; RFC 7578 §4 knows three."""

MAX_IDLE_SIZE: Final = 65536
"""The most bytes fed without an event: no headers are as long, so it is what is sent behind the form to no purpose."""

MAX_BOUNDARY_SIZE: Final = 256
"""RFC 2046 §5.1.1 allows 70, which some clients exceed."""

# Field values hold no control characters but the tab (RFC 9110 §5.5).
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


class MultipartDecoder:
    """Made for one form. `feed` its body in chunks of any size, exhausting the iterator each time, then `finish`.

    `charset` is what names and fields are in. Nothing may come before the first boundary but an empty line. Raises
    MultiPartException for what is malformed or exceeds a limit, and is of no use afterwards. Time is linear in the
    length of the body; no more than one field, or the headers of one part, is held back.
    """

    def __init__(self, boundary: str, charset: str, limits: FormLimits) -> None:
        self._parser = _build_parser(boundary)
        self._charset = charset
        self._limits = limits
        self._opening: _Opening | None = _Opening(b"--" + boundary.encode("latin-1"))
        self._files = self._fields = 0
        self._idle_size = 0
        # Of the part that is being received: the name and the bytes of a field, or neither for a file.
        self._name = ""
        self._value: bytearray | None = None

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """Take the next bytes."""
        if self._opening is not None:
            chunk = self._opening.check(chunk)
        if not chunk:
            return
        self._opening = None
        self._idle_size += len(chunk)
        try:
            for parsed in self._parser.parse(chunk):
                self._idle_size = 0
                if parsed is None:
                    yield self._end()
                elif not isinstance(parsed, MultipartSegment):
                    if self._value is None:
                        yield FileData(parsed)
                    else:
                        self._extend(self._value, parsed)
                elif parsed.filename is None:
                    self._start_field(parsed.name)
                else:
                    yield self._start_file(parsed.name, parsed.filename, parsed.headerlist)
        except MultipartError as error:
            raise MultiPartException(INVALID_MULTIPART) from error
        if self._idle_size > MAX_IDLE_SIZE:
            raise MultiPartException(INVALID_MULTIPART)

    def finish(self) -> None:
        """Take the end of the body. A body of no bytes at all is an empty form."""
        if self._opening is not None and self._opening.is_empty:
            return
        try:
            self._parser.close()
        except MultipartError as error:
            raise MultiPartException(INVALID_MULTIPART) from error

    def _start_field(self, name: str) -> None:
        self._fields += 1
        if self._fields > self._limits.max_fields:
            raise self._limits.too_many_fields()
        self._name, self._value = self._decode_parameter(name), bytearray()

    def _start_file(self, name: str, filename: str, headers: list[tuple[str, str]]) -> FileStart:
        self._files += 1
        if self._files > self._limits.max_files:
            raise self._limits.too_many_files()
        return FileStart(self._decode_parameter(name), self._decode_parameter(filename), _encode_headers(headers))

    def _extend(self, value: bytearray, data: bytes) -> None:
        if len(value) + len(data) > self._limits.max_part_size:
            raise self._limits.part_too_large()
        value += data

    def _end(self) -> Event:
        if self._value is None:
            return FILE_END
        field = Field(self._name, decode_text(self._value, self._charset))
        self._value = None
        return field

    def _decode_parameter(self, text: str) -> str:
        return text if text.isascii() else decode_text(text.encode("latin-1"), self._charset)


class _FormDataParser(PushMultipartParser):  # type: ignore[misc]  # the library has no types
    """Asks of a part only that it has a name."""

    def _create_segment(self, headerlist: list[tuple[str, str]]) -> MultipartSegment:
        segment = MultipartSegment(headerlist)
        if segment.name is None:
            raise MultiPartException(MISSING_NAME)
        for _, value in headerlist:
            if _CONTROL.search(value):
                raise MultiPartException(INVALID_MULTIPART)
        return segment


class _Opening:
    """The beginning of a body, until it is long enough to show the first boundary."""

    def __init__(self, dash_boundary: bytes) -> None:
        self._expected = dash_boundary
        self._received = b""

    @property
    def is_empty(self) -> bool:
        return not self._received

    def check(self, chunk: bytes) -> bytes:
        """Return all that was received once it is seen to begin as it must; b"" before that."""
        self._received += chunk
        empty_line = b"\r\n" if self._received.startswith(b"\r") else b""
        opening = empty_line + self._expected
        if not self._received.startswith(opening[: len(self._received)]):
            raise MultiPartException(INVALID_MULTIPART)
        return self._received if len(self._received) >= len(opening) else b""


def _build_parser(boundary: str) -> PushMultipartParser:
    if not boundary:
        raise MultiPartException(MISSING_BOUNDARY)
    if len(boundary) > MAX_BOUNDARY_SIZE:
        raise MultiPartException(INVALID_MULTIPART)
    try:
        # Headers are read as latin-1 and decoded later: as ASGI carries them, they are the bytes that were sent.
        return _FormDataParser(
            boundary.encode("latin-1"),
            max_header_size=MAX_HEADER_SIZE,
            max_header_count=MAX_HEADERS,
            header_charset="latin-1",
        )
    except (MultipartError, UnicodeEncodeError) as error:
        raise MultiPartException(INVALID_MULTIPART) from error


def _encode_headers(headers: list[tuple[str, str]]) -> RawHeaders:
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
