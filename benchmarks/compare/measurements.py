"""The figures: of one run, of all runs of one peer, and of the whole comparison. Pure arithmetic, no I/O."""

import statistics
from dataclasses import astuple, dataclass, field

from benchmarks.compare.accounting import Usage
from benchmarks.compare.wrk import LoadReport

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one peer.

    `busy` is the share of one CPU that the server had: well below 1, neighbours took the rest or wrk could not keep up.
    Idle memory is that of the started server before its first request.
    """

    cpu_microseconds: float
    requests_per_second: float
    p50_milliseconds: float
    p99_milliseconds: float
    idle_megabytes: float
    peak_megabytes: float
    busy: float


def build_sample(idle: Usage, before: Usage, after: Usage, load: LoadReport) -> Sample:
    """What a run cost: `idle` was read after the start, `before` and `after` around the load."""
    cpu_seconds = after.cpu_seconds - before.cpu_seconds
    return Sample(
        cpu_microseconds=cpu_seconds / load.requests * 1e6,
        requests_per_second=load.requests / load.seconds,
        p50_milliseconds=load.p50_milliseconds,
        p99_milliseconds=load.p99_milliseconds,
        idle_megabytes=idle.resident_bytes / MEGABYTE,
        peak_megabytes=after.peak_bytes / MEGABYTE,
        busy=cpu_seconds / load.seconds,
    )


@dataclass(frozen=True, slots=True)
class Measurement:
    """All runs of one peer in one scenario; at least one."""

    scenario: str
    peer: str
    samples: tuple[Sample, ...]

    @property
    def median(self) -> Sample:
        """The median of each figure by itself."""
        columns = zip(*(astuple(sample) for sample in self.samples), strict=True)
        return Sample(*(statistics.median(column) for column in columns))

    @property
    def cpu_spread(self) -> float:
        """How far the runs lie apart: (highest - lowest) / median of the CPU per request."""
        figures = [sample.cpu_microseconds for sample in self.samples]
        return (max(figures) - min(figures)) / statistics.median(figures)


@dataclass(frozen=True, slots=True)
class Failure:
    """A peer whose answers were wrong, or that did not run: it has no figures."""

    scenario: str
    peer: str
    reason: str


@dataclass(slots=True)
class Comparison:
    """Everything that was found, in the order in which it was measured."""

    measurements: list[Measurement] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)

    def find(self, scenario: str, peer: str) -> Sample | None:
        """The medians of `peer` in `scenario`, None where it was not measured."""
        for measurement in self.measurements:
            if (measurement.scenario, measurement.peer) == (scenario, peer):
                return measurement.median
        return None

    def find_ratio(self, scenario: str, peer: str, reference: str) -> float | None:
        """How many times the CPU per request of `peer` goes into that of `reference`."""
        ours, theirs = self.find(scenario, peer), self.find(scenario, reference)
        return theirs.cpu_microseconds / ours.cpu_microseconds if ours and theirs else None
