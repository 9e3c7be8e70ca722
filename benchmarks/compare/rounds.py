"""The measuring itself: peers take turns (A B A B ...), each turn on a freshly started server."""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from benchmarks.compare.accounting import read_usage
from benchmarks.compare.affinity import Placement
from benchmarks.compare.answers import check_answer, check_load
from benchmarks.compare.environments import Environment
from benchmarks.compare.errors import AnswerError
from benchmarks.compare.measurements import Comparison, Failure, Measurement, Sample, build_sample
from benchmarks.compare.peers import Peer
from benchmarks.compare.scenarios import Scenario
from benchmarks.compare.serving import serve
from benchmarks.compare.wrk import LoadReport, run_wrk

WARM_UP_SECONDS = 1

MeasureRun = Callable[[Peer, Scenario], Sample]


@dataclass(frozen=True, slots=True)
class LoadTest:
    """How one run is made. Called with a peer and a scenario, it gives the figures or raises AnswerError."""

    environments: Mapping[str, Environment]
    placement: Placement
    connections: int
    seconds: int

    def __call__(self, peer: Peer, scenario: Scenario) -> Sample:
        with serve(peer, scenario.name, self.environments[peer.environment], self.placement.server) as server:
            idle = read_usage(server.pid)
            check_answer(server.port, scenario.request, scenario.answer)
            self._load(server.port, scenario, WARM_UP_SECONDS)
            before = read_usage(server.pid)
            report = self._load(server.port, scenario, self.seconds)
            after = read_usage(server.pid)
            check_answer(server.port, scenario.request, scenario.answer)
        return build_sample(idle, before, after, report)

    def _load(self, port: int, scenario: Scenario, seconds: int) -> LoadReport:
        report = run_wrk(port, scenario.request, connections=self.connections, seconds=seconds, cpu=self.placement.load)
        check_load(report, scenario.answer)
        return report


def compare(scenarios: Iterable[Scenario], rounds: int, measure: MeasureRun) -> Comparison:
    """Measure every peer of every scenario `rounds` times. A peer that fails is noted and takes no further turn."""
    comparison = Comparison()
    for scenario in scenarios:
        _compare_peers(scenario, rounds, measure, comparison)
    return comparison


def _compare_peers(scenario: Scenario, rounds: int, measure: MeasureRun, comparison: Comparison) -> None:
    samples: dict[str, list[Sample]] = {peer.name: [] for peer in scenario.peers}
    for turn in range(1, rounds + 1):
        for peer in scenario.peers:
            if peer.name not in samples:
                continue
            try:
                sample = measure(peer, scenario)
            except AnswerError as error:
                del samples[peer.name]
                comparison.failures.append(Failure(scenario.name, peer.name, str(error)))
            else:
                samples[peer.name].append(sample)
                _show_progress(f"{scenario.name:10} {turn}/{rounds} {peer.name:10} {sample.cpu_microseconds:6.1f} us")
    for name, taken in samples.items():
        comparison.measurements.append(Measurement(scenario.name, name, tuple(taken)))


def _show_progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
