"""Programs of `programs`, unchanged, served by `fw run --compat` and asked over HTTP."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, killing_after

PROGRAMS = Path(__file__).parent / "programs"
COMMAND = "import sys; from fireweed.cli import main; main(sys.argv[1:])"

Serve = Callable[..., ServerProcess]


@pytest.fixture
def serve() -> Iterator[Serve]:
    processes: list[subprocess.Popen[str]] = []

    def start(app: str, *options: str) -> ServerProcess:
        command = [
            sys.executable,
            "-c",
            COMMAND,
            "run",
            "--compat",
            app,
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            *options,
        ]
        pipe, environment = subprocess.PIPE, {**os.environ, "NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        process = subprocess.Popen(command, cwd=PROGRAMS, env=environment, stdout=pipe, stderr=pipe, text=True)
        processes.append(process)
        return ServerProcess(process)

    with killing_after(HANG_LIMIT, processes):
        yield start
    for process in processes:
        process.kill()
        process.communicate()


class Answer:
    """A response that was read whole."""

    def __init__(self, connection: HTTPConnection) -> None:
        response = connection.getresponse()
        self.status, self.headers, self.body = response.status, response.headers, response.read()
        connection.close()

    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    server: ServerProcess, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
) -> Answer:
    connection = server.connect()
    if body is not None and not isinstance(body, bytes):
        headers, body = {"content-type": "application/json", **(headers or {})}, json.dumps(body)
    connection.request(method, path, body, headers or {})
    return Answer(connection)


def test_documentation(serve: Serve) -> None:
    document = ask(serve("documentation:app"), "GET", "/openapi.json").json()

    operation = document["paths"]["/boats"]["post"]
    assert document["info"] == {"title": "Documented", "version": "3.0", "x-logo": {"url": "/logo.png"}}
    assert (operation["x-level"], operation["tags"]) == (3, ["boats"])
    assert operation["requestBody"]["content"]["application/json"]["examples"] == {"small": {"value": {"name": "Bo"}}}
    assert document["webhooks"].keys() == {"sunk"}
