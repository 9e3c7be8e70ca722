"""`python -m benchmarks.documents`: build all documents with both frameworks and print where they differ.

The exit code is 0 when every difference is one of `justified.py`.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.compare.environments import (
    REPOSITORY,
    Environment,
    build_fireweed_environment,
    build_peer_environment,
)
from benchmarks.documents.differences import Difference, find_differences
from benchmarks.documents.justified import JUSTIFIED, Justification

SHOWN_LENGTH = 400


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.documents",
        description="Compare the OpenAPI documents of the same programs under Fireweed and FastAPI.",
    )
    parser.add_argument("--peer", type=Path, help="an environment with FastAPI; without it, one is built in .bench")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and return the exit code."""
    options = build_parser().parse_args(arguments)
    fireweed = build_fireweed_environment(None)
    peer = Environment(options.peer / "bin") if options.peer else build_peer_environment(None, fireweed)
    ours, theirs = read_documents(fireweed, "fireweed"), read_documents(peer, "fastapi")
    used: set[Justification] = set()
    unjustified = 0
    for difference in find_differences(ours, theirs):
        justification = find_justification(difference)
        if justification is None:
            unjustified += 1
            print_difference(difference)
        else:
            used.add(justification)
    for justification in JUSTIFIED:
        print(f"{'meant' if justification in used else 'no longer there'}: {justification.pointer}")
        print(f"    {justification.reason}")
    print(f"{len(ours)} documents, {unjustified} differences that are not meant")
    return 1 if unjustified or used != set(JUSTIFIED) else 0


def read_documents(environment: Environment, framework: str) -> dict[str, Any]:
    """The documents of all programs, built in a process of the environment."""
    command: list[str | Path] = [environment.bin / "python", "-m", "benchmarks.documents.dump", framework]
    answer = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    documents: dict[str, Any] = json.loads(answer.stdout)
    return documents


def find_justification(difference: Difference) -> Justification | None:
    """Why a difference is meant, if it is."""
    return next((candidate for candidate in JUSTIFIED if candidate.covers(difference.pointer)), None)


def print_difference(difference: Difference) -> None:
    """Print the pointer and both values, shortened."""
    print(difference.pointer)
    print(f"    ours:   {str(difference.ours)[:SHOWN_LENGTH]}")
    print(f"    theirs: {str(difference.theirs)[:SHOWN_LENGTH]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
