"""What Fireweed wants to reach, as data, and whether it does. Pure."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from benchmarks.compare.measurements import Comparison
from benchmarks.compare.peers import ECHO, FIREWEED
from benchmarks.compare.scenarios import FLOOR, Scenario

REFERENCE_ECHO_MICROSECONDS = 3.3
"""What the echo costs on the machine that absolute targets are given for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A bound on one figure of a comparison."""

    name: str
    find_figure: Callable[[Comparison], float | None]
    relation: Literal[">=", "<=", "<"]
    bound: float
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target and the figure that was measured for it; None where nothing was."""

    target: Target
    figure: float | None

    @property
    def is_met(self) -> bool:
        """Whether the figure was measured and keeps the bound."""
        if self.figure is None:
            return False
        match self.target.relation:
            case ">=":
                return self.figure >= self.target.bound
            case "<=":
                return self.figure <= self.target.bound
            case "<":
                return self.figure < self.target.bound


def find_scaled_json_cost(comparison: Comparison) -> float | None:
    """CPU microseconds a `json` request, converted to the machine where the echo costs what the targets assume."""
    ours, echo = comparison.find("json", FIREWEED.name), comparison.find(FLOOR.name, ECHO.name)
    return ours.cpu_microseconds / echo.cpu_microseconds * REFERENCE_ECHO_MICROSECONDS if ours and echo else None


def find_idle_memory(comparison: Comparison) -> float | None:
    """Resident megabytes of the served `json` application before its first request."""
    ours = comparison.find("json", FIREWEED.name)
    return ours.idle_megabytes if ours else None


JSON_TARGETS = (
    Target(
        f"json: CPU per request where the echo costs {REFERENCE_ECHO_MICROSECONDS} us",
        find_scaled_json_cost,
        "<=",
        10,
        "us",
    ),
    Target("json: idle memory", find_idle_memory, "<", 45, "MB"),
)


def build_targets(scenarios: Iterable[Scenario]) -> Iterator[Target]:
    """The targets that these scenarios can decide."""
    for scenario in scenarios:
        if scenario.ratio is not None:
            yield _build_ratio_target(scenario, scenario.ratio)
        if scenario.name == "json":
            yield from JSON_TARGETS


def _build_ratio_target(scenario: Scenario, ratio: float) -> Target:
    peer, reference = (peer.name for peer in scenario.peers[:2])
    return Target(
        f"{scenario.name}: times less CPU than {reference}",
        lambda comparison: comparison.find_ratio(scenario.name, peer, reference),
        ">=",
        ratio,
    )


def judge(comparison: Comparison, scenarios: Iterable[Scenario]) -> list[Verdict]:
    """Hold the figures against the targets."""
    return [Verdict(target, target.find_figure(comparison)) for target in build_targets(scenarios)]
