"""`python -m benchmarks.startup`: start both frameworks in turns, and compare the medians with the targets.

The exit code is 1 if a framework did not declare all routes; a target that is missed does not change it.
"""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compare.environments import (
    REPOSITORY,
    Environment,
    build_fireweed_environment,
    build_peer_environment,
)
from benchmarks.compare.table import render_table
from benchmarks.startup.child import ROUTES

ROUNDS = 5
FEW_MODELS = 10
HEADER = ("median", "fireweed", "fastapi", "times", "wanted", "")
Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Target:
    """The most that ours may be: `share` of FastAPI's figure, or `bound`."""

    figure: str
    label: str
    share: float | None = None
    bound: float | None = None

    def find_limit(self, theirs: float) -> float:
        """The bound for a run in which FastAPI needed `theirs`."""
        return self.bound if self.bound is not None else theirs * (self.share or 1.0)


TARGETS = (
    Target("import_milliseconds", "import, ms", bound=120.0),
    Target("routes_milliseconds", f"{ROUTES} routes and their document, ms", share=1 / 3),
    Target("declaration_milliseconds", "the routes alone, ms", share=1 / 3),
    Target("document_milliseconds", "the document alone, ms", share=1 / 3),
    Target("routes_megabytes", "memory of routes and document, MB", share=1 / 2),
    Target("few_models_milliseconds", f"the same with {FEW_MODELS} models, ms", share=1 / 3),
    Target("few_models_megabytes", f"memory with {FEW_MODELS} models, MB", share=1 / 2),
)


def measure(environment: Environment, framework: str) -> Figures:
    """Start with a model for each pair of routes, and with models that many share.

    Raises:
        AssertionError: routes are missing.
    """
    few = start(environment, framework, FEW_MODELS)
    shared = {f"few_models_{unit}": few[f"routes_{unit}"] for unit in ("milliseconds", "megabytes")}
    return {**start(environment, framework, ROUTES // 2), **shared}


def start(environment: Environment, framework: str, models: int) -> Figures:
    """Start once, in a process of its own.

    Raises:
        AssertionError: routes are missing.
    """
    command: list[str | Path] = [environment.bin / "python", "-m", "benchmarks.startup.child", framework, str(models)]
    # Byte code is written, as it is wherever packages are installed; otherwise the compiler would be measured.
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    answer = subprocess.run(command, cwd=REPOSITORY, env=variables, stdout=subprocess.PIPE, text=True, check=True)
    report = json.loads(answer.stdout)
    if report["operations"] != ROUTES:
        raise AssertionError(f"{framework} documents {report['operations']} operations, not {ROUTES}")
    figures: Figures = report["figures"]
    return figures


def render(ours: Sequence[Figures], theirs: Sequence[Figures]) -> str:
    """The table of medians."""
    return "\n".join(render_table(HEADER, list(_list(ours, theirs)), 1))


def _list(ours: Sequence[Figures], theirs: Sequence[Figures]) -> Iterator[list[str]]:
    for target in TARGETS:
        own, other = (statistics.median(figures[target.figure] for figures in runs) for runs in (ours, theirs))
        limit = target.find_limit(other)
        verdict = "met" if own <= limit else "NOT MET"
        yield [target.label, f"{own:.1f}", f"{other:.1f}", f"{other / own:.1f}x", f"<= {limit:.1f}", verdict]


def main() -> int:
    """Measure, print, and return the exit code."""
    fireweed = build_fireweed_environment(None)
    peers = build_peer_environment(None, fireweed)
    ours: list[Figures] = []
    theirs: list[Figures] = []
    try:
        measure(fireweed, "fireweed"), measure(peers, "fastapi")  # writes the byte code
        for _ in range(ROUNDS):
            ours.append(measure(fireweed, "fireweed"))
            theirs.append(measure(peers, "fastapi"))
    except AssertionError as error:
        print(f"FAILED {error}", file=sys.stderr)
        return 1
    print(render(ours, theirs))
    return 0


if __name__ == "__main__":
    sys.exit(main())
