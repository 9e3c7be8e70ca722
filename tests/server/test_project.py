"""The options of a project's `pyproject.toml`."""

from pathlib import Path

import pytest

from fireweed_server.errors import OptionError
from fireweed_server.project import Project, read_project


def read(directory: Path, text: str) -> Project:
    file = directory / "pyproject.toml"
    file.write_text(text)
    return read_project(file)


def test_says_nothing_where_there_is_no_file(tmp_path: Path) -> None:
    assert read_project(tmp_path / "pyproject.toml") == Project()


@pytest.mark.parametrize("text", ["", "[project]\nname = 'x'", "[tool.ruff]\nport = 1"])
def test_says_nothing_where_there_is_no_table(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == Project()


def test_takes_options_as_keyword_arguments_would_be(tmp_path: Path) -> None:
    project = read(
        tmp_path,
        """
        [tool.fireweed]
        entrypoint = "main:app"
        port = 9000
        log-level = "warning"
        bind = ["127.0.0.1:80", "unix:/run/app.sock"]
        reload_dir = "src"
        workers = "auto"
        keep_alive_timeout = 5
        server-header = false
        """,
    )

    assert project.entrypoint == "main:app"
    assert project.options == {
        "port": 9000,
        "log_level": "warning",
        "bind": ("127.0.0.1:80", "unix:/run/app.sock"),
        "reload_dir": ("src",),
        "workers": "auto",
        "keep_alive_timeout": 5,
        "server_header": None,
    }


def test_server_header_may_be_a_name(tmp_path: Path) -> None:
    assert read(tmp_path, "[tool.fireweed]\nserver_header = 'acme'").options == {"server_header": b"acme"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[tool.fireweed]\nprot = 1", "no option 'prot'. Did you mean 'port'?", id="unknown"),
        pytest.param("[tool.fireweed]\nport = '80'", "'port' is '80'; it must be a whole number", id="type"),
        pytest.param("[tool.fireweed]\nport = 70000", "'port' is 70000; it must be from 0 to", id="range"),
        pytest.param("[tool.fireweed]\nentrypoint = 1", "'entrypoint' is 1; it must be", id="entrypoint"),
        pytest.param("[tool]\nfireweed = 1", "tool.fireweed must be a table", id="no-table"),
        pytest.param("tool = 1", "tool.fireweed must be a table", id="no-tools"),
        pytest.param("[tool.fireweed\n", "is no TOML", id="syntax"),
    ],
)
def test_mistakes_are_errors_that_name_the_file(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(OptionError) as raised:
        read(tmp_path, text)

    assert message in str(raised.value)
    assert "pyproject.toml" in str(raised.value)


def test_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="cannot be read"):
        read_project(tmp_path)
