"""The layout of an explanation: labelled facts, and below them blocks of aligned rows. Knows nothing of routes."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

WIDTH = 100
"""How many columns a line has at most, unless one word is longer."""

Row = tuple[str, ...]

_GAP = "  "
_HARD_SPACE = "\xa0"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that is so, under a label."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """Lines below a heading."""

    heading: str
    lines: tuple[str, ...]


def build_text(title: str, facts: Sequence[Fact], blocks: Iterable[Block] = ()) -> str:
    """The title, the facts with their texts below each other, and the blocks; without a newline at the end."""
    lines = [title, *align_rows([(fact.label, fact.text) for fact in facts], indent=2)]
    for block in blocks:
        lines += ["", block.heading, *block.lines]
    return "\n".join(lines)


def align_rows(rows: Sequence[Row], indent: int) -> Iterator[str]:
    """A line for each row, its cells below each other; the last cell is broken where the line would be too long."""
    widths = [max(map(len, column)) for column in zip(*(row[:-1] for row in rows), strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=False))
        head = " " * indent + "".join(f"{cell}{_GAP}" for cell in cells)
        yield from _break_line(head, row[-1])


def enumerate_words(words: Iterable[str]) -> str:
    """The words as a sentence lists them: `a, b and c`."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def keep_together(text: str) -> str:
    """The text as one word: no line ends inside of it, however long it is."""
    return text.replace(" ", _HARD_SPACE)


def _break_line(head: str, text: str) -> Iterator[str]:
    room = max(WIDTH - len(head), 30)
    first, *others = textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False) or [""]
    yield _soften(f"{head}{first}".rstrip())
    for line in others:
        yield _soften(f"{' ' * len(head)}{line}")


def _soften(line: str) -> str:
    return line.replace(_HARD_SPACE, " ")
