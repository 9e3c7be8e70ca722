"""The comparison of starts under `--compat`: that both programs answer, and what is printed of the figures."""

from pathlib import Path

import pytest

from benchmarks.startup.compat import PROGRAM, Start, render, start
from fireweed.migration import migrate_text


@pytest.mark.parametrize(
    ("text", "options"), [(PROGRAM, ["--compat"]), (migrate_text(PROGRAM).text, [])], ids=["compat", "moved"]
)
def test_program_answers(tmp_path: Path, text: str, options: list[str]) -> None:
    (tmp_path / "program.py").write_text(text, "utf-8")

    taken = start(tmp_path, "program", *options)

    assert taken.processor > 0
    assert taken.elapsed > 0


def test_tells_of_a_wrong_answer(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM.replace('"item ', '"'), "utf-8")

    with pytest.raises(AssertionError, match="program answers"):
        start(tmp_path, "program", "--compat")


@pytest.mark.parametrize(("elapsed", "verdict"), [(110.0, "met"), (111.0, "NOT MET")], ids=["reached", "missed"])
def test_median_of_the_pairs_is_judged(elapsed: float, verdict: str) -> None:
    pairs = [(Start(elapsed, 1.0), Start(100.0, 1.0)), (Start(1.0, 1.0), Start(100.0, 1.0))]

    [_, first, second] = render([*pairs, pairs[0]]).splitlines()

    assert first.rpartition("1.10")[2].strip() == verdict
    assert second.rpartition("1.10")[2].strip() == "met"
