"""The worker processes, which take turns."""

import json
import os
import subprocess
from collections.abc import Callable
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
    """Measures scenarios: both libraries take turns, and the medians are given, ours first.

    Each scenario has two processes of its own: what ran before changes how fast CPython runs what comes after.
    """

    def __init__(self, start_worker: Callable[[str], Worker], rounds: int) -> None:
        self._start_worker = start_worker
        self._rounds = rounds
        self._known: dict[str, tuple[float, float]] = {}

    def measure(self, scenario: str) -> tuple[float, float]:
        """Raises AnswerError as `Worker.take_turn`. A scenario that was measured is not measured again."""
        if scenario not in self._known:
            with self._start_worker(FIREWEED) as ours, self._start_worker(STARLETTE) as theirs:
                turns = [(ours.take_turn(scenario), theirs.take_turn(scenario)) for _ in range(self._rounds)]
            our_turns, their_turns = zip(*turns, strict=True)
            self._known[scenario] = (median(our_turns), median(their_turns))
        return self._known[scenario]
