"""The command line of the comparison: reads the options, wires the parts, prints the report, sets the exit code."""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare.accounting import PROC
from benchmarks.compare.affinity import Placement, choose_placement
from benchmarks.compare.environments import WORK, Environment, build_fireweed_environment, build_peer_environment
from benchmarks.compare.errors import SetupError
from benchmarks.compare.peers import PEER_PACKAGES, SHARED_PACKAGES
from benchmarks.compare.results import build_results, describe_machine, write_results
from benchmarks.compare.rounds import LoadTest, compare
from benchmarks.compare.scenarios import SCENARIOS
from benchmarks.compare.table import render_report
from benchmarks.compare.targets import judge
from benchmarks.compare.wrk import ensure_wrk

EXIT_MET, EXIT_FAILED, EXIT_SETUP = 0, 1, 2


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    scenarios = "; ".join(f"{scenario.name}: {scenario.summary}" for scenario in SCENARIOS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.compare",
        description="Measure Fireweed and its peers in pairs under wrk. Exit code 1: an answer was wrong.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    names = [scenario.name for scenario in SCENARIOS]
    parser.add_argument("--rounds", type=parse_positive, default=3, help="turns of each peer in a scenario")
    parser.add_argument("--duration", type=parse_positive, default=3, help="seconds of load a turn")
    parser.add_argument("--connections", type=parse_positive, default=32, help="kept-alive connections")
    parser.add_argument("--scenarios", nargs="+", choices=names, default=names, metavar="NAME", help=scenarios)
    parser.add_argument("--python", help="interpreter for both environments; without it, the one that runs this")
    parser.add_argument("--json", type=Path, default=WORK / "results.json", help="where the results are written")
    parser.add_argument("--strict", action="store_true", help="exit code 1 also when a target is not met")
    return parser


def parse_positive(text: str) -> int:
    """A positive integer, as the options take it."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not positive")
    return number


def main(arguments: Sequence[str]) -> int:
    """Run the comparison that `arguments` ask for and return the exit code."""
    options = build_parser().parse_args(arguments)
    try:
        ensure_linux()
        ensure_wrk()
        fireweed = build_fireweed_environment(options.python)
        environments = {"fireweed": fireweed, "peers": build_peer_environment(options.python, fireweed)}
    except SetupError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return EXIT_SETUP
    return run(options, environments)


def run(options: argparse.Namespace, environments: Mapping[str, Environment]) -> int:
    """Measure, print the report, write the results."""
    scenarios = [scenario for scenario in SCENARIOS if scenario.name in options.scenarios]
    placement = choose_placement()
    conditions = describe_conditions(options, environments, placement)
    warn_of_conditions(conditions, placement)

    load_test = LoadTest(environments, placement, options.connections, options.duration)
    comparison = compare(scenarios, options.rounds, load_test)
    verdicts = judge(comparison, scenarios)

    print(render_report(comparison, scenarios, verdicts))
    write_results(build_results(comparison, verdicts, conditions), options.json)
    if comparison.failures:
        return EXIT_FAILED
    return EXIT_FAILED if options.strict and not all(verdict.is_met for verdict in verdicts) else EXIT_MET


def ensure_linux() -> None:
    """Raise SetupError where there is no /proc to read CPU time from."""
    if not (PROC / "self" / "stat").is_file():
        raise SetupError("CPU time is read from /proc, as Linux keeps it: run this on Linux, or in a container")


def describe_conditions(
    options: argparse.Namespace, environments: Mapping[str, Environment], placement: Placement
) -> dict[str, Any]:
    """The machine, the versions and the options, as JSON values."""
    packages = ("fireweed", *PEER_PACKAGES, *SHARED_PACKAGES)
    return {
        **describe_machine(),
        "rounds": options.rounds,
        "seconds": options.duration,
        "connections": options.connections,
        "server_cpu": placement.server,
        "load_cpu": placement.load,
        "versions": {name: environment.read_versions(packages) for name, environment in environments.items()},
    }


def warn_of_conditions(conditions: Mapping[str, Any], placement: Placement) -> None:
    """Say on stderr what makes the figures of this run less trustworthy."""
    if placement.is_shared:
        print("warning: only one CPU, server and wrk share it: throughput and latency mean little", file=sys.stderr)
    if conditions["load_average"] > (os.cpu_count() or 1) / 2:
        print(
            f"warning: the machine is busy (load {conditions['load_average']:.1f}), figures will vary", file=sys.stderr
        )
    for name, versions in conditions["versions"].items():
        print(f"{name}: {', '.join(f'{package} {version}' for package, version in versions.items())}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
