"""Functions that capture the text of the parameters in one segment of a path; None means that it does not fit."""

import re
from collections.abc import Callable

from fireweed.routes.binding import Captured
from fireweed.routes.converters import IntegerConvertor, StringConvertor
from fireweed.routes.segments import Segment
from fireweed.routes.template import Parameter, Piece, build_pattern

Capture = Callable[[str], Captured | None]


def build_segment_pattern(segment: Segment) -> str:
    """Return the regular expression of `segment`, which depends on where its parameters are, not on their names."""
    pieces: list[Piece] = []
    for position, piece in enumerate(segment):
        pieces.append(piece if isinstance(piece, str) else Parameter(f"_{position}", piece.convertor))
    return build_pattern(tuple(pieces))


def build_capture(segment: Segment) -> Capture:
    """Return the function for `segment`; a lone `str` or `int` parameter needs no regular expression."""
    if len(segment) == 1 and isinstance(segment[0], Parameter):
        regex = segment[0].convertor.regex
        if regex in _CAPTURES:
            return _CAPTURES[regex]
    fullmatch = re.compile(build_segment_pattern(segment)).fullmatch
    names = [f"_{position}" for position, piece in enumerate(segment) if isinstance(piece, Parameter)]

    def capture(text: str) -> Captured | None:
        match = fullmatch(text)
        return None if match is None else tuple(match[name] for name in names)

    return capture


def capture_text(text: str) -> Captured | None:
    """Capture a segment that is not empty."""
    return (text,) if text else None


def capture_digits(text: str) -> Captured | None:
    """Capture a segment of ASCII digits."""
    return (text,) if text.isdigit() and text.isascii() else None


_CAPTURES: dict[str, Capture] = {StringConvertor.regex: capture_text, IntegerConvertor.regex: capture_digits}
