"""What mypy says of programs: the files in `cases` are checked as users' programs are, with --strict."""

from pathlib import Path

import pytest
from mypy import api

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", ["accepted", "refused"])
def test_finds_what_is_wrong_and_nothing_else(name: str) -> None:
    output, errors, status = api.run(["--strict", str(CASES / f"{name}.py")])

    assert (status, errors) == (0, ""), output
