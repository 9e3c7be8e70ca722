"""`fw migrate`: shows, writes, checks; what is told, and the status."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fireweed.cli import main

PROGRAM = "from fastapi import Depends, FastAPI\n\napp = FastAPI(title='Café', docs_assets='auto')\n"
MOVED = PROGRAM.replace("fastapi", "fireweed").replace(" FastAPI\n", " Fireweed as FastAPI\n")

Run = Callable[..., object]


@pytest.fixture
def fw_migrate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in a folder with a program; returns the status."""
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> object:
        with pytest.raises(SystemExit) as ended:
            main(["migrate", *arguments])
        return ended.value.code

    return run


def test_shows_what_would_change_and_writes_nothing(fw_migrate: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = fw_migrate()

    output = capsys.readouterr()
    assert (status, Path("program.py").read_text("utf-8")) == (0, PROGRAM)
    assert "-from fastapi import Depends, FastAPI\n+from fireweed import Depends, Fireweed as FastAPI\n" in output.out
    assert output.err == "1 file would change. Write them: fw migrate --write\n"


def test_writes(fw_migrate: Run, capsys: pytest.CaptureFixture[str]) -> None:
    status = fw_migrate("--write", "program.py")

    assert (status, Path("program.py").read_text("utf-8")) == (0, MOVED)
    assert (capsys.readouterr()) == ("", "1 file changed.\n")


def test_renames_when_asked(fw_migrate: Run) -> None:
    fw_migrate("--rename", "--write")

    assert Path("program.py").read_text("utf-8") == MOVED.replace(" as FastAPI", "").replace("FastAPI(", "Fireweed(")


def test_check_fails_until_it_is_written(fw_migrate: Run) -> None:
    statuses = [fw_migrate("--check"), fw_migrate("--write"), fw_migrate("--check")]

    assert statuses == [1, 0, 0]


@pytest.mark.parametrize(
    "text",
    ["import fastapi\r\nx = 1\r\n", "import fastapi", "x = 1\x0c\n\n\nimport fastapi\n# é\u2028 x\n\n\n\ny = 2"],
    ids=["crlf", "no last line end", "other line ends"],
)
def test_difference_is_a_patch(fw_migrate: Run, capsysbinary: pytest.CaptureFixture[bytes], text: str) -> None:
    Path("program.py").write_text(text, "utf-8", newline="")
    fw_migrate()
    patch = capsysbinary.readouterr().out

    subprocess.run(["git", "apply", "-"], input=patch, check=True)

    expected = text.replace("fastapi", "fireweed")
    assert Path("program.py").read_bytes() == expected.encode()


def test_tells_each_thing_once_with_its_places(fw_migrate: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("program.py").unlink()
    for number in range(7):
        Path(f"module{number}.py").write_text("\nfrom fastapi.utils import create_cloned_field\n")

    status = fw_migrate("--write")

    assert status == 0
    assert capsys.readouterr().err.splitlines() == [
        *(f"module{number}.py:2" for number in range(5)),
        "and 2 more places",
        "    Fireweed has no fastapi.utils.create_cloned_field. It is left here as it is: do without it, or write it "
        "yourself.",
        "0 files changed.",
    ]


def test_tells_of_requirements(fw_migrate: Run, capsys: pytest.CaptureFixture[str]) -> None:
    Path("program.py").write_text("from fastapi.testclient import TestClient\n")
    Path("requirements.txt").write_text("fastapi\n")

    fw_migrate("program.py")

    assert "requirements.txt:1\n    Replace fastapi by fireweed[test].\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"import fastapi\nprint 'x'\n", "program.py:2\n"),
        (b"# fastapi \xff\n", "program.py:1\n"),
        (b"import fastapi\nx = " + b"+".join([b"1"] * 3000), "program.py:1\n"),
    ],
    ids=["no Python", "no UTF-8", "too deep"],
)
def test_fails_for_files_that_it_cannot_read_and_goes_on(
    fw_migrate: Run, capsys: pytest.CaptureFixture[str], data: bytes, reason: str
) -> None:
    Path("program.py").write_bytes(data)
    Path("second.py").write_text(PROGRAM, encoding="utf-8")

    status = fw_migrate("--write")

    assert (status, Path("program.py").read_bytes(), Path("second.py").read_text("utf-8")) == (1, data, MOVED)
    assert reason in capsys.readouterr().err


def test_fails_for_files_that_it_cannot_write(
    fw_migrate: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError("Not here")

    monkeypatch.setattr("os.replace", refuse)

    status = fw_migrate("--write")

    assert (status, [path.name for path in Path().iterdir()]) == (1, ["program.py"])
    assert capsys.readouterr().err == (
        "program.py:1\n    This cannot be written, and is left: Not here\n0 files changed.\n"
    )


def test_takes_stubs_and_broken_files_that_do_not_speak_of_fastapi(fw_migrate: Run) -> None:
    Path("program.py").write_text("print 'x'\n")
    Path("program.pyi").write_text("from fastapi import Request as Request\n")

    status = fw_migrate("--write")

    assert (status, Path("program.pyi").read_text()) == (0, "from fireweed import Request as Request\n")


@pytest.mark.parametrize("words", [["--write", "--check"], ["absent.py"]], ids=["both", "no such file"])
def test_refuses_wrong_usage(fw_migrate: Run, words: list[str]) -> None:
    assert fw_migrate(*words) == 1
