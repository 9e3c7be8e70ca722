"""Every case of the Autobahn test suite, compression included, against `fw run`: `make test-autobahn`."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from autobahn.fuzzing_client import Verdict, run_cases
from kit.service import Service, run_service

STRICT = Verdict("OK", "OK")

# Cases that have no right answer.
INFORMATIONAL = {"7.1.6", "7.13.1", "7.13.2"}

# Cases in which NON-STRICT will do, each with the reason that leaves no other way: none.
NON_STRICT: Mapping[str, str] = {}


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    arguments = ["run", f"{Path(__file__).with_name('echo.py')}:app", "--host", "127.0.0.1", "--no-access-log"]
    with run_service(arguments, {}) as service:
        yield service


def run_side_by_side(url: str, shares: Sequence[Sequence[str]], folder: Path) -> dict[str, Verdict]:
    """The verdicts on the cases of all shares, each run by a client of its own at the same time."""
    folders = [folder / str(number) for number in range(len(shares))]
    for own in folders:
        own.mkdir()
    with ThreadPoolExecutor(len(shares)) as executor:
        done = executor.map(run_cases, [url] * len(shares), shares, folders)
        return {number: verdict for verdicts in done for number, verdict in verdicts.items()}


def select_bad(verdicts: Mapping[str, Verdict]) -> dict[str, Verdict]:
    return {
        number: verdict
        for number, verdict in verdicts.items()
        if verdict != STRICT
        and not (number in INFORMATIONAL and {*verdict} == {"INFORMATIONAL"})
        and not (number in NON_STRICT and {*verdict} <= {"OK", "NON-STRICT"})
    }


@pytest.mark.parametrize(
    ("shares", "cases"),
    [
        pytest.param([[f"{chapter}.*" for chapter in (*range(1, 8), 10)]], 247, id="framing"),
        pytest.param([["9.*"]], 54, id="large"),
        pytest.param([["12.*"], ["13.*"]], 216, id="compression"),
    ],
)
def test_behaves(service: Service, tmp_path: Path, shares: Sequence[Sequence[str]], cases: int) -> None:
    verdicts = run_side_by_side(service.url.replace("http", "ws"), shares, tmp_path)

    assert select_bad(verdicts) == {}
    assert len(verdicts) == cases
