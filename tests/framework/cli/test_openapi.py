"""`fw openapi`: the document as a file, and whether a file is still the document."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fireweed.cli import main

APPLICATION = """
from fireweed import Fireweed

app = Fireweed(title="Café")


@app.get("/items/{item_id}")
async def read_item(item_id: int) -> dict[str, int]:
    return {"item_id": item_id}


async def bare(scope, receive, send): ...
"""

Run = Callable[..., object]


@pytest.fixture
def fw_openapi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on an application of its own; returns the status."""
    (tmp_path / "described_app.py").write_text(APPLICATION, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delitem(sys.modules, "described_app", raising=False)

    def run(*arguments: str, app: str = "described_app:app") -> object:
        with pytest.raises(SystemExit) as ended:
            main(["openapi", app, *arguments])
        return ended.value.code

    return run


def test_prints_the_document(fw_openapi: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = fw_openapi()

    document = json.loads(capsys.readouterr().out)
    assert (status, document["info"]["title"], list(document["paths"])) == (0, "Café", ["/items/{item_id}"])


def test_writes_a_file_for_people_and_programs(fw_openapi: Run, tmp_path: Path) -> None:
    status = fw_openapi("--output", "openapi.json")

    text = (tmp_path / "openapi.json").read_text("utf-8")
    assert status == 0
    assert text.startswith('{\n  "openapi": "3.1.0",\n  "info": {\n    "title": "Café",')
    assert text.endswith("}\n")


def test_file_that_is_the_document_passes_in_any_layout(fw_openapi: Run, tmp_path: Path) -> None:
    fw_openapi("--output", "openapi.json")
    document = json.loads((tmp_path / "openapi.json").read_text("utf-8"))
    (tmp_path / "openapi.json").write_text(json.dumps(document, sort_keys=True))

    assert fw_openapi("--check", "openapi.json") == 0


def test_file_that_is_another_document_fails_with_the_difference(
    fw_openapi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fw_openapi("--output", "openapi.json")
    file = tmp_path / "openapi.json"
    file.write_text(file.read_text("utf-8").replace("Café", "Bar"), encoding="utf-8")

    status = fw_openapi("--check", "openapi.json")

    output = capsys.readouterr()
    assert status == 1
    assert '-    "title": "Bar",\n+    "title": "Café",' in output.out
    assert output.err == "openapi.json is out of date. Write it anew: fw openapi APP --output openapi.json\n"
    assert "Bar" in file.read_text("utf-8")


def test_long_difference_is_cut(fw_openapi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "openapi.json").write_text("{}")

    fw_openapi("--check", "openapi.json")

    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 61
    assert lines[-1].startswith("... and ")


@pytest.mark.parametrize(
    ("content", "message"),
    [(None, "There is no file openapi.json"), ("{", "openapi.json is no JSON document")],
    ids=["missing", "malformed"],
)
def test_file_that_cannot_be_compared_is_an_error(
    fw_openapi: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, message: str
) -> None:
    if content is not None:
        (tmp_path / "openapi.json").write_text(content)

    assert fw_openapi("--check", "openapi.json") == 1
    assert message in capsys.readouterr().err


def test_writing_and_comparing_at_once_is_refused(fw_openapi: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert fw_openapi("--check", "a.json", "--output", "b.json") == 1
    assert "give one of them" in capsys.readouterr().err


def test_application_without_a_document_is_an_error(fw_openapi: Run, capsys: pytest.CaptureFixture[str]) -> None:
    assert fw_openapi(app="described_app:bare") == 1
    assert "This application is a function, which has no OpenAPI document" in capsys.readouterr().err
