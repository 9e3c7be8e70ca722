"""The programs of `tutorial` and `programs`, moved by `fw migrate`, without the hook."""

import ast
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.documents.differences import find_differences
from benchmarks.tutorial import programs
from benchmarks.tutorial.answers import read_expected, run_program
from benchmarks.tutorial.justified import JUSTIFIED
from fireweed import Fireweed
from fireweed.cli import main

HERE = Path(__file__).parent
SOURCES = sorted([*(HERE / "tutorial").glob("*.py"), *(HERE / "programs").glob("*.py")])


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all programs, moved."""
    folder = tmp_path_factory.mktemp("moved")
    for name in ("tutorial", "programs"):
        shutil.copytree(HERE / name, folder / name)
    with pytest.raises(SystemExit) as ended:
        main(["migrate", "--write", str(folder)])
    assert ended.value.code == 0
    return folder


@pytest.mark.parametrize("source", SOURCES, ids=[f"{path.parent.name}/{path.stem}" for path in SOURCES])
def test_moves_every_import_and_nothing_else(moved: Path, source: Path) -> None:
    before = source.read_text("utf-8").splitlines()
    after = (moved / source.relative_to(HERE)).read_text("utf-8").splitlines()

    imported = {name.partition(".")[0] for name in _list_imported("\n".join(after))}
    assert imported.isdisjoint({"fastapi", "starlette"})
    assert "fireweed" in imported
    changed = [old for old, new in zip(before, after, strict=True) if old != new]
    assert [line for line in changed if not _is_of_import(line)] == []


def _list_imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def _is_of_import(line: str) -> bool:
    """A statement, or a line of names between its parentheses."""
    return line.lstrip().startswith(("from ", "import ")) or (line.startswith("    ") and line.endswith(","))


@pytest.fixture
def program(request: pytest.FixtureRequest, moved: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(programs, "FOLDER", moved / "tutorial")
    monkeypatch.setattr(Fireweed, "title", "FastAPI")  # what the command tells to write, and lengths depend on
    yield request.param
    sys.modules.pop(request.param, None)


@pytest.mark.parametrize("program", programs.list_programs(), indirect=True)
async def test_moved_program_answers_as_before(program: str) -> None:
    found = await run_program(program)

    differences = find_differences(found, read_expected(program), f"/{program}")
    assert [
        difference for difference in differences if not any(meant.covers(difference.pointer) for meant in JUSTIFIED)
    ] == []
