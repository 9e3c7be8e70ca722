"""The document of a program, as `fw openapi` writes it."""

import json
import sysconfig
from functools import cache
from pathlib import Path
from typing import Any

from openapi_tools.programs import Program
from openapi_tools.tools import run_tool


@cache
def write_document(program: Program) -> str:
    """The document as text."""
    command: list[str | Path] = [
        Path(sysconfig.get_path("scripts"), "fw"),
        "openapi",
        program.target,
        "--app-dir",
        str(program.folder),
        *program.options,
    ]
    answer = run_tool(command, environment=program.environment)
    assert answer.returncode == 0, answer.stdout
    return answer.stdout


def load_document(program: Program) -> dict[str, Any]:
    """The document as JSON."""
    document: dict[str, Any] = json.loads(write_document(program))
    return document


def without_item_schemas(value: Any) -> Any:
    """The document without `itemSchema`, which OpenAPI 3.2 adds for streams, and readers of 3.1 pass over."""
    if isinstance(value, dict):
        return {key: without_item_schemas(member) for key, member in value.items() if key != "itemSchema"}
    return [without_item_schemas(item) for item in value] if isinstance(value, list) else value
