"""`python -m benchmarks.tutorial`: run all programs under both frameworks; print what is equal and what differs.

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
from benchmarks.documents.__main__ import print_difference
from benchmarks.documents.differences import Difference, find_differences
from benchmarks.documents.justified import Justification
from benchmarks.tutorial.answers import write_expected
from benchmarks.tutorial.justified import JUSTIFIED


def build_parser() -> argparse.ArgumentParser:
    """The options; their help is their documentation."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.tutorial",
        description="Compare the answers of the same programs under fireweed.compat and FastAPI.",
    )
    parser.add_argument("--peer", type=Path, help="an environment with FastAPI; without it, one is built in .bench")
    parser.add_argument("--write", action="store_true", help="store FastAPI's answers for the tests")
    parser.add_argument("programs", nargs="*", help="names of programs; without any, all of them")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Compare, print, and return the exit code."""
    options = build_parser().parse_args(arguments)
    fireweed = build_fireweed_environment(None)
    peer = Environment(options.peer / "bin") if options.peer else build_peer_environment(None, fireweed)
    ours = read_answers([fireweed.bin / "python", "-m", "fireweed.compat", "-m"], options.programs)
    theirs = read_answers([peer.bin / "python", "-m"], options.programs)
    if options.write:
        for program, answers in theirs.items():
            write_expected(program, answers)
    used: set[Justification] = set()
    verdicts = [print_verdict(program, ours[program], theirs[program], used) for program in theirs]
    unused = set() if options.programs else set(JUSTIFIED) - used
    for justification in unused:
        print(f"no longer there: {justification.pointer}")
    print(", ".join(f"{verdicts.count(verdict)} {verdict}" for verdict in ("equal", "justified", "differs")))
    return 1 if "differs" in verdicts or unused else 0


def read_answers(command: Sequence[str | Path], programs: Sequence[str]) -> dict[str, Any]:
    """The answers of programs, given in a process of an environment."""
    complete = [*command, "benchmarks.tutorial.dump", *programs]
    answer = subprocess.run(complete, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True, check=True)
    answers: dict[str, Any] = json.loads(answer.stdout)
    return answers


def print_verdict(program: str, ours: Any, theirs: Any, used: set[Justification]) -> str:
    """Print the row of a program and what differs in it; the verdict is equal, justified or differs."""
    differences = [
        (difference, find_justification(difference)) for difference in find_differences(ours, theirs, f"/{program}")
    ]
    meant = {justification for _, justification in differences if justification}
    unmeant = [difference for difference, justification in differences if justification is None]
    verdict = "differs" if unmeant else "justified" if differences else "equal"
    used.update(meant)
    print(f"{program:40} {verdict}")
    for difference in unmeant:
        print_difference(difference)
    for reason in sorted({justification.reason for justification in meant}):
        print(f"    meant: {reason}")
    return verdict


def find_justification(difference: Difference) -> Justification | None:
    """Why a difference is meant, if it is."""
    return next((candidate for candidate in JUSTIFIED if candidate.covers(difference.pointer)), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
