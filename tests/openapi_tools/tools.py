"""Where `make check-openapi` has put the tools, and how they are run."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from docs.programs import ROOT

FOLDER = ROOT / ".openapi-tools"
NODE_MODULES = FOLDER / "node_modules" / ".bin"
PYTHON_TOOLS = FOLDER / "venv" / "bin"
LIMIT = 240.0


def run_tool(
    command: Sequence[str | Path], folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a tool to its end, with what it writes as text in `stdout`.

    Raises:
        AssertionError: it is not installed.
    """
    if not Path(command[0]).exists():
        raise AssertionError(f"{command[0]} is not installed: make check-openapi does that.")
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=LIMIT,
        check=False,
    )
