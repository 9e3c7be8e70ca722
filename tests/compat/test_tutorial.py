"""The programs of `tutorial`, unchanged, against what FastAPI answers (see `benchmarks/tutorial`)."""

import sys
from collections.abc import Iterator

import pytest

from benchmarks.documents.differences import find_differences
from benchmarks.tutorial.answers import read_expected, run_program
from benchmarks.tutorial.justified import JUSTIFIED
from benchmarks.tutorial.programs import FOLDER, list_programs, read_requests


@pytest.fixture
def program(request: pytest.FixtureRequest, hook: None) -> Iterator[str]:
    yield request.param
    sys.modules.pop(request.param, None)


@pytest.mark.parametrize("program", list_programs(), indirect=True)
async def test_answers_as_fastapi_does(program: str) -> None:
    found = await run_program(program)

    differences = find_differences(found, read_expected(program), f"/{program}")
    assert [
        difference for difference in differences if not any(meant.covers(difference.pointer) for meant in JUSTIFIED)
    ] == []
    assert len(found["answers"]) == len(read_requests(program))


def test_has_answers_for_every_program() -> None:
    stored = {path.stem for path in (FOLDER / "answers").iterdir()}

    assert stored == set(list_programs())
