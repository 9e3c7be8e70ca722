"""The command line of the comparison of servers; the parts are those of `compare`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import trustme

from benchmarks.compare.__main__ import EXIT_FAILED, EXIT_MET, EXIT_SETUP, ensure_linux, parse_positive
from benchmarks.compare.affinity import choose_placement
from benchmarks.compare.environments import WORK, Environment, build_fireweed_environment, build_server_environment
from benchmarks.compare.errors import SetupError
from benchmarks.compare.results import build_results, describe_machine, write_results
from benchmarks.compare.rounds import compare
from benchmarks.compare.table import render_report
from benchmarks.compare.targets import Verdict
from benchmarks.compare.wrk import ensure_wrk
from benchmarks.server.load_test import ServerTest
from benchmarks.server.scenarios import LOADS
from benchmarks.server.servers import PACKAGES


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    names = [load.name for load in LOADS]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.server",
        description="Measure Fireweed's server and others under the same load. Exit code 1: an answer was wrong.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    summaries = "; ".join(f"{load.name}: {load.summary}" for load in LOADS)
    parser.add_argument("--rounds", type=parse_positive, default=3, help="turns of each server in a scenario")
    parser.add_argument("--duration", type=parse_positive, default=3, help="seconds of load a turn")
    parser.add_argument("--connections", type=parse_positive, default=32, help="connections at once")
    parser.add_argument("--scenarios", nargs="+", choices=names, default=names, metavar="NAME", help=summaries)
    parser.add_argument("--json", type=Path, default=WORK / "servers.json", help="where the results are written")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Run the comparison that `arguments` ask for and return the exit code."""
    options = build_parser().parse_args(arguments)
    try:
        ensure_linux()
        ensure_wrk()
        fireweed = build_fireweed_environment(None)
        environments = {"fireweed": fireweed, "peers": build_server_environment(PACKAGES, fireweed)}
    except SetupError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return EXIT_SETUP
    with tempfile.TemporaryDirectory() as directory:
        return run(options, environments, write_certificate(Path(directory) / "server.pem"))


def run(options: argparse.Namespace, environments: dict[str, Environment], certificate: str) -> int:
    """Measure, print the report, write the results."""
    loads = {load.name: load for load in LOADS if load.name in options.scenarios}
    scenarios = [load.build_scenario(certificate) for load in loads.values()]
    conditions = describe_machine() | {
        "versions": {name: environment.read_versions(PACKAGES) for name, environment in environments.items()}
    }
    print(conditions["versions"], file=sys.stderr)
    test = ServerTest(loads, environments, choose_placement(), options.connections, options.duration)
    comparison = compare(scenarios, options.rounds, test)
    verdicts = [
        Verdict(target, target.find_figure(comparison)) for load in loads.values() for target in load.build_targets()
    ]
    print(render_report(comparison, scenarios, verdicts))
    write_results(build_results(comparison, verdicts, conditions), options.json)
    return EXIT_FAILED if comparison.failures else EXIT_MET


def write_certificate(path: Path) -> str:
    """A certificate for the loopback address and its key, in one PEM file."""
    trustme.CA().issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(str(path))
    return str(path)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
