import pytest

from benchmarks.compare.measurements import Comparison, Failure, Measurement, Sample
from benchmarks.compare.scenarios import SCENARIOS
from benchmarks.compare.table import DISTURBED, render_report, render_table
from benchmarks.compare.targets import judge

JSON_ONLY = [scenario for scenario in SCENARIOS if scenario.name == "json"]


def build_measurement(peer: str, cost: float, busy: float = 1.0) -> Measurement:
    return Measurement("json", peer, (Sample(cost, 1234.5, 0.25, 2.0, 41.0, 50.0, busy),))


def render(comparison: Comparison) -> list[str]:
    return render_report(comparison, JSON_ONLY, judge(comparison, JSON_ONLY)).splitlines()


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    lines = list(render_table(("name", "us"), [("a", "10.0"), ("longer", "7")], 1))

    assert lines == [
        "name      us",
        "a       10.0",
        "longer     7",
    ]


def test_row_gives_the_cost_relative_to_the_first_peer() -> None:
    _, ours, theirs, *_ = render(Comparison([build_measurement("fireweed", 10), build_measurement("fastapi", 84)]))

    assert ours.split()[:5] == ["json", "fireweed", "10.0", "0%", "1.0x"]
    assert theirs.split()[:5] == ["json", "fastapi", "84.0", "0%", "8.4x"]


def test_target_line_says_whether_it_is_met() -> None:
    lines = render(Comparison([build_measurement("fireweed", 10), build_measurement("fastapi", 84)]))

    ratio, cost, memory = lines[-3:]
    assert ratio.split()[-4:] == ["8.40", ">=", "6", "met"]
    assert cost.endswith("NOT MET")
    assert memory.split()[-5:] == ["MB", "<", "45", "MB", "met"]


def test_failure_is_named_with_its_reason() -> None:
    lines = render(Comparison(failures=[Failure("json", "fireweed", "answered 500")]))

    assert "FAILED json, fireweed: answered 500" in lines


@pytest.mark.parametrize(("busy", "is_noted"), [(0.95, False), (0.4, True)], ids=["busy", "kept waiting"])
def test_server_that_was_kept_waiting_is_noted(busy: float, is_noted: bool) -> None:
    lines = render(Comparison([build_measurement("fireweed", 10, busy)]))

    assert (DISTURBED in lines) is is_noted
