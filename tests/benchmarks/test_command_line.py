import pytest

from benchmarks.compare.__main__ import build_parser
from benchmarks.compare.scenarios import SCENARIOS


def test_all_scenarios_are_measured_unless_some_are_named() -> None:
    options = build_parser().parse_args([])

    assert options.scenarios == [scenario.name for scenario in SCENARIOS]


@pytest.mark.parametrize(
    "arguments",
    [["--rounds", "0"], ["--duration", "-1"], ["--connections", "many"], ["--scenarios", "unknown"]],
    ids=["no rounds", "negative duration", "not a number", "unknown scenario"],
)
def test_impossible_option_is_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        build_parser().parse_args(arguments)

    assert arguments[0] in capsys.readouterr().err
