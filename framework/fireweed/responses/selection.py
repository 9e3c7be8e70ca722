"""Which part of a file answers a request, under which status and headers (RFC 9110 §14). Opens no file."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fireweed.http.etag import matches_if_range
from fireweed.http.ranges import (
    MalformedRangeHeader,
    RangeNotSatisfiable,
    format_content_range,
    format_unsatisfied_range,
    frame_parts,
    parse_ranges,
)
from fireweed.types import RawHeaders

_TEXT = (b"content-type", b"text/plain; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Selection:
    """An answer made of `pieces` of a file, and of bytes between them; `length` bytes altogether.

    `headers` do not say the length.
    """

    status: int
    headers: RawHeaders
    pieces: Sequence[bytes | range]
    length: int


def select_whole(status: int, headers: RawHeaders, size: int) -> Selection:
    """Select the file as it is."""
    return Selection(status, headers, [range(size)], size)


def select_requested(request_headers: Iterable[tuple[bytes, bytes]], headers: RawHeaders, size: int) -> Selection:
    """Select what the request asks for, for an answer that would have status 200 and `headers`."""
    requested, condition = _find_range_headers(request_headers)
    if requested is None or not _is_current(condition, headers):
        return select_whole(200, headers, size)
    try:
        ranges = parse_ranges(requested, size)
    except MalformedRangeHeader as error:
        text = str(error).encode()
        return Selection(400, [_TEXT], [text], len(text))
    except RangeNotSatisfiable:
        return Selection(416, [_TEXT, (b"content-range", format_unsatisfied_range(size))], [], 0)
    if not ranges:
        return select_whole(200, headers, size)
    return _select_one(ranges[0], headers, size) if len(ranges) == 1 else _select_several(ranges, headers, size)


def _select_one(part: range, headers: RawHeaders, size: int) -> Selection:
    return Selection(206, [*headers, (b"content-range", format_content_range(part, size))], [part], len(part))


def _select_several(ranges: list[range], headers: RawHeaders, size: int) -> Selection:
    boundary = secrets.token_hex(13).encode()
    content_type = _find(headers, b"content-type") or b"application/octet-stream"
    pieces = frame_parts(ranges, size, content_type, boundary)
    others = [field for field in headers if field[0] != b"content-type"]
    multipart = (b"content-type", b"multipart/byteranges; boundary=" + boundary)
    return Selection(206, [multipart, *others], pieces, sum(map(len, pieces)))


def has_range(request_headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Tell whether a request asks for a part."""
    return any(name == b"range" for name, _ in request_headers)


def _find_range_headers(request_headers: Iterable[tuple[bytes, bytes]]) -> tuple[str | None, bytes | None]:
    requested = condition = None
    for name, value in request_headers:
        if name == b"range" and requested is None:
            requested = value.decode("latin-1")
        elif name == b"if-range" and condition is None:
            condition = value
    return requested, condition


def _is_current(condition: bytes | None, headers: RawHeaders) -> bool:
    if condition is None:
        return True
    return matches_if_range(condition, _find(headers, b"etag"), _find(headers, b"last-modified"))


def _find(headers: RawHeaders, name: bytes) -> bytes | None:
    return next((value for other, value in headers if other == name), None)
