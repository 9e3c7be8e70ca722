"""The programs of `tests/compat/tutorial` and the requests beside them.

A file of requests has one a line: the method, the target, and where there is more to say, a JSON object with members
of `Request`. `WEBSOCKET` is a method, too. Lines that begin with `#` are comments.
"""

import importlib.util
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[2] / "tests" / "compat" / "tutorial"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; of `json`, `form` (with `files`: name, file name, type, text) and `body` one is sent.

    `messages` are texts for a WebSocket. Of a page that each framework writes itself, the body is neither compared nor
    stored.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Mapping[str, Any] | None = None
    files: Sequence[tuple[str, str, str, str]] = ()
    body: str = ""
    messages: Sequence[str] = ()
    is_page: bool = False


def list_programs() -> list[str]:
    """The names of all programs, in order."""
    return sorted(path.stem for path in FOLDER.glob("[0-9]*.py"))


def read_requests(program: str) -> list[Request]:
    """The requests for a program."""
    lines = (FOLDER / f"{program}.requests").read_text().splitlines()
    return [parse_request(line) for line in lines if line and not line.startswith("#")]


def parse_request(line: str) -> Request:
    """Read one line of a file of requests."""
    method, target, *rest = line.split(" ", 2)
    return Request(method, target, **(json.loads(rest[0]) if rest else {}))


def load_program(program: str) -> ModuleType:
    """Import the program under its own name, which is that of its file."""
    spec = importlib.util.spec_from_file_location(program, FOLDER / f"{program}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[program] = module
    spec.loader.exec_module(module)
    return module
