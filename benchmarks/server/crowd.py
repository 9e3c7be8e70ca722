"""A good client among thousands of bad ones: how long it waits, and what memory they take, in one run.

    python -m benchmarks.server.crowd

The crowd comes and goes in turns, on one server process that stays; the good client is measured with it and without.
Exit code 1: its p99 grows, or a connection takes more memory, than is allowed.
"""

import argparse
import contextlib
import json
import resource
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Final

from benchmarks.compare.__main__ import EXIT_FAILED, EXIT_MET, ensure_linux, parse_positive
from benchmarks.compare.accounting import read_usage
from benchmarks.compare.affinity import Placement, choose_placement, pinned
from benchmarks.compare.environments import Environment, build_fireweed_environment
from benchmarks.compare.peers import Peer
from benchmarks.compare.serving import RunningServer, serve
from benchmarks.compare.table import render_table

MOST_GROWTH: Final = 2.0
"""How many times the p99 of a quiet server the good client may wait."""

MOST_IDLE: Final = 8_000
"""Bytes of memory that an idle connection may take in the server."""

MOST_CROWD: Final = 150_000_000
"""Bytes that the server's memory may grow by at its highest, with all of the crowd."""

KINDS: Final = ("idle", "slow_heads", "slow_bodies", "slow_readers")
SPARE_DESCRIPTORS: Final = 200

_FIREWEED: Final = Peer(
    "fireweed",
    "fireweed",
    (
        *("{bin}/fw", "run", "benchmarks.server.crowd_application:app", "--host", "127.0.0.1", "--port", "{port}"),
        *("--loop", "uvloop", "--no-access-log", "--backlog", "4096"),
    ),
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn of the good client gave: microseconds of the median and of the 99th percentile."""

    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident bytes of the server: at the beginning, with the idle connections alone, and at the highest."""

    before: int
    idle: int
    peak: int


class Trial:
    """One server, its crowd and its good client."""

    def __init__(self, server: RunningServer, environment: Environment, placement: Placement) -> None:
        self._server = server
        self._python = str(environment.bin / "python")
        self._placement = placement

    def ask(self, seconds: int) -> Turn:
        """Be the good client for so many seconds."""
        with pinned(self._placement.load):
            process = subprocess.run(
                [self._python, "-m", "benchmarks.server.good_client", str(self._server.port), str(seconds)],
                stdout=subprocess.PIPE,
                check=True,
            )
        percentiles = statistics.quantiles(json.loads(process.stdout), n=100)
        return Turn(percentiles[49], percentiles[98])

    @contextlib.contextmanager
    def crowded(self, counts: Sequence[int]) -> Iterator[None]:
        """Have so many bad clients of each kind for the length of the block."""
        command = [self._python, "-m", "benchmarks.server.crowd_client", str(self._server.port), *map(str, counts)]
        with (
            pinned(self._placement.load),
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process,
        ):
            assert process.stdout is not None
            try:
                _read_numbers(process.stdout)
                yield
                assert process.stdin is not None
                process.stdin.close()
                connected, _ = _read_numbers(process.stdout)
                assert connected > sum(counts) * 0.95, f"only {connected} clients were left"
            finally:
                process.kill()

    def read_memory(self) -> tuple[int, int]:
        """Resident bytes now and at the highest."""
        usage = read_usage(self._server.pid)
        return usage.resident_bytes, usage.peak_bytes


def _read_numbers(stream: IO[str]) -> list[int]:
    return [int(word) for word in stream.readline().split()]


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.server.crowd",
        description="Measure a good client among bad ones. Exit code 1: it waits too long, or they take too much.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--idle", type=parse_positive, default=5000, help="connections that do nothing")
    parser.add_argument("--slow-heads", type=parse_positive, default=200, help="clients whose head trickles")
    parser.add_argument("--slow-bodies", type=parse_positive, default=200, help="clients whose body trickles")
    parser.add_argument("--slow-readers", type=parse_positive, default=200, help="clients that hardly read 4 MB")
    parser.add_argument("--rounds", type=parse_positive, default=3, help="turns with the crowd, and without it")
    parser.add_argument("--seconds", type=parse_positive, default=5, help="how long a turn takes")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run the trial that `arguments` ask for and return the exit code."""
    options = build_parser().parse_args(arguments)
    ensure_linux()
    counts = [getattr(options, kind) for kind in KINDS]
    raise_descriptor_limit(sum(counts))
    environment, placement = build_fireweed_environment(None), choose_placement()
    with serve(_FIREWEED, "crowd", environment, placement.server) as server:
        trial = Trial(server, environment, placement)
        trial.ask(1)
        before, _ = trial.read_memory()
        with trial.crowded([options.idle, 0, 0, 0]):
            idle, _ = trial.read_memory()
        turns: list[tuple[Turn, Turn]] = []
        for _ in range(options.rounds):
            quiet = trial.ask(options.seconds)
            with trial.crowded(counts):
                turns.append((quiet, trial.ask(options.seconds)))
        memory = Memory(before, idle, trial.read_memory()[1])
    return report(turns, memory, options.idle)


def raise_descriptor_limit(connections: int) -> None:
    """Let this process and those that it starts have so many connections, if the system allows it."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    if connections + SPARE_DESCRIPTORS > most:
        sys.exit(
            f"benchmarks: {connections} connections take more than the {most} open files that `ulimit -Hn` allows."
        )


def report(turns: Sequence[tuple[Turn, Turn]], memory: Memory, idle: int) -> int:
    """Print the figures and what is to be thought of them; return the exit code."""
    quiet, crowded = zip(*turns, strict=True)
    rows = []
    for name in ("p50", "p99"):
        alone, among = (statistics.median(getattr(turn, name) for turn in side) for side in (quiet, crowded))
        rows.append([f"{name} in us", f"{alone:.0f}", f"{among:.0f}", f"{among / alone:.2f}"])
    print("\n".join(render_table(["good client", "alone", "in the crowd", "times"], rows, left=1)))
    growth = float(rows[1][3])
    each, most = (memory.idle - memory.before) / idle, memory.peak - memory.before
    print(f"memory: {memory.before / 1e6:.1f} MB; {each:.0f} bytes for each of {idle} idle connections;")
    print(f"        {most / 1e6:.1f} MB more at the highest, with the whole crowd")
    failures = [
        text
        for is_met, text in (
            (growth <= MOST_GROWTH, f"p99 grows {growth:.2f} times, at most {MOST_GROWTH:g} are allowed"),
            (each <= MOST_IDLE, f"an idle connection takes {each:.0f} bytes, at most {MOST_IDLE} are allowed"),
            (most <= MOST_CROWD, f"memory grows by {most} bytes, at most {MOST_CROWD} are allowed"),
        )
        if not is_met
    ]
    for text in failures:
        print(f"FAILED: {text}")
    return EXIT_FAILED if failures else EXIT_MET


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
