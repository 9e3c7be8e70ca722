"""What type checkers say of programs: the files in `cases` are checked as users' programs are, strictly."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from mypy import api

CASES = Path(__file__).parent / "cases"
NAMES = sorted(file.stem for file in CASES.glob("*.py"))
SETTINGS = {
    "typeCheckingMode": "strict",
    # Where an error is expected the cases say so for mypy, and mean both.
    "enableTypeIgnoreComments": True,
    "reportUnnecessaryTypeIgnoreComment": "error",
    # What is deprecated in the standard library is not what is asked here.
    "reportDeprecated": "none",
}


def run_pyright(settings: Path) -> list[str]:
    """The errors as `file:line: message`."""
    command = [sys.executable, "-m", "basedpyright", "--outputjson", "--project", str(settings)]
    finished = subprocess.run(
        [*command, "--pythonpath", sys.executable], capture_output=True, text=True, check=False, timeout=120
    )
    assert finished.returncode in (0, 1), finished.stderr
    report = json.loads(finished.stdout)
    assert report["summary"]["filesAnalyzed"] == len(NAMES)
    return [
        f"{Path(item['file']).name}:{item['range']['start']['line'] + 1}: {item['message']}"
        for item in report["generalDiagnostics"]
    ]


@pytest.mark.parametrize("name", NAMES)
def test_mypy_finds_what_is_wrong_and_nothing_else(name: str) -> None:
    output, errors, status = api.run(["--strict", str(CASES / f"{name}.py")])

    assert (status, errors) == (0, ""), output


def test_pyright_finds_what_is_wrong_and_nothing_else(tmp_path: Path) -> None:
    settings = tmp_path / "pyrightconfig.json"
    settings.write_text(json.dumps({"include": [str(CASES)], **SETTINGS}))

    assert run_pyright(settings) == []
