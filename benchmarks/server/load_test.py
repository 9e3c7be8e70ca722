"""One run of one server under one load."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.accounting import read_usage
from benchmarks.compare.affinity import Placement, pinned
from benchmarks.compare.answers import check_answer, check_load
from benchmarks.compare.environments import Environment
from benchmarks.compare.measurements import Sample, build_sample
from benchmarks.compare.peers import Peer
from benchmarks.compare.rounds import WARM_UP_SECONDS
from benchmarks.compare.scenarios import Scenario
from benchmarks.compare.serving import serve
from benchmarks.compare.wrk import LoadReport, parse_report, run_wrk
from benchmarks.server.scenarios import Load

WEBSOCKET_LOAD = Path(__file__).with_name("websocket_load.py")


@dataclass(frozen=True, slots=True)
class ServerTest:
    """How one run is made. Called with a peer and a scenario, it gives the figures or raises AnswerError."""

    loads: Mapping[str, Load]
    environments: Mapping[str, Environment]
    placement: Placement
    connections: int
    seconds: int

    def __call__(self, peer: Peer, scenario: Scenario) -> Sample:
        load = self.loads[scenario.name]
        with serve(peer, scenario.name, self.environments[peer.environment], self.placement.server) as server:
            idle = read_usage(server.pid)
            self._check(server.port, load)
            self._run(server.port, load, WARM_UP_SECONDS)
            before = read_usage(server.pid)
            report = self._run(server.port, load, self.seconds)
            after = read_usage(server.pid)
            self._check(server.port, load)
        return build_sample(idle, before, after, report)

    def _check(self, port: int, load: Load) -> None:
        check_answer(port, load.request, load.answer, scheme=load.scheme)

    def _run(self, port: int, load: Load, seconds: int) -> LoadReport:
        if load.message:
            report = self._echo(port, load.message, seconds)
        else:
            report = run_wrk(
                port,
                load.request,
                connections=self.connections,
                seconds=seconds,
                cpu=self.placement.load,
                scheme=load.scheme,
                pipelined=load.pipelined,
            )
        check_load(report, load.answer)
        return report

    def _echo(self, port: int, message: int, seconds: int) -> LoadReport:
        figures = map(str, (port, self.connections, seconds, message))
        with pinned(self.placement.load):
            process = subprocess.run(
                [self.environments["fireweed"].bin / "python", WEBSOCKET_LOAD, *figures],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        return parse_report(process.stdout)
