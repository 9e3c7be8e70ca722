"""The command `fw`: what it offers, and how it tells mistakes."""

import pytest

from fireweed.cli import main
from fireweed.version import __version__


def outcome(*arguments: str) -> object:
    """The status that `fw` exits with."""
    with pytest.raises(SystemExit) as raised:
        main(list(arguments))
    return raised.value.code


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_lists_the_commands(flag: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = outcome(flag)

    text = capsys.readouterr().out
    assert status == 0
    assert text.startswith("Usage: fw [OPTIONS] COMMAND")
    assert {"dev", "run"} <= set(text.split())


def test_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    status = outcome("--version")

    assert (status, capsys.readouterr().out) == (0, f"fireweed {__version__}\n")


def test_unknown_command_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    status = outcome("sing")

    assert status == 1
    assert "No such command 'sing'" in capsys.readouterr().err
