"""The two worker processes, which take turns."""

import json
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import IO, Any, Self, cast

from benchmarks.compare.environments import REPOSITORY
from benchmarks.compare.errors import AnswerError
from benchmarks.micro.paired.library import FIREWEED, STARLETTE

WORKER = "benchmarks.micro.paired.worker"


class Worker:
    """A process that measures one library, with the interpreter of an environment that has it."""

    def __init__(self, python: Path, library: str) -> None:
        self._library = library
        # A library is what its environment has, not what the path of who runs this has.
        variables = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
        self._process = subprocess.Popen(
            [python, "-m", WORKER, library],
            cwd=REPOSITORY,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def take_turn(self, scenario: str) -> float:
        """Return CPU microseconds. Raises AnswerError when the library fails or answers something else."""
        requests, answers = cast("IO[str]", self._process.stdin), cast("IO[str]", self._process.stdout)
        print(scenario, file=requests, flush=True)
        line = answers.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the worker ended"}
        if "error" in answer:
            raise AnswerError(f"{self._library}, {scenario}: {answer['error']}")
        return float(answer["microseconds"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._process.terminate()
        self._process.communicate()


class Pair:
    """Both workers; `measure` lets them take turns and gives the medians, ours first."""

    def __init__(self, workers: Sequence[Worker], rounds: int) -> None:
        self._workers = workers
        self._rounds = rounds
        self._known: dict[str, tuple[float, float]] = {}

    def measure(self, scenario: str) -> tuple[float, float]:
        """Raises AnswerError as `Worker.take_turn`. A scenario that was measured is not measured again."""
        if scenario not in self._known:
            turns = [[worker.take_turn(scenario) for worker in self._workers] for _ in range(self._rounds)]
            ours, theirs = zip(*turns, strict=True)
            self._known[scenario] = (median(ours), median(theirs))
        return self._known[scenario]


def start_workers(fireweed: Path, starlette: Path) -> tuple[Worker, Worker]:
    """Start the worker of each library with the interpreter given for it."""
    return Worker(fireweed, FIREWEED), Worker(starlette, STARLETTE)
