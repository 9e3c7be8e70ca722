"""Starting anew when a file changes: a real process, watched from outside."""

import os
import re
import signal
import socket
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from fireweed_server.supervisor.reloader import describe_changes
from kit.server_process import (
    HANG_LIMIT,
    ServerProcess,
    Start,
    get_stream,
    is_running,
    starting_servers,
    wait_for,
    wait_line,
)

APPLICATION = """
import asyncio, os, subprocess, sys

VERSION = b"first"


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    if scope["path"] == "/child":
        process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
        body = str(process.pid).encode()
    elif scope["path"] == "/exit":
        os._exit(7)
    else:
        body = VERSION
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/stream":
        await send({"type": "http.response.body", "body": b"data", "more_body": True})
        await asyncio.sleep(3600)
    await send({"type": "http.response.body", "body": body})
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    source = tmp_path / "service.py"
    source.write_text(APPLICATION)
    return source


@pytest.fixture(params=["watchfiles", "polling"])
def start(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts the server with and without the library that watches files."""
    if request.param == "polling":
        hiding = tmp_path / ".hiding"
        hiding.mkdir()
        (hiding / "watchfiles.py").write_text("raise ImportError")
        monkeypatch.setenv("PYTHONPATH", str(hiding), prepend=":")
    with starting_servers(tmp_path) as start:
        yield start


@pytest.fixture
def server(start: Start, source: Path) -> ServerProcess:
    return ServerProcess(start("service.py", "--port", "0", "--reload", "--no-access-log"))


def ask(server: ServerProcess, **headers: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", server.port, timeout=HANG_LIMIT)
    connection.request("GET", "/", headers=headers)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    return response.status, body


def save(server: ServerProcess, source: Path, text: str) -> None:
    """Save, and wait until the application or a page about its failure is served."""
    source.write_text(text)
    server.wait_error(r"Reloading: service\.py changed\.")
    server.wait_error(r"Reloaded in \d+ ms\.|Every request is answered with this failure until a file is saved\.")


def test_serves_what_was_saved(server: ServerProcess, source: Path) -> None:
    before = server.get("/")

    save(server, source, APPLICATION.replace("first", "other"))

    assert (before, server.get("/")) == (b"first", b"other")


def test_request_that_comes_meanwhile_waits(server: ServerProcess, source: Path, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    os.mkfifo(gate)
    source.write_text(f"print('importing', flush=True)\nopen({str(gate)!r}).read()\n{APPLICATION}")
    server.wait_output("importing")

    connection = server.connect()
    connection.request("GET", "/")
    gate.write_text("go on")

    assert connection.getresponse().read() == b"first"
    connection.close()


def test_serves_a_page_about_a_broken_file_until_it_is_mended(server: ServerProcess, source: Path) -> None:
    save(server, source, "import service\n1 / 0\n")
    text, page = ask(server), ask(server, accept="text/html")
    save(server, source, APPLICATION)

    assert (text[0], page[0]) == (500, 500)
    assert text[1].startswith("Traceback (most recent call last):\n")
    assert 'service.py", line 2, in <module>\n' in text[1]
    assert page[1].startswith("<!doctype html>")
    assert "ZeroDivisionError" in page[1]
    assert server.get("/") == b"first"


def test_tells_of_a_broken_file_once(server: ServerProcess, source: Path) -> None:
    source.write_text("import service\n1 / 0\n")

    server.wait_error("Reloading")
    lines = [server.errors.readline() for _ in range(6)]
    server.get("/")
    server.signal(signal.SIGTERM)

    assert lines[0] == "Traceback (most recent call last):\n"
    assert "Error: Module 'service' cannot be imported: it raised ZeroDivisionError.\n" in lines
    server.wait_error("Every request is answered with this failure")
    assert "ZeroDivisionError" not in server.errors.read()


def test_serves_a_page_about_a_file_that_is_broken_from_the_start(start: Start, source: Path) -> None:
    source.write_text("raise SystemExit(5)\n")
    server = ServerProcess(start("service.py", "--port", "0", "--reload"))

    status, text = ask(server)
    save(server, source, APPLICATION)

    assert (status, text.splitlines()[-1]) == (500, "Error: 'service.py' exited with status 5 when imported.")
    assert server.get("/") == b"first"


def test_serves_a_page_about_a_process_that_ends_by_itself(server: ServerProcess, source: Path) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET /exit HTTP/1.1\r\nhost: a\r\n\r\n")
        assert client.recv(1) == b""

    status, text = ask(server)
    save(server, source, APPLICATION + "\n")

    assert (status, text) == (500, "Error: The application's process ended with status 7.\n")
    assert server.get("/") == b"first"


def test_ends_streams_and_all_that_the_application_has_started(server: ServerProcess, source: Path) -> None:
    child = int(server.get("/child"))
    connection = server.connect()
    connection.request("GET", "/stream")
    response = connection.getresponse()
    assert response.read(4) == b"data"

    save(server, source, APPLICATION.replace("first", "other"))

    assert server.get("/") == b"other"
    wait_for(lambda: not is_running(child))
    connection.close()


def test_hang_up_starts_anew(server: ServerProcess) -> None:
    server.signal(signal.SIGHUP)

    server.wait_error(r"Reloaded in \d+ ms\.")
    assert server.get("/") == b"first"


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT], ids=lambda stop_signal: stop_signal.name)
def test_a_signal_ends_it_cleanly(server: ServerProcess, stop_signal: signal.Signals) -> None:
    server.signal(stop_signal)

    server.wait_error(f"Stopping on {stop_signal.name}")
    assert server.process.wait(HANG_LIMIT) == 0
    assert server.errors.read() == ""


def test_says_that_there_are_no_workers(start: Start, source: Path) -> None:
    process = start("service.py", "--port", "0", "--reload", "--workers", "2")

    wait_line(get_stream(process.stderr), "Option 'workers' has no effect")


def test_processes_end_with_their_parent(server: ServerProcess) -> None:
    server.get("/")

    server.signal(signal.SIGKILL)
    rest = server.errors.read()  # up to its end: whoever could write is gone

    assert "is gone; stopping." in rest


def test_application_that_does_not_exist_ends_it_with_status_1(start: Start) -> None:
    process = start("absent.py", "--port", "0", "--reload")
    _, errors = process.communicate(timeout=HANG_LIMIT)

    assert process.returncode == 1
    assert re.fullmatch(r"Error: There is no file 'absent\.py'\. .*\n", errors)


def test_port_in_use_ends_it_with_status_1(start: Start, source: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        process = start("service.py", "--port", str(taken.getsockname()[1]), "--reload")
        _, errors = process.communicate(timeout=HANG_LIMIT)

    assert process.returncode == 1
    assert "Address already in use" in errors


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["b.py", "a.py"], "a.py, b.py changed"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more changed"),
    ],
)
def test_names_a_few_changes(names: list[str], text: str) -> None:
    assert describe_changes(Path(name).resolve() for name in names) == text
