"""A template cut at its slashes, as far as that can be done without changing what it matches.

A parameter whose regular expression might match a "/" ends the cutting: what follows is a tail, left to the template's
own regular expression. Knows nothing about tries and routes.
"""

import re
from dataclasses import dataclass
from enum import Enum

from fireweed.routes.converters import PathConvertor
from fireweed.routes.template import Parameter, PathTemplate, Piece

Segment = tuple[Piece, ...]


class Tail(Enum):
    """What stands behind the last segment that could be cut off."""

    NONE = "none"
    REST = "rest"
    """A single parameter that takes all that is left, as `{path:path}` at the end does."""
    PATTERN = "pattern"
    """Anything else; only the template's regular expression can tell."""


@dataclass(frozen=True, slots=True)
class Segments:
    """`head` is what stands between the slashes before the tail; "" before the leading slash is its first segment."""

    head: tuple[Segment, ...]
    tail: Tail


def split_segments(template: PathTemplate) -> Segments:
    """Cut `template` at its slashes."""
    segments: list[Segment] = [()]
    for position, piece in enumerate(template.pieces):
        if isinstance(piece, str):
            first, *others = piece.split("/")
            segments[-1] = (*segments[-1], first) if first else segments[-1]
            segments.extend((text,) if text else () for text in others)
        elif is_slash_free(piece.convertor.regex):
            segments[-1] = (*segments[-1], piece)
        else:
            is_rest = not segments[-1] and position == len(template.pieces) - 1
            tail = Tail.REST if is_rest and piece.convertor.regex == PathConvertor.regex else Tail.PATTERN
            return Segments(tuple(segments[:-1]), tail)
    return Segments(tuple(segments), Tail.NONE)


# A regular expression made of these alone cannot match a "/". Between "0" and "z" in ASCII there is no slash, so ranges
# of letters and digits are safe; any other range, dot, negation or look-around is not taken for safe.
_SLASH_FREE = re.compile(
    r"""(?:
        [A-Za-z0-9_~@!%=:,;&\ -]                       # literal text
      | \\[dws]                                        # digits, word characters, white space
      | \\[^A-Za-z0-9/]                                # escaped punctuation
      | \[-?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9_.~@+,:;=!$&]|\\[dws]|\\[^A-Za-z0-9/])+-?\]
      | \[\^[^\]\[\\]*/[^\]\[\\]*\]                    # a negated class that names the slash
      | \(\?: | \((?!\?) | \) | \|                     # groups and alternatives
      | [*+?] | \{[0-9,]+\}                            # repetitions
    )*""",
    re.VERBOSE,
)


def is_slash_free(regex: str) -> bool:
    """Tell whether `regex` provably matches no text with a "/"; False when in doubt."""
    return _SLASH_FREE.fullmatch(regex) is not None


def is_static(segment: Segment) -> bool:
    return not any(isinstance(piece, Parameter) for piece in segment)
