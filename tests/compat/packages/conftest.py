"""Programs in `programs/`, each served by `fw run --compat` in a process of its own and an empty directory."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, killing_after

PROGRAMS = Path(__file__).with_name("programs")

Serve = Callable[..., httpx2.Client]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the program of a name, with more variables of the environment, and gives a client of it.

    The client follows no redirects.
    """
    with ExitStack() as stack:

        def start(program: str, **variables: str) -> httpx2.Client:
            command = [str(Path(sys.executable).with_name("fw")), "run", "--compat", f"{program}:app", "--port", "0"]
            pipe = subprocess.PIPE
            environment = {**os.environ, **variables}
            process = subprocess.Popen(
                [*command, "--app-dir", str(PROGRAMS)],
                cwd=tmp_path,
                env=environment,
                stdout=pipe,
                stderr=pipe,
                text=True,
            )
            stack.callback(process.communicate)
            stack.callback(process.kill)
            stack.enter_context(killing_after(HANG_LIMIT, [process]))
            server = ServerProcess(process)
            return stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=HANG_LIMIT))

        yield start
