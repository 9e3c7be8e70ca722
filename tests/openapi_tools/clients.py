"""Clients that OpenAPI Generator makes of the documents."""

import json
from pathlib import Path

from openapi_tools.documents import load_document, without_item_schemas
from openapi_tools.programs import Program
from openapi_tools.tools import PYTHON_TOOLS, run_tool


def generate_client(program: Program, generator: str, folder: Path, *options: str) -> Path:
    """A folder with what a generator of this name makes.

    The generator's own validation knows no `itemSchema`, and it writes no valid Python for webhooks.
    """
    document = without_item_schemas(load_document(program))
    document.pop("webhooks", None)
    source, made = folder / "openapi.json", folder / "client"
    source.write_text(json.dumps(document))
    named = ["-g", generator, "-i", str(source), "-o", str(made)]
    answer = run_tool([PYTHON_TOOLS / "openapi-generator-cli", "generate", *named, *options])
    assert answer.returncode == 0, answer.stdout
    return made
