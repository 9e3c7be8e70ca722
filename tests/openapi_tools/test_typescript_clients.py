"""A client in TypeScript that OpenAPI Generator makes of what `fw openapi` writes compiles, and is understood."""

import json
import shutil
from pathlib import Path

import pytest

from openapi_tools.clients import generate_client
from openapi_tools.programs import DOCUMENTED, HERE, STRESS, Program
from openapi_tools.service import serve
from openapi_tools.tools import NODE_MODULES, run_tool

STRICT = ["--strict", "--target", "es2022", "--module", "commonjs", "--lib", "es2022,dom"]


@pytest.mark.parametrize("program", [DOCUMENTED, STRESS], ids=str)
def test_client_compiles(program: Program, tmp_path: Path) -> None:
    client = generate_client(program, "typescript-fetch", tmp_path)

    answer = run_tool([NODE_MODULES / "tsc", *STRICT, "--noEmit", client / "index.ts"])

    assert (answer.returncode, answer.stdout) == (0, "")


def test_client_and_program_understand_each_other(tmp_path: Path) -> None:
    generate_client(DOCUMENTED, "typescript-fetch", tmp_path)
    shutil.copy(HERE / "calls" / "documentation.ts", tmp_path)
    compiled = run_tool([NODE_MODULES / "tsc", *STRICT, "--outDir", "made", "documentation.ts"], tmp_path)

    with serve(DOCUMENTED, tmp_path) as service:
        heard = run_tool([str(shutil.which("node")), tmp_path / "made" / "documentation.js", service.url])

    assert (compiled.returncode, compiled.stdout) == (0, "")
    assert json.loads(heard.stdout) == {
        "ann": [1, 7.5, "sail", "1990-05-01T00:00:00.000Z"],
        "motor": ["Bo"],
        "refused": ["query", "limit"],
        "missing": 404,
        "submarine": "submarine",
    }
