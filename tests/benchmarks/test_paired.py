import asyncio
import sys
from pathlib import Path
from typing import Self

import pytest

from benchmarks.compare.errors import AnswerError
from benchmarks.micro.paired.library import FIREWEED, STARLETTE, Library
from benchmarks.micro.paired.pairs import Pair, Worker
from benchmarks.micro.paired.rows import ROWS, Row, Target
from benchmarks.micro.paired.scenario import Scenario
from benchmarks.micro.paired.table import build_result, render
from benchmarks.micro.paired.worker import SCENARIOS

LAYER = Row("a layer", "3 layers", Target("us", 3), base="none", share=3)
PLAIN = Row("plain", "plain", Target("x", 2))


class FixedWorker(Worker):
    """Answers with the next of its figures, and notes its turn."""

    def __init__(self, name: str, figures: list[float], turns: list[str]) -> None:
        self._name = name
        self._figures = figures
        self._turns = turns

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None: ...

    def take_turn(self, scenario: str) -> float:
        self._turns.append(f"{self._name} {scenario}")
        return self._figures.pop(0)


def test_every_row_has_its_scenarios() -> None:
    missing = {scenario for row in ROWS for scenario in row.scenarios} - SCENARIOS.keys()

    assert not missing


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_gives_the_answer_that_it_expects(name: str) -> None:
    scenario: Scenario = SCENARIOS[name](Library(FIREWEED))

    async def act() -> object:
        return await scenario.act()

    scenario.check(scenario.act() if scenario.is_sync else asyncio.run(act()))


def test_scenario_refuses_another_answer() -> None:
    scenario: Scenario = SCENARIOS["body, 1 kB"](Library(FIREWEED))

    with pytest.raises(AssertionError, match="read 5 bytes"):
        scenario.check(b"other")


def test_libraries_take_turns_and_count_by_their_medians() -> None:
    turns: list[str] = []
    figures = {FIREWEED: [9.0, 1.0, 2.0], STARLETTE: [8.0, 7.0, 30.0]}

    medians = Pair(lambda library: FixedWorker(library, figures[library], turns), rounds=3).measure("plain")

    assert medians == (2.0, 8.0)
    assert turns == ["fireweed plain", "starlette plain"] * 3


def test_scenario_of_several_rows_is_measured_once() -> None:
    turns: list[str] = []
    pair = Pair(lambda library: FixedWorker(library, [1.0], turns), rounds=1)

    assert pair.measure("plain") == pair.measure("plain")
    assert len(turns) == 2


def test_layer_costs_a_third_of_what_three_add() -> None:
    result = build_result(LAYER, [(4.0, 10.0), (13.0, 250.0)])

    assert (result.ours, result.theirs, result.is_met) == (3.0, 80.0, True)


@pytest.mark.parametrize(
    ("row", "ours", "theirs", "is_met"),
    [(PLAIN, 1.0, 2.0, True), (PLAIN, 1.1, 2.0, False), (LAYER, 9.0, 0.0, True), (LAYER, 9.1, 900.0, False)],
    ids=["as fast as asked", "too slow beside the other", "as cheap as asked", "too expensive"],
)
def test_target_is_judged(row: Row, ours: float, theirs: float, is_met: bool) -> None:
    figures = [(0.0, 0.0), (ours, theirs)] if row.base else [(ours, theirs)]

    assert build_result(row, figures).is_met is is_met


def test_line_names_figures_ratio_and_target() -> None:
    lines = render([build_result(PLAIN, [(2.0, 3.0)])]).splitlines()

    assert lines[1].split() == ["plain", "2.00", "3.00", "1.5x", ">=", "2x", "NOT", "MET"]


def test_worker_measures_in_a_process_of_its_own() -> None:
    with Worker(Path(sys.executable), FIREWEED) as worker:
        microseconds = worker.take_turn("text response")

    assert microseconds > 0


@pytest.mark.parametrize(
    ("library", "reason"), [(FIREWEED, "KeyError"), ("no_such_library", "no_such_library")], ids=["scenario", "library"]
)
def test_failure_of_a_worker_is_reported(library: str, reason: str) -> None:
    scenario = "no such scenario" if library == FIREWEED else "text response"

    with Worker(Path(sys.executable), library) as worker, pytest.raises(AnswerError, match=reason):
        worker.take_turn(scenario)
