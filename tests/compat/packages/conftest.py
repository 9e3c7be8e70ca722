"""Programs in `programs/`, each served by `fw run --compat` in a process of its own and an empty directory."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx2
import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, killing_after

PROGRAMS = Path(__file__).with_name("programs")

Serve = Callable[..., httpx2.Client]


# Of a server for all tests of a module.
MODULE_LIMIT = 8 * HANG_LIMIT


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serves the program of a name, with more variables of the environment, and gives a client of it.

    The client follows no redirects.
    """
    with serving(tmp_path, HANG_LIMIT) as start:
        yield start


@pytest.fixture(scope="module")
def serve_module(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """`serve` for programs that all tests of a module may share."""
    with serving(tmp_path_factory.mktemp("module"), MODULE_LIMIT) as start:
        yield start


@contextmanager
def serving(directory: Path, limit: float) -> Iterator[Serve]:
    """Gives what starts servers in `directory`; they are killed in the end, at the latest after `limit` seconds."""
    with ExitStack() as stack:

        def start(program: str, **variables: str) -> httpx2.Client:
            command = [str(Path(sys.executable).with_name("fw")), "run", "--compat", f"{program}:app", "--port", "0"]
            pipe, environment = subprocess.PIPE, {**os.environ, **variables}
            process = subprocess.Popen(
                [*command, "--app-dir", str(PROGRAMS)],
                cwd=directory,
                env=environment,
                stdout=pipe,
                stderr=pipe,
                text=True,
            )
            stack.callback(process.communicate)
            stack.callback(process.kill)
            stack.enter_context(killing_after(limit, [process]))
            server = ServerProcess(process)
            return stack.enter_context(httpx2.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=HANG_LIMIT))

        yield start
