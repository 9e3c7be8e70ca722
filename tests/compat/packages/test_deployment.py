"""What the files in docs/deployment start: their command, run for real over PostgreSQL, starts, drains and restarts."""

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from kit.backing_services import serving_postgres
from kit.dockerfile import Instruction, get_last, parse_dockerfile
from kit.server_process import HANG_LIMIT, ServerProcess, Start, starting_servers, wait_for

DEPLOYMENT = Path(__file__).parents[3] / "docs/deployment"
# As the image has it: commands are found in the virtual environment.
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"

Run = Callable[..., ServerProcess]


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of a database that has the schema."""
    with serving_postgres() as directory:
        address = f"postgresql://postgres@/postgres?host={directory}"
        asyncio.run(create_schema(address))
        yield address


async def create_schema(address: str) -> None:
    connection = await asyncpg.connect(address)
    await connection.execute((DEPLOYMENT / "schema.sql").read_text())
    await connection.close()


@pytest.fixture
def image() -> list[Instruction]:
    """The stage of the Dockerfile that becomes the image."""
    return parse_dockerfile(DEPLOYMENT / "Dockerfile")[-1]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    shutil.copy(DEPLOYMENT / "main.py", tmp_path)
    with starting_servers(tmp_path) as start:
        yield start


@pytest.fixture
def run(start: Start, image: list[Instruction], database: str) -> Run:
    """Runs the command of the image, with a free port in place of 80."""
    command = get_last(image, "CMD").read_command()

    def run(port: int = 0, address: str = database) -> ServerProcess:
        words = [str(port) if word == "80" else word for word in command]
        return ServerProcess(start(command=words, PATH=PATH, DATABASE_URL=address))

    return run


def ask(
    server: ServerProcess, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, dict[str, str], Any]:
    connection = server.connect()
    connection.request(method, path, None if body is None else json.dumps(body), headers)
    response = connection.getresponse()
    answer = response.status, dict(response.getheaders()), json.loads(response.read())
    connection.close()
    return answer


def find_workers(server: ServerProcess, count: int, *, without: Collection[int] = ()) -> set[int]:
    """So many workers that answer, none of which is one of `without`; the test fails if there are never so many."""
    found: set[int] = set()

    def ask_once_more() -> bool:
        found.add(ask(server, "GET", "/health")[2]["process"])
        return len(found.difference(without)) >= count

    wait_for(ask_once_more)
    return found.difference(without)


def test_command_starts_four_workers(run: Run) -> None:
    server = run()

    workers = find_workers(server, 4)

    assert len(workers) == 4
    assert server.process.pid not in workers
    assert ask(server, "GET", "/ready")[::2] == (200, {"status": "ready"})


def test_command_serves_what_is_stored(run: Run) -> None:
    server = run()

    status, headers, note = ask(server, "POST", "/notes", {"text": "Ahoy"}, **{"Content-Type": "application/json"})

    assert (status, note["text"]) == (201, "Ahoy")
    assert ask(server, "GET", headers["location"].partition(f":{server.port}")[2])[::2] == (200, note)


def test_command_believes_the_proxy_beside_it(run: Run) -> None:
    forwarded = {"Content-Type": "application/json", "Host": "notes.example", "X-Forwarded-Proto": "https"}

    _, headers, note = ask(run(), "POST", "/notes", {"text": "Ahoy"}, **forwarded)

    assert headers["location"] == f"https://notes.example/notes/{note['id']}"


def test_command_starts_without_the_database_and_is_not_ready(run: Run, tmp_path: Path) -> None:
    server = run(address=f"postgresql://postgres@/postgres?host={tmp_path}")

    assert ask(server, "GET", "/health")[0] == 200
    assert ask(server, "GET", "/ready")[::2] == (503, {"detail": "The database does not answer"})


def test_command_drains_on_sigterm(run: Run) -> None:
    server = run()
    connection = begin_note(server)

    server.signal(signal.SIGTERM)
    server.wait_error("Stopping on SIGTERM")
    connection.send(b'half and half"}')
    response = connection.getresponse()
    note = json.loads(response.read())

    assert (response.status, note["text"]) == (201, "half and half")
    assert server.process.wait(HANG_LIMIT) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def begin_note(server: ServerProcess) -> HTTPConnection:
    """Begin a request that a worker has taken, but that lacks the end of its body."""
    connection = server.connect()
    connection.putrequest("POST", "/notes")
    connection.putheader("content-type", "application/json")
    connection.putheader("content-length", str(len('{"text": "half and half"}')))
    connection.putheader("expect", "100-continue")
    connection.endheaders()
    assert connection.sock.recv(100).startswith(b"HTTP/1.1 100 ")
    connection.send(b'{"text": "')
    return connection


def test_command_starts_again_where_it_was(run: Run) -> None:
    server = run()
    note = ask(server, "POST", "/notes", {"text": "kept"}, **{"Content-Type": "application/json"})[2]
    server.signal(signal.SIGTERM)
    server.process.wait(HANG_LIMIT)

    again = run(server.port)

    assert again.port == server.port
    assert ask(again, "GET", f"/notes/{note['id']}")[::2] == (200, note)


def test_command_replaces_a_worker_that_is_killed(run: Run) -> None:
    server = run()
    workers = find_workers(server, 4)
    killed = min(workers)

    os.kill(killed, signal.SIGKILL)

    assert len(find_workers(server, 4, without={killed}) - workers) == 1


def test_command_renews_its_workers_on_sighup(run: Run) -> None:
    server = run()
    workers = find_workers(server, 4)

    server.signal(signal.SIGHUP)
    for _ in workers:
        server.wait_error("takes over from")

    assert len(find_workers(server, 4, without=workers)) == 4


def test_health_check_tells_whether_it_runs(run: Run, image: list[Instruction]) -> None:
    server = run()
    words = get_last(image, "HEALTHCHECK").read_command()
    command = [word.replace(":80/", f":{server.port}/") for word in words]

    runs = check_health(command)
    server.signal(signal.SIGTERM)
    server.process.wait(HANG_LIMIT)

    assert (runs, check_health(command)) == (True, False)


def check_health(command: list[str]) -> bool:
    done = subprocess.run(command, env={**os.environ, "PATH": PATH}, capture_output=True, check=False)
    return done.returncode == 0
