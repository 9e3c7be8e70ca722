"""Commands that the pages only mention are written as `fw` takes them; those in blocks of `bash` are carried out, see
test_pages.py."""

import re
import shlex
from pathlib import Path

import click
import pytest

from docs.programs import ROOT
from fireweed.cli.command import fw
from fireweed_server.options import OPTIONS

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])

BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MENTIONED = re.compile(r"`(fw [a-z][^`]*)`")
FLAG = re.compile(r"`(--[a-z][a-z-]*)(?: [^`]*)?`")
MADE = re.compile(r"(?:^|`|\$ )make ([^`#\n]+)", re.MULTILINE)
UNIT_COMMAND = re.compile(r"^ExecStart=\S*/(fw .*)$", re.MULTILINE)
OF_OTHER_PROGRAMS = {"--cert", "--disable", "--enable", "--no-deps", "--skip-validate-spec"}
"""Flags of `python -m fireweed.compat`, of pip, of curl and of OpenAPI Generator."""

OF_UVICORN = {
    "--env-file",
    "--h11-max-incomplete-event-size",
    "--header",
    "--log-config",
    "--timeout-graceful-shutdown",
    "--timeout-keep-alive",
    "--use-colors",
    "--ws-max-queue",
    "--ws-max-size",
}
"""Flags that have another name here."""


def find_commands(text: str) -> list[str]:
    """Every command that begins with `fw`, in a block or in a sentence."""
    lines = [line for _, block in BLOCK.findall(text) for line in block.replace("\\\n", " ").splitlines()]
    in_blocks = [line.removeprefix("$ ") for line in lines if line.removeprefix("$ ").startswith("fw ")]
    return [*in_blocks, *MENTIONED.findall(BLOCK.sub("", text)), *UNIT_COMMAND.findall(text)]


def check(command: str) -> None:
    """Parse a command as `fw` does, without carrying it out; what is only its name, or an outline, is that."""
    _, name, *arguments = shlex.split(command.partition(" > ")[0])
    found = fw.get_command(click.Context(fw), name)
    assert found is not None, command
    if arguments and "--help" not in arguments and not any(argument.strip("[]").isupper() for argument in arguments):
        found.make_context(name, arguments)


@pytest.fixture(autouse=True)
def _without_the_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    """`--compat` acts as soon as it is read."""
    monkeypatch.setattr("fireweed.cli.compat.COMPAT_MODULE", "fireweed.version")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_are_taken(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    for command in find_commands(page.read_text("utf-8")):
        try:
            check(command)
        except click.UsageError as error:
            pytest.fail(f"{command}: {error.format_message()}")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_targets_of_make_are_there(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    named = {
        target
        for command in MADE.findall(page.read_text("utf-8"))
        for target in command.split()
        if "=" not in target and not target.startswith("/")
    }

    assert named <= targets


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/guides/*.md")), ids=lambda page: page.name)
def test_flags_are_options_of_a_command(page: Path) -> None:
    commands = [fw.get_command(click.Context(fw), name) for name in fw.list_commands(click.Context(fw))]
    known = {
        flag
        for command in commands
        for parameter in (command.params if command else ())
        for flag in (*parameter.opts, *parameter.secondary_opts)
    }

    named = set(FLAG.findall(BLOCK.sub("", page.read_text("utf-8"))))

    assert named <= known | OF_OTHER_PROGRAMS | OF_UVICORN


@pytest.mark.parametrize(
    "command",
    [
        pytest.param("fw rn app:app", id="no such command"),
        pytest.param("fw run app:app --prot 80", id="no such option"),
        pytest.param("fw run app:app --workers two", id="no such value"),
    ],
)
def test_finds_mistakes(command: str) -> None:
    with pytest.raises((AssertionError, click.UsageError)):
        check(command)


def test_finds_every_way_to_write_a_command() -> None:
    blocks = "```console\n$ fw run a:app \\\n  --port 1\n```\n```ini\nExecStart=/srv/fw run b:app\n```\n"

    assert find_commands(f"Say `fw dev a.py`.\n{blocks}") == ["fw run a:app    --port 1", "fw dev a.py", "fw run b:app"]


def test_options_of_the_server_are_on_a_page() -> None:
    pages = "".join(page.read_text("utf-8") for page in ROOT.glob("docs/guides/*.md"))

    lost = [name for name in OPTIONS if name not in pages and name.replace("_", "-") not in pages]

    assert lost == []
