"""The program `streaming`: what is too long to be held in memory, and what comes piece by piece."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
import pytest

from kit.served_programs import Serve, ServedProgram
from kit.server_process import HANG_LIMIT, wait_for

ROWS = 1_000_000
# In KiB; what a million rows take up is fifteen times as much.
LITTLE = 1024


@contextmanager
def asking_for_rows(program: ServedProgram, count: int) -> Iterator[socket.socket]:
    """A connection on which rows arrive as they are: HTTP/1.0 knows no chunks."""
    with socket.create_connection(("127.0.0.1", program.server.port), HANG_LIMIT) as connection:
        connection.sendall(f"GET /rows?count={count} HTTP/1.0\r\n\r\n".encode())
        yield connection


def count_rows(program: ServedProgram, count: int) -> int:
    with asking_for_rows(program, count) as connection, connection.makefile("rb") as lines:
        while lines.readline().strip():
            pass
        return sum(1 for _ in lines)


def has_stopped(client: httpx2.Client) -> bool:
    """Whether no row was made from one answer to the next."""
    return bool(client.get("/memory").json()["made"] == client.get("/memory").json()["made"])


def test_memory_is_flat_over_a_million_rows(serve: Serve) -> None:
    program = serve("streaming:app")
    count_rows(program, 100_000)
    before = program.client.get("/memory").json()["kilobytes"]

    counted = count_rows(program, ROWS)

    assert counted == ROWS + 1
    assert program.client.get("/memory").json()["kilobytes"] - before < LITTLE


def test_rows_wait_for_who_reads_them(serve: Serve) -> None:
    program = serve("streaming:app")

    with asking_for_rows(program, 100 * ROWS) as connection:
        assert connection.recv(1)
        wait_for(lambda: has_stopped(program.client))
        told = program.client.get("/memory").json()

    assert 0 < told["made"] < ROWS


def test_rows_are_a_file_of_their_own(serve: Serve) -> None:
    answer = serve("streaming:app").client.get("/rows?count=3")

    assert answer.text == "number,square\n0,0\n1,1\n2,4\n"
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment; filename=rows.csv"
    assert "content-length" not in answer.headers


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/events", "".join(f'data: {{"number": {n}}}\nid: {n}\n\n' for n in range(3))),
        ("/events-by-hand", "".join(f'data: {{"number": {n}}}\n\n' for n in range(3))),
    ],
    ids=["declared", "by-hand"],
)
def test_events(serve: Serve, path: str, body: str) -> None:
    answer = serve("streaming:app").client.get(path)

    assert answer.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.text == body


@pytest.mark.parametrize(
    ("path", "body"),
    [("/lines", '{"n": 0}\n{"n": 1}\n{"n": 2}\n'), ("/items", '{"n":0}\n{"n":1}\n{"n":2}\n')],
    ids=["by-hand", "declared"],
)
def test_lines(serve: Serve, path: str, body: str) -> None:
    answer = serve("streaming:app").client.get(path)

    assert (answer.headers["content-type"], answer.text) == ("application/jsonl", body)
