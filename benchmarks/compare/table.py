"""Renders a comparison as text: the figures, the failures, the targets. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from benchmarks.compare.measurements import Comparison, Measurement
from benchmarks.compare.peers import ECHO
from benchmarks.compare.scenarios import FLOOR, Scenario
from benchmarks.compare.targets import Verdict

FIGURES = (
    "scenario",
    "peer",
    "CPU us",
    "spread",
    "times",
    "echoes",
    "busy",
    "req/s",
    "p50 ms",
    "p99 ms",
    "idle MB",
    "peak MB",
)
TARGETS = ("target", "measured", "wanted", "")
NOT_MEASURED = "-"

BUSY_ENOUGH = 0.8
DISTURBED = "Servers were kept waiting (see `busy`): other work ran beside this, and CPU per request reads too high."


def render_report(comparison: Comparison, scenarios: Iterable[Scenario], verdicts: Iterable[Verdict]) -> str:
    """The whole report. `times`: CPU per request of the scenario's first peer; `echoes`: of the floor's echo."""
    first = {scenario.name: scenario.peers[0].name for scenario in scenarios}
    figures = [_list_figures(comparison, measurement, first) for measurement in comparison.measurements]
    failures = [f"FAILED {failure.scenario}, {failure.peer}: {failure.reason}" for failure in comparison.failures]
    targets = [_list_verdict(verdict) for verdict in verdicts]
    is_disturbed = any(measurement.median.busy < BUSY_ENOUGH for measurement in comparison.measurements)
    notes = ["", DISTURBED] if is_disturbed else []
    return "\n".join([*render_table(FIGURES, figures, 2), *failures, "", *render_table(TARGETS, targets, 1), *notes])


def render_table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int) -> Iterator[str]:
    """Lines of a table whose first `left` columns are aligned to the left, the others to the right."""
    lines = [header, *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        cells = [
            cell.ljust(width) if index < left else cell.rjust(width)
            for index, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _list_figures(comparison: Comparison, measurement: Measurement, first: dict[str, str]) -> list[str]:
    median = measurement.median
    return [
        measurement.scenario,
        measurement.peer,
        f"{median.cpu_microseconds:.1f}",
        f"{measurement.cpu_spread:.0%}",
        _render_times(median.cpu_microseconds, comparison, measurement.scenario, first[measurement.scenario]),
        _render_times(median.cpu_microseconds, comparison, FLOOR.name, ECHO.name),
        f"{median.busy:.0%}",
        f"{median.requests_per_second:.0f}",
        f"{median.p50_milliseconds:.2f}",
        f"{median.p99_milliseconds:.2f}",
        f"{median.idle_megabytes:.1f}",
        f"{median.peak_megabytes:.1f}",
    ]


def _render_times(cost: float, comparison: Comparison, scenario: str, peer: str) -> str:
    unit = comparison.find(scenario, peer)
    return f"{cost / unit.cpu_microseconds:.1f}x" if unit else NOT_MEASURED


def _list_verdict(verdict: Verdict) -> list[str]:
    target = verdict.target
    figure = NOT_MEASURED if verdict.figure is None else f"{verdict.figure:.2f} {target.unit}".rstrip()
    return [
        target.name,
        figure,
        f"{target.relation} {target.bound:g} {target.unit}".rstrip(),
        "met" if verdict.is_met else "NOT MET",
    ]
