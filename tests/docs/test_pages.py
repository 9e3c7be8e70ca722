"""Every page keeps its word: the programs it shows are the files, its commands give the answers that it shows.

In a page, a block of code that names a file (```python title="docs/examples/x.py") is that file, or lines of it. After
`fw run` in a block of commands, each `curl` goes to that program, and the next block shows what comes back.
"""

import argparse
import doctest
import importlib
import json
import re
import shlex
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from docs.programs import ROOT, load_program
from fireweed import Fireweed, compat
from fireweed.cli.explain import build_explain_command
from fireweed.cli.migrate import build_migrate_command
from fireweed.cli.routes import build_routes_command
from fireweed.testclient import TestClient
from fireweed_server.interfaces.judging import adapt_app
from fireweed_server.interfaces.wsgi import WSGIAdapter

EXAMPLES = sorted([*ROOT.glob("docs/examples/*.py"), *ROOT.glob("docs/examples/bigger_application/[!_]*.py")])
LESSONS = sorted([*ROOT.glob("docs/tutorial/*.md"), *ROOT.glob("docs/guides/*.md")])
PAGES = sorted([*LESSONS, *ROOT.glob("docs/*.md"), *ROOT.glob("docs/design/*.md")])

BLOCK = re.compile(r"^```(\w*)(?: title=\"(.+?)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INSPECTING = {"explain": build_explain_command, "migrate": build_migrate_command, "routes": build_routes_command}
ADDRESS = "http://127.0.0.1:8000"

CURL = argparse.ArgumentParser(prog="curl", allow_abbrev=False)
CURL.add_argument("url")
CURL.add_argument("-X", dest="method")
CURL.add_argument("-H", dest="headers", action="append", default=[])
CURL.add_argument("--json")
CURL.add_argument("-d", dest="data")
CURL.add_argument("-i", dest="shows_head", action="store_true")
CURL.add_argument("-N", action="store_true")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `file` is the one that it names, or ""."""

    language: str
    file: str
    text: str


@dataclass(slots=True)
class Walk:
    """The commands of a page, carried out one after the other; `answers` are those that were not compared yet."""

    stack: ExitStack
    client: TestClient | None = None
    answers: list[str] = field(default_factory=list)

    def do(self, command: str) -> None:
        program, *arguments = shlex.split(command)
        if program == "curl":
            assert self.client is not None, f"no program runs yet: {command}"
            self.answers.append(curl(self.client, arguments))
        elif program == "fw" and arguments[0] in INSPECTING:
            self.answers.append(CliRunner().invoke(INSPECTING[arguments[0]](), arguments[1:]).output)
        elif (name := find_served(program, arguments)) is not None:
            if "--compat" in arguments:
                compat.install()
                self.stack.callback(compat.uninstall)
            self.start(load_app(name))
        else:
            assert program == "pip", f"nobody carries this out: {command}; commands that only people give are `console`"

    def start(self, app: Any) -> None:
        self.client = TestClient(app, raise_server_exceptions=False)
        if isinstance(app, WSGIAdapter):
            self.stack.callback(join_threads, "WSGI")  # it tells them to end, and does not wait
        if isinstance(app, Fireweed | WSGIAdapter):
            self.stack.enter_context(self.client)

    def take_answer(self, language: str) -> object:
        """The answers so far, as the block that shows them is to be compared."""
        answers = [*self.answers]
        self.answers.clear()
        return as_comparable(language, "".join(answers), len(answers))


def join_threads(prefix: str) -> None:
    for thread in threading.enumerate():
        if thread.name.startswith(prefix):
            thread.join()


def read_blocks(page: Path) -> list[Block]:
    return [Block(*(part or "" for part in match.groups())) for match in BLOCK.finditer(page.read_text("utf-8"))]


def read_commands(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        if line and not line.startswith("#"):
            yield line


def find_served(program: str, arguments: list[str]) -> str | None:
    """The application that a command serves, None for another command."""
    if program == "fw" and arguments[0] in ("run", "dev"):
        return arguments[1]
    if program == "python" and arguments[:2] == ["-m", "fireweed_server"]:
        return arguments[2]
    if program == "python" and arguments[0].startswith("docs/examples/"):
        return arguments[0]
    return None


def load_app(name: str) -> Any:
    """A fresh application from a file, or the one of a module; one that is not ASGI's as the server would run it."""
    if not name.endswith(".py"):
        module_name, _, attribute = name.partition(":")
        return getattr(importlib.import_module(module_name), attribute)
    return adapt_app(load_program(name).app, name, "auto")


def curl(client: TestClient, arguments: list[str]) -> str:
    """What `curl` would print; of the head without what every response has: date, server and length."""
    given = CURL.parse_args(arguments)
    headers = dict(header.split(": ", 1) for header in given.headers)
    if given.json is not None:
        headers["content-type"] = "application/json"
    body = given.data if given.json is None else given.json
    method = given.method or ("GET" if body is None else "POST")
    client.cookies.clear()
    url = given.url.removeprefix(ADDRESS)
    response = client.request(method, url, content=body, headers=headers, follow_redirects=False)
    shown = [f"{name}: {value}" for name, value in response.headers.multi_items() if name != "content-length"]
    head = [f"HTTP/1.1 {response.status_code} {response.reason_phrase}", *shown, "", ""] if given.shows_head else []
    return "\n".join(head) + response.text.removesuffix("\n") + "\n"


def as_comparable(language: str, text: str, count: int = 1) -> object:
    """JSON as its value, so that a page may break its lines; all else as it is written."""
    return json.loads(text) if language == "json" and count == 1 and not text.startswith("HTTP") else text.strip()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_shows_files_as_they_are(page: Path) -> None:
    named = [block for block in read_blocks(page) if block.file]

    differing = [
        block.file for block in named if f"\n{block.text}" not in f"\n{(ROOT / block.file).read_text('utf-8')}"
    ]

    assert differing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_commands_give_the_answers_shown(page: Path) -> None:
    with ExitStack() as stack:
        walk = Walk(stack)
        for block in read_blocks(page):
            if block.language == "bash":
                for command in read_commands(block.text):
                    walk.do(command)
            elif walk.answers:
                is_single = len(walk.answers) == 1
                assert walk.take_answer(block.language) == as_comparable(block.language, block.text, int(is_single))

        assert walk.answers == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_sessions_answer_as_shown(page: Path) -> None:
    assert doctest.testfile(str(page), module_relative=False).failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_python_is_that_of_a_file(page: Path) -> None:
    unnamed = [block.text for block in read_blocks(page) if block.language == "python" and not block.file]

    assert [text for text in unnamed if not text.startswith(">>>")] == []


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_lesson_shows_a_program(page: Path) -> None:
    assert page.name == "README.md" or any(block.file for block in read_blocks(page))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.relative_to(ROOT)))
def test_every_program_is_on_a_page(example: Path) -> None:
    shown = {block.file for page in PAGES for block in read_blocks(page)}

    assert str(example.relative_to(ROOT)) in shown
