"""The command line of the paired table: reads the options, wires the parts, prints, sets the exit code."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.compare.environments import (
    build_fireweed_environment,
    build_starlette_environment,
)
from benchmarks.compare.errors import BenchmarkError, SetupError
from benchmarks.micro.paired.library import FIREWEED, STARLETTE
from benchmarks.micro.paired.pairs import Pair, Worker
from benchmarks.micro.paired.rows import ROWS, Row
from benchmarks.micro.paired.table import Result, build_result, render

EXIT_MET, EXIT_FAILED, EXIT_SETUP = 0, 1, 2


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.micro.paired",
        description="Measure Fireweed's core and Starlette's in turns. Exit code 1: an answer was wrong.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--rounds", type=int, default=7, help="turns of each library in a row")
    parser.add_argument(
        "--rows", nargs="+", default=[""], metavar="TEXT", help="only rows that begin with one of these"
    )
    parser.add_argument(
        "--starlette", type=Path, metavar="PYTHON", help="interpreter that has Starlette, to use as it is"
    )
    parser.add_argument("--strict", action="store_true", help="exit code 1 also when a target is not met")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Measure what `arguments` ask for and return the exit code."""
    options = build_parser().parse_args(arguments)
    try:
        fireweed = build_fireweed_environment(None)
        starlette: Path = options.starlette or build_starlette_environment(fireweed).bin / "python"
    except SetupError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return EXIT_SETUP
    rows = [row for row in ROWS if row.name.startswith(tuple(options.rows))]
    warn_if_busy()
    try:
        results = measure(rows, {FIREWEED: fireweed.bin / "python", STARLETTE: starlette}, options.rounds)
    except BenchmarkError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return EXIT_FAILED
    print(render(results))
    return EXIT_FAILED if options.strict and not all(result.is_met for result in results) else EXIT_MET


def measure(rows: Sequence[Row], pythons: Mapping[str, Path], rounds: int) -> list[Result]:
    """The results for `rows`, in their order; `pythons` names the interpreter that has a library."""
    pair = Pair(lambda library: Worker(pythons[library], library), rounds)
    return [build_result(row, [pair.measure(scenario) for scenario in row.scenarios]) for row in rows]


def warn_if_busy() -> None:
    """Say on stderr what makes the figures of this run less trustworthy."""
    load = os.getloadavg()[0]
    if load > (os.cpu_count() or 1) / 2:
        print(f"warning: the machine is busy (load {load:.1f}), figures will vary; ratios less", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
