import pytest

from benchmarks.compare.measurements import Comparison, Measurement, Sample
from benchmarks.compare.scenarios import SCENARIOS
from benchmarks.compare.targets import Verdict, judge

FLOOR_AND_JSON = [scenario for scenario in SCENARIOS if scenario.name in {"floor", "json"}]


def build_measurement(scenario: str, peer: str, cost: float, idle_megabytes: float = 40.0) -> Measurement:
    return Measurement(scenario, peer, (Sample(cost, 1.0, 1.0, 1.0, idle_megabytes, 50.0, 1.0),))


def judge_json(*, ours: float, theirs: float, echo: float = 3.3, idle_megabytes: float = 40.0) -> list[Verdict]:
    measurements = [
        build_measurement("floor", "echo", echo),
        build_measurement("json", "fireweed", ours, idle_megabytes),
        build_measurement("json", "fastapi", theirs),
    ]
    return judge(Comparison(measurements), FLOOR_AND_JSON)


@pytest.mark.parametrize(("theirs", "is_met"), [(60.0, True), (59.0, False)], ids=["reached", "missed"])
def test_ratio_must_reach_the_scenario_s_bound(theirs: float, is_met: bool) -> None:
    ratio, *_ = judge_json(ours=10.0, theirs=theirs)

    assert ratio.figure == pytest.approx(theirs / 10)
    assert ratio.is_met is is_met


def test_cost_is_scaled_to_the_machine_of_the_targets() -> None:
    _, cost, _ = judge_json(ours=20.0, theirs=100.0, echo=6.6)

    assert cost.figure == pytest.approx(10.0)


@pytest.mark.parametrize(("megabytes", "is_met"), [(44.9, True), (45.0, False)], ids=["below", "at the bound"])
def test_idle_memory_must_stay_below_its_bound(megabytes: float, is_met: bool) -> None:
    *_, memory = judge_json(ours=10.0, theirs=50.0, idle_megabytes=megabytes)

    assert memory.is_met is is_met


def test_target_without_a_figure_is_not_met() -> None:
    verdicts = judge(Comparison(), SCENARIOS)

    assert verdicts
    assert not any(verdict.is_met for verdict in verdicts)
