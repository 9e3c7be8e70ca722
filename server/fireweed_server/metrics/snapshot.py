"""Figures at one moment, as what they are sent between processes, added up and shown.

A sample is named as Prometheus writes it, labels included: `fireweed_requests_total{method="GET",status="2xx"}`.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

Samples = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What has been counted so far, and what there is right now."""

    counters: Samples = field(default_factory=dict)
    gauges: Samples = field(default_factory=dict)

    def __add__(self, other: "Snapshot") -> "Snapshot":
        return Snapshot(_add(self.counters, other.counters), _add(self.gauges, other.gauges))


class Totals:
    """The figures of several processes as those of one. What a process had counted stays when it ends."""

    def __init__(self) -> None:
        self._snapshots: dict[Hashable, Snapshot] = {}
        self._past = Snapshot()

    def note(self, source: Hashable, snapshot: Snapshot) -> None:
        """The latest figures of one process."""
        self._snapshots[source] = snapshot

    def end(self, source: Hashable) -> None:
        """That process has ended."""
        snapshot = self._snapshots.pop(source, None)
        if snapshot is not None:
            self._past += Snapshot(snapshot.counters)

    def add_up(self) -> Snapshot:
        """All of them together."""
        return sum(self._snapshots.values(), self._past)


def _add(samples: Samples, others: Samples) -> Samples:
    return {name: samples.get(name, 0) + others.get(name, 0) for name in {**samples, **others}}
