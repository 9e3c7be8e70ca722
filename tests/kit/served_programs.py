"""Programs written for FastAPI, each served by `fw run --compat` as a process of its own, and asked over HTTP."""

import sysconfig
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from kit.server_process import HANG_LIMIT, ServerProcess, starting_servers

FW = str(Path(sysconfig.get_path("scripts"), "fw"))

Serve = Callable[..., "ServedProgram"]


@dataclass(frozen=True, slots=True)
class ServedProgram:
    """A program that listens: `server` is its process, `client` asks it and follows no redirects."""

    server: ServerProcess
    client: httpx2.Client


@contextmanager
def serving_programs(programs: Path, directory: Path, limit: float = HANG_LIMIT) -> Iterator[Serve]:
    """Gives what serves `app` of the folder `programs`, with options of `fw run` and variables of the environment.

    The processes work in `directory` and end with the block, or after `limit` seconds.
    """
    with starting_servers(directory, limit) as start, ExitStack() as stack:

        def serve(app: str, *options: str, **variables: str) -> ServedProgram:
            arguments = ["run", "--compat", app, "--app-dir", str(programs), "--host", "127.0.0.1", "--port", "0"]
            process = start(*arguments, *options, command=[FW], PYTHONDONTWRITEBYTECODE="1", **variables)
            server = ServerProcess(process)
            address = f"http://127.0.0.1:{server.port}"
            return ServedProgram(server, stack.enter_context(httpx2.Client(base_url=address, timeout=HANG_LIMIT)))

        yield serve
