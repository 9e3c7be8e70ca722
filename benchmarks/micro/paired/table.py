"""Judges what was measured and renders it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benchmarks.compare.table import render_table
from benchmarks.micro.paired.rows import Row

HEADER = ("row", "ours us", "Starlette us", "ratio", "target", "")


@dataclass(frozen=True, slots=True)
class Result:
    """A row with its figures in CPU microseconds."""

    row: Row
    ours: float
    theirs: float

    @property
    def is_met(self) -> bool:
        return self.row.target.is_met(self.ours, self.theirs)


def build_result(row: Row, figures: Sequence[tuple[float, float]]) -> Result:
    """The result for a row, from the figures of its scenarios in their order."""
    ours, theirs = figures[-1]
    if row.base is not None:
        base_ours, base_theirs = figures[0]
        ours, theirs = (ours - base_ours) / row.share, (theirs - base_theirs) / row.share
    return Result(row, ours, theirs)


def render(results: Iterable[Result]) -> str:
    """The table; `ratio` says how many times as fast Fireweed is."""
    return "\n".join(render_table(HEADER, [_list_cells(result) for result in results], 1))


def _list_cells(result: Result) -> list[str]:
    return [
        result.row.name,
        f"{result.ours:.2f}",
        f"{result.theirs:.2f}",
        f"{result.theirs / result.ours:.1f}x" if result.ours > 0 else "-",
        str(result.row.target),
        "met" if result.is_met else "NOT MET",
    ]
