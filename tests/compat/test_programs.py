"""Whole programs that import fastapi, run in ways that install the hook for them."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit.server_process import HANG_LIMIT

PROGRAM = """
import sys

from fastapi import FastAPI

app = FastAPI()


@app.get("/items")
def read_items(): ...


if __name__ == "__main__":
    print(app.title, sys.argv[1:])
"""

POOLED = """
import multiprocessing
import sys
from concurrent.futures import ProcessPoolExecutor

from fastapi import FastAPI

app = FastAPI()


def read_title():
    return app.title


if __name__ == "__main__":
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context(sys.argv[1])) as pool:
        print(pool.submit(read_title).result())
"""


@pytest.mark.parametrize("words", [["program.py"], ["-m", "program"]], ids=["script", "module"])
def test_runs_a_program_with_its_arguments(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)

    done = _run(tmp_path, "fireweed.compat", *words, "one")

    assert done.stdout == "FastAPI ['one']\n", done.stderr


@pytest.mark.parametrize(("command", "shown"), [("routes", "/items"), ("openapi", '"title": "FastAPI"')])
def test_commands_take_the_option(tmp_path: Path, command: str, shown: str) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    call = f"from fireweed.cli import main; main(['{command}', 'program:app', '--compat'])"

    done = subprocess.run([sys.executable, "-c", call], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert shown in done.stdout, done.stderr


def test_asks_for_a_program(tmp_path: Path) -> None:
    done = _run(tmp_path, "fireweed.compat")

    assert done.returncode == 1
    assert "python -m fireweed.compat SCRIPT" in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nothing.py"], "There is no script 'nothing.py'."),
        (["main:app"], "Serve an application with `fw run --compat main:app`."),
        (["-m", "nothing"], "There is no module 'nothing'."),
        (["-m", "nothing.at.all"], "There is no module 'nothing.at.all'."),
        (["--enabel"], "python -m fireweed.compat --enable"),
    ],
    ids=["script", "application", "module", "submodule", "option"],
)
def test_tells_what_cannot_be_run(tmp_path: Path, words: list[str], told: str) -> None:
    done = _run(tmp_path, "fireweed.compat", *words)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_tells_how_it_is_called(tmp_path: Path) -> None:
    done = _run(tmp_path, "fireweed.compat", "--help")

    assert (done.returncode, done.stderr) == (0, "")
    assert "python -m fireweed.compat SCRIPT" in done.stdout


@pytest.mark.parametrize("command", ["run", "routes"])
def test_tells_of_the_option_where_it_is_missing(tmp_path: Path, command: str) -> None:
    (tmp_path / "shop.py").write_text("import fastapi")

    done = subprocess.run(
        [Path(sys.executable).with_name("fw"), command, "shop.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_LIMIT,
    )

    assert done.returncode == 1
    assert "No module named 'fastapi'. A program that was written for FastAPI or Starlette runs with --compat." in (
        done.stderr
    )


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_of_a_program_have_the_hook(tmp_path: Path, method: str) -> None:
    (tmp_path / "program.py").write_text(POOLED)

    done = _run(tmp_path, "fireweed.compat", "program.py", method)

    assert done.stdout == "FastAPI\n", done.stderr


def _run(directory: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", *words], cwd=directory, capture_output=True, text=True, check=False)
