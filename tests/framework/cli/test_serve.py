"""`fw run` and `fw dev`: whose application they serve, where, and with which options."""

import os
import re
import signal
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from fireweed.cli import main
from fireweed.cli.serve import build_dev_command, build_run_command
from fireweed_server.options import OPTIONS

APPLICATION = """
class Application:
    docs_url = "/docs"

    async def __call__(self, scope, receive, send): ...


app = Application()
"""

Outcome = tuple[int, str]


@pytest.fixture
def fw_until(tmp_path: Path) -> Iterator[Callable[..., Outcome]]:
    """Runs `fw` in a directory until a line of its standard error has a pattern, then stops it; status and lines."""
    processes: list[subprocess.Popen[str]] = []

    def run(pattern: str, *arguments: str) -> Outcome:
        command = [str(Path(sysconfig.get_path("scripts"), "fw")), *arguments]
        environment = {**os.environ, "NO_COLOR": "1"}
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True)
        processes.append(process)
        assert process.stderr is not None
        lines = []
        for line in process.stderr:
            lines.append(line)
            if re.search(pattern, line):
                process.send_signal(signal.SIGTERM)
                break
        process.communicate()
        return process.returncode, "".join(lines)

    yield run
    for process in processes:
        process.kill()
        process.wait()


def fails(*arguments: str) -> object:
    """The status that `fw` exits with."""
    with pytest.raises(SystemExit) as raised:
        main(list(arguments))
    return raised.value.code


# What is served...


@pytest.mark.parametrize("file", ["main.py", "app.py", "api.py", "app/main.py", "app/app.py", "app/api.py"])
def test_serves_the_usual_file_when_none_is_named(fw_until: Callable[..., Outcome], tmp_path: Path, file: str) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(APPLICATION)

    status, text = fw_until("Serving", "run", "--port", "0")

    assert status == 0
    assert f"Serving {file} on http://0.0.0.0:" in text


@pytest.mark.parametrize("name", ["service:app", "service.py", "service.py:app"])
def test_serves_what_is_named(fw_until: Callable[..., Outcome], tmp_path: Path, name: str) -> None:
    (tmp_path / "service.py").write_text(APPLICATION)

    status, text = fw_until("Serving", "run", name, "--port", "0")

    assert status == 0
    assert f"Serving {name} on " in text


def test_dev_serves_this_machine_and_reloads(fw_until: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text(APPLICATION)

    status, text = fw_until("Documentation at", "dev", "--port", "0")

    assert status == 0
    assert re.search(r"Serving main\.py on http://127\.0\.0\.1:\d+ ", text)
    assert re.search(r"^Documentation at http://127\.0\.0\.1:\d+/docs$", text, re.MULTILINE)
    assert "debug The application does not support lifespan." in text


def test_says_where_it_looked_when_there_is_nothing_to_serve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    status = fails("run")

    assert status == 1
    assert "No APP is named, and '.' has none of main.py, app.py, api.py, app/main.py" in capsys.readouterr().err


def test_a_wrong_name_is_one_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    status = fails("run", "absent.py")

    assert status == 1
    assert re.fullmatch(r"Error: There is no file 'absent\.py'\. .*\n", capsys.readouterr().err)


@pytest.mark.parametrize("command", [("run",), ("run", "--workers", "1"), ("dev",)], ids=["one", "workers", "reload"])
def test_a_program_for_fastapi_is_told_of_compat(
    fw_until: Callable[..., Outcome], tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "main.py").write_text("from starlette.applications import Starlette\n")

    _, text = fw_until("cannot be imported", *command, "--port", "0")

    assert (
        "No module named 'starlette'. A program that was written for FastAPI or Starlette runs with --compat." in text
    )


# Options...


@pytest.mark.parametrize("build", [build_run_command, build_dev_command], ids=["run", "dev"])
def test_has_every_option_of_the_server(build: Callable[[], click.Command]) -> None:
    assert [parameter.name for parameter in build().params] == ["app", "compat", *OPTIONS]


@pytest.mark.parametrize("name", ["run", "dev"])
def test_help_shows_the_options_by_group(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = fails(name, "-h")

    text = capsys.readouterr().out
    assert status == 0
    assert re.findall(r"^(\w+):$", text, re.MULTILINE) == [
        *dict.fromkeys(option.group for option in OPTIONS.values()),
        "Options",
    ]
    assert all(option.flag in text for option in OPTIONS.values())


@pytest.mark.parametrize("variable", ["FW_PORT", "PORT"])
def test_environment_sets_options(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, "70000")

    status = fails("run")

    assert status == 1
    assert "Option 'port' is 70000; it must be from 0 to 65535." in capsys.readouterr().err


def test_a_flag_beats_a_variable_and_that_beats_the_file_of_the_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.fireweed]\nroot-path = "file/"\n')
    monkeypatch.chdir(tmp_path)

    fails("run")
    monkeypatch.setenv("FW_ROOT_PATH", "variable/")
    fails("run")
    fails("run", "--root-path", "flag/")

    assert re.findall(r"Option 'root_path' is '(\w+)/'", capsys.readouterr().err) == ["file", "variable", "flag"]


def test_a_variable_that_resembles_an_option_is_an_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FW_LOG_LEVL", "debug")

    assert fails("run") == 1
    assert "The variable FW_LOG_LEVL sets no option. Did you mean FW_LOG_LEVEL?" in capsys.readouterr().err


def test_a_bad_value_is_said_to_be_of_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "tcp://10.0.0.1:80")

    assert fails("run") == 1
    assert "'tcp://10.0.0.1:80' is not a valid integer. The variable PORT says so." in capsys.readouterr().err


def test_file_of_the_project_names_the_application(fw_until: Callable[..., Outcome], tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text(APPLICATION)
    (tmp_path / "pyproject.toml").write_text(
        '[tool.fireweed]\nentrypoint = "service:app"\nport = 0\nlifespan = "off"\n'
    )

    status, lines = fw_until("Serving", "run")

    assert re.search(r"Serving service:app on http://0\.0\.0\.0:(?!8000)", lines)
    assert status == 0


def test_mistake_in_the_file_of_the_project_is_told_by_every_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.fireweed]\nprot = 80\n")
    monkeypatch.chdir(tmp_path)

    statuses = [fails("run"), fails("routes")]

    assert statuses == [1, 1]
    told = "There is no option 'prot'. Did you mean 'port'? It is in [tool.fireweed] of 'pyproject.toml'."
    assert capsys.readouterr().err.count(told) == 2
