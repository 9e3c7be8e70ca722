"""Parts of a content, as the Range header asks for them and as an answer frames them (RFC 9110 §14).

A part is a `range` of byte positions: its `stop` is one beyond the last byte, its length that of the part.
"""

from collections.abc import Iterable, Sequence

MAX_RANGES = 100
"""A header that lists more is ignored: many small ranges make a costly answer out of a short request."""

_MAX_DIGITS = 18


class MalformedRangeHeader(ValueError):
    """A Range header that is not to be understood; the text says why, and is fit for the answer (400)."""


class RangeNotSatisfiable(ValueError):
    """None of the ranges overlaps with the content, which has `size` bytes (416)."""

    def __init__(self, size: int) -> None:
        super().__init__(f"No range lies within the {size} bytes of the content.")
        self.size = size


def parse_ranges(value: str, size: int) -> list[range]:
    """Return which parts of `size` bytes a Range header asks for: ascending, without overlap, none of them empty.

    The list is empty if there are more than `MAX_RANGES`; the header is to be ignored then. Ranges without digits are
    skipped, and ends beyond the content are cut off, as RFC 9110 §14.1.2 wants it.

    Raises:
        MalformedRangeHeader: another unit, no range at all, or one that ends before it begins.
        RangeNotSatisfiable: no range has a byte of the content.
    """
    unit, equals, listed = value.partition("=")
    if not equals:
        raise MalformedRangeHeader("Malformed range header.")
    if unit.strip().lower() != "bytes":
        raise MalformedRangeHeader("Only support bytes range")
    if listed.count(",") >= MAX_RANGES:
        return []
    ranges = [found for text in listed.split(",") if (found := _find_range(text, size)) is not None]
    if not ranges:
        raise MalformedRangeHeader("Range header: range must be requested")
    within = [found for found in ranges if found]
    if not within:
        raise RangeNotSatisfiable(size)
    return _merge(within)


def frame_parts(ranges: Sequence[range], size: int, content_type: bytes, boundary: bytes) -> list[bytes | range]:
    """Return the body of a multipart/byteranges answer (RFC 9110 §14.6): delimiters, and what stands between them."""
    pieces: list[bytes | range] = []
    for index, part in enumerate(ranges):
        line_end = b"\r\n" if index else b""
        head = b"%b--%b\r\nContent-Type: %b\r\nContent-Range: %b\r\n\r\n"
        pieces += head % (line_end, boundary, content_type, format_content_range(part, size)), part
    return [*pieces, b"\r\n--%b--" % boundary]


def format_content_range(part: range, size: int) -> bytes:
    """Return the value of Content-Range for a part of `size` bytes."""
    return b"bytes %d-%d/%d" % (part.start, part.stop - 1, size)


def format_unsatisfied_range(size: int) -> bytes:
    """Return the value of Content-Range in an answer with status 416."""
    return b"bytes */%d" % size


def _find_range(text: str, size: int) -> range | None:
    first, _, last = (part.strip() for part in text.partition("-"))
    if not first:
        return range(max(size - _to_position(last), 0), size) if _is_number(last) else None
    if not _is_number(first) or "-" not in text or (last and not _is_number(last)):
        return None
    start = _to_position(first)
    if not last:
        return range(start, size)
    stop = _to_position(last) + 1
    if start >= stop:
        raise MalformedRangeHeader("Range header: start must be less than end")
    return range(start, min(stop, size))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _to_position(digits: str) -> int:
    # Python refuses to convert thousands of digits; no file has that many bytes.
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS


def _merge(ranges: Iterable[range]) -> list[range]:
    merged: list[range] = []
    for part in sorted(ranges, key=lambda part: part.start):
        if merged and part.start <= merged[-1].stop:
            merged[-1] = range(merged[-1].start, max(merged[-1].stop, part.stop))
        else:
            merged.append(part)
    return merged
