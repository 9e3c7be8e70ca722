"""The program `operations`: what tells how it is, what it logs, and how it ends."""

import errno
import json
import signal
import socket
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kit.served_programs import Serve, ServedProgram
from kit.server_process import HANG_LIMIT, wait_for

NAMES = ("Ann", "Bo", "Cy", "Di")


@contextmanager
def database_out_of_order(folder: Path) -> Iterator[None]:
    """Somebody else has it for himself."""
    with closing(sqlite3.connect(folder / "boats.db", isolation_level=None)) as connection:
        connection.execute("begin exclusive")
        yield


def connect_ex(program: ServedProgram) -> int:
    with socket.socket() as knocking:
        return knocking.connect_ex(("127.0.0.1", program.server.port))


def probe(client: httpx2.Client) -> tuple[int, int]:
    return client.get("/health").status_code, client.get("/ready").status_code


def read_log(program: ServedProgram, message: str) -> dict[str, Any]:
    """The next entry of the program's own log with this message."""
    entry: dict[str, Any] = json.loads(program.server.wait_output(f'^{{.*"message": "{message}"').string)
    return entry


def test_probes_follow_the_database(serve: Serve, tmp_path: Path) -> None:
    client = serve("operations:app").client

    probed = [probe(client)]
    with database_out_of_order(tmp_path):
        probed.append(probe(client))
    probed.append(probe(client))

    assert probed == [(200, 200), (200, 503), (200, 200)]


def test_logs_are_objects_with_the_id_of_the_request(serve: Serve) -> None:
    program = serve("operations:app")

    answer = program.client.get("/health", headers={"x-request-id": "seven"})

    assert answer.headers["x-request-id"] == "seven"
    assert read_log(program, "request") == {
        "level": "INFO",
        "message": "request",
        "request_id": "seven",
        "path": "/health",
        "status": 200,
    }


def test_logs_have_tracebacks(serve: Serve, tmp_path: Path) -> None:
    program = serve("operations:app")

    with database_out_of_order(tmp_path):
        program.client.get("/ready", headers={"x-request-id": "eight"})

    entry = read_log(program, "the database does not answer")
    assert entry["request_id"] == "eight"
    assert "OperationalError: database is locked" in entry["exception"]


def test_every_line_is_an_object_where_the_server_is_told_so(serve: Serve) -> None:
    program = serve("operations:app", "--log-format", "json")
    program.client.get("/divide/1")
    program.client.get("/divide/0")

    program.server.signal(signal.SIGTERM)

    lines = [*program.server.output, *program.server.errors]
    entries = [json.loads(line) for line in lines]
    assert [entry["status"] for entry in entries if entry.get("logger") == "fireweed.access"] == [200, 500]
    assert any("ZeroDivisionError: division by zero" in entry.get("exception", "") for entry in entries)


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [("text/html", "text/html; charset=utf-8"), ("application/json", "text/plain; charset=utf-8")],
    ids=["browser", "client"],
)
def test_debug_shows_the_traceback(serve: Serve, accept: str, content_type: str) -> None:
    answer = serve("operations:app", DEBUG="1").client.get("/divide/0", headers={"accept": accept})

    assert (answer.status_code, answer.headers["content-type"]) == (500, content_type)
    assert "ZeroDivisionError: division by zero" in answer.text
    assert "return 1 / number" in answer.text


def test_without_debug_nothing_is_shown(serve: Serve) -> None:
    answer = serve("operations:app").client.get("/divide/0", headers={"accept": "text/html"})

    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


def test_nothing_is_lost_on_sigterm(serve: Serve, tmp_path: Path) -> None:
    program = serve("operations:app")
    read_log(program, "pool open")
    with ThreadPoolExecutor(len(NAMES)) as threads:
        launched = [threads.submit(program.client.post, f"/boats/{name}") for name in NAMES]
        for _ in NAMES:
            read_log(program, "launching")

        program.server.signal(signal.SIGTERM)
        program.server.wait_error("Stopping on SIGTERM")
        (tmp_path / "high-water").touch()

        answers = [future.result() for future in launched]
    rest = "".join(program.server.output)
    assert [(answer.status_code, answer.json()) for answer in answers] == [(201, name) for name in NAMES]
    assert rest.index("pool closed") > max(rest.index(f"seen off {name}") for name in NAMES)
    assert program.server.process.wait(HANG_LIMIT) == 0
    with closing(sqlite3.connect(tmp_path / "boats.db")) as connection:
        assert sorted(name for (name,) in connection.execute("select name from boats")) == list(NAMES)


def test_nobody_new_is_let_in_on_sigterm(serve: Serve, tmp_path: Path) -> None:
    program = serve("operations:app")
    with ThreadPoolExecutor(1) as threads:
        launched = threads.submit(program.client.post, "/boats/Ann")
        read_log(program, "launching")
        program.server.signal(signal.SIGTERM)

        wait_for(lambda: connect_ex(program) == errno.ECONNREFUSED)

        (tmp_path / "high-water").touch()
    assert launched.result().status_code == 201
