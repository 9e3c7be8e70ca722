"""The rows of the table and their targets, as data."""

from dataclasses import dataclass
from typing import Literal

from benchmarks.micro.paired import answers, bodies, conversations, lookups


@dataclass(frozen=True, slots=True)
class Target:
    """A bound for Fireweed's figure: at most so many microseconds, or at least so many times as fast as Starlette."""

    unit: Literal["us", "x"]
    bound: float

    def is_met(self, ours: float, theirs: float) -> bool:
        return ours <= self.bound if self.unit == "us" else theirs >= self.bound * ours

    def __str__(self) -> str:
        return f"<= {self.bound:g} us" if self.unit == "us" else f">= {self.bound:g}x"


@dataclass(frozen=True, slots=True)
class Row:
    """The cost of a scenario; with `base`, what it costs more than that one, divided by `share`."""

    name: str
    scenario: str
    target: Target
    base: str | None = None
    share: int = 1

    @property
    def scenarios(self) -> tuple[str, ...]:
        return (self.scenario,) if self.base is None else (self.base, self.scenario)


NOT_SLOWER = Target("x", 1)
# Nearly all of these is work of zlib, or copying, that is the same for both: more than being equal cannot be asked.
EQUAL = Target("x", 0.9)
LAYER = Target("us", 3)
ROUND_TRIP = Target("us", 200)

_TARGETS = {
    "body, 256 kB": EQUAL,
    "gzip, 64 kB JSON": EQUAL,
    "test client": ROUND_TRIP,
    "test client, entered": ROUND_TRIP,
}

_LAYERS = [
    Row(f"middleware, a layer of {count}", f"middleware, {count}", LAYER, "middleware, 0", count)
    for count in lookups.LAYERS
    if count
]

ROWS = [
    *(Row(name, name, NOT_SLOWER) for name in lookups.SCENARIOS),
    *_LAYERS,
    *(
        Row(name, name, _TARGETS.get(name, NOT_SLOWER))
        for name in (*bodies.SCENARIOS, *answers.SCENARIOS, *conversations.SCENARIOS)
    ),
]
