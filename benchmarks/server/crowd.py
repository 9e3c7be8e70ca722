"""What good clients notice of a crowd: thousands of idle connections, slow writers and slow readers on the same server.

    python -m benchmarks.server.crowd

Requests for a small answer are measured alone and beside the crowd, in turn, on one server. Exit code 1: the 99th
percentile with the crowd is more than LIMIT times that without it, or the server takes more memory than it may.
"""

import argparse
import contextlib
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.__main__ import EXIT_FAILED, EXIT_MET, EXIT_SETUP, ensure_linux, parse_positive
from benchmarks.compare.accounting import read_usage
from benchmarks.compare.affinity import Placement, choose_placement, pinned
from benchmarks.compare.environments import Environment, build_fireweed_environment
from benchmarks.compare.errors import AnswerError, SetupError
from benchmarks.compare.scenarios import Request
from benchmarks.compare.serving import RunningServer, serve
from benchmarks.compare.wrk import LoadReport, ensure_wrk, run_wrk
from benchmarks.server.servers import FIREWEED

CROWD_LOAD = Path(__file__).with_name("crowd_load.py")
KILOBYTE = 1000
MEGABYTE = 1_000_000
WARM_UP_SECONDS = 1

LIMIT = 2.0
CONNECTION_KILOBYTES = 16
"""What each connection of the crowd may take on average."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One measurement without the crowd and one beside it."""

    alone: LoadReport
    crowded: LoadReport
    resident_bytes: int
    closed: dict[str, int]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many come, and who loads the server beside them."""

    idle: int
    slow: int
    connections: int
    seconds: int
    environment: Environment
    placement: Placement

    @property
    def size(self) -> int:
        """How many connections that is."""
        return self.idle + 3 * self.slow

    def measure(self, server: RunningServer) -> Turn:
        """Take one turn on `server`."""
        alone = self._load(server.port)
        with self._gathered(server.port) as process:
            crowded = self._load(server.port)
            resident = read_usage(server.pid).resident_bytes
            output, _ = process.communicate()
        if process.returncode:
            raise AnswerError(f"the crowd ended with exit code {process.returncode}")
        return Turn(alone, crowded, resident, json.loads(output.splitlines()[-1]))

    def _load(self, port: int) -> LoadReport:
        def load(seconds: int) -> LoadReport:
            return run_wrk(port, Request("/"), connections=self.connections, seconds=seconds, cpu=self.placement.load)

        load(WARM_UP_SECONDS)
        report = load(self.seconds)
        if report.status_errors or report.socket_errors:
            raise AnswerError(f"{report.status_errors} answers and {report.socket_errors} connections failed")
        return report

    @contextlib.contextmanager
    def _gathered(self, port: int) -> Iterator["subprocess.Popen[str]"]:
        figures = map(str, (port, self.idle, self.slow))
        with pinned(self.placement.load):
            process = subprocess.Popen(
                [self.environment.bin / "python", CROWD_LOAD, *figures],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        with process:
            assert process.stdout is not None
            if not process.stdout.readline():
                raise AnswerError("the crowd did not get in")
            yield process


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.server.crowd", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--idle", type=parse_positive, default=5000, help="connections that have asked once")
    parser.add_argument("--slow", type=parse_positive, default=100, help="clients of each of the three slow kinds")
    parser.add_argument("--connections", type=parse_positive, default=8, help="good clients")
    parser.add_argument("--rounds", type=parse_positive, default=3, help="measurements alone and beside the crowd")
    parser.add_argument("--duration", type=parse_positive, default=5, help="seconds of each")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Measure, print the table, and judge it."""
    options = build_parser().parse_args(arguments)
    try:
        ensure_linux()
        ensure_wrk()
        environment = build_fireweed_environment(None)
    except SetupError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return EXIT_SETUP
    crowd = Crowd(options.idle, options.slow, options.connections, options.duration, environment, choose_placement())
    peer = FIREWEED.build_peer(logs=False, certificate=None)
    try:
        with serve(peer, "crowd", environment, crowd.placement.server) as server:
            before = read_usage(server.pid).resident_bytes
            turns = [crowd.measure(server) for _ in range(options.rounds)]
            peak = read_usage(server.pid).peak_bytes
    except AnswerError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return EXIT_FAILED
    return report(crowd, turns, before, peak)


def report(crowd: Crowd, turns: Sequence[Turn], before: int, peak: int) -> int:
    """Print what was measured; the exit code."""
    print(f"{'':12}{'p50 ms':>10}{'p99 ms':>10}{'req/s':>10}{'memory MB':>12}")
    for number, turn in enumerate(turns, 1):
        print(f"{number}. {'alone':9}{render_load(turn.alone)}")
        print(f"{number}. {'crowded':9}{render_load(turn.crowded)}{turn.resident_bytes / MEGABYTE:12.1f}")
        print(f"   closed and back: {turn.closed}")
    print(f"\n{crowd.size} connections; memory {before / MEGABYTE:.1f} MB before, {peak / MEGABYTE:.1f} MB at most")
    ratio = statistics.median(turn.crowded.p99_milliseconds / turn.alone.p99_milliseconds for turn in turns)
    verdicts = (
        ("p99 with the crowd, times p99 without", ratio, LIMIT),
        ("kB a connection", (peak - before) / crowd.size / KILOBYTE, CONNECTION_KILOBYTES),
    )
    for label, measured, limit in verdicts:
        print(f"{label:40}{measured:8.2f}  <= {limit:g}  {'met' if measured <= limit else 'NOT MET'}")
    return EXIT_MET if all(measured <= limit for _, measured, limit in verdicts) else EXIT_FAILED


def render_load(load: LoadReport) -> str:
    """The cells of one load."""
    rate = load.requests / load.seconds
    return f"{load.p50_milliseconds:10.2f}{load.p99_milliseconds:10.2f}{rate:10.0f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
