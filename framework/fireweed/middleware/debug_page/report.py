"""What there is to tell about an exception: its chain, and of each member the innermost frames. It knows no HTML."""

import linecache
import traceback
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import FrameType
from typing import Final

from fireweed.middleware.debug_page.redaction import describe

MAX_ERRORS: Final = 5
MAX_FRAMES: Final = 7
MAX_VARIABLES: Final = 40
MAX_HEADLINE: Final = 2000
LINES_AROUND: Final = 3


@dataclass(frozen=True, slots=True)
class FrameReport:
    """Where a function was: `source` begins with the line `first_line`, and `line` is the one that was executed."""

    file: str
    line: int
    function: str
    first_line: int
    source: tuple[str, ...]
    variables: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ErrorReport:
    """One exception. `frames` are its innermost ones, the last is where it was raised; `omitted` were left out."""

    headline: str
    relation: str
    frames: tuple[FrameReport, ...]
    omitted: int


def build_reports(error: BaseException) -> Iterator[ErrorReport]:
    """The exception, then what it was raised from or while handling, and so on."""
    relation = ""
    current: BaseException | None = error
    for _ in range(MAX_ERRORS):
        if current is None:
            return
        yield _build_report(current, relation)
        relation, current = _find_predecessor(current)


def build_headline(error: BaseException) -> str:
    """The class and the message."""
    try:
        message = str(error)
    except Exception:
        message = "<its str() fails>"
    return f"{type(error).__name__}: {message}"[:MAX_HEADLINE].removesuffix(": ")


def format_text(error: BaseException) -> str:
    """The traceback as Python prints it, innermost frames only."""
    return "".join(traceback.format_exception(error, limit=-MAX_FRAMES))


def _find_predecessor(error: BaseException) -> tuple[str, BaseException | None]:
    if error.__cause__ is not None:
        return "Caused by", error.__cause__
    return "While handling", None if error.__suppress_context__ else error.__context__


def _build_report(error: BaseException, relation: str) -> ErrorReport:
    positions = deque(traceback.walk_tb(error.__traceback__), maxlen=MAX_FRAMES)
    depth = sum(1 for _ in traceback.walk_tb(error.__traceback__))
    frames = tuple(_build_frame(frame, line) for frame, line in positions)
    return ErrorReport(build_headline(error), relation, frames, depth - len(frames))


def _build_frame(frame: FrameType, line: int) -> FrameReport:
    code = frame.f_code
    lines = linecache.getlines(code.co_filename, frame.f_globals)
    first_line = max(1, line - LINES_AROUND)
    source = tuple(text.rstrip() for text in lines[first_line - 1 : line + LINES_AROUND])
    return FrameReport(code.co_filename, line, code.co_qualname, first_line, source, _list_variables(frame))


def _list_variables(frame: FrameType) -> tuple[tuple[str, str], ...]:
    variables = {name: value for name, value in frame.f_locals.items() if not name.startswith("__")}
    return tuple((name, describe(name, value)) for name, value in islice(variables.items(), MAX_VARIABLES))
