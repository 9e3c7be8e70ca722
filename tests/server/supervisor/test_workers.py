"""Worker processes under their supervisor: real processes, sockets and signals."""

import os
import re
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from fireweed_server.errors import OptionError
from fireweed_server.run import run
from fireweed_server.settings import Settings
from fireweed_server.supervisor.workers import count_workers
from kit.server_process import HANG_LIMIT, ServerProcess, Start, is_running, starting_servers, wait_for

APPLICATION = """
import asyncio, os, time


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            event = (await receive())["type"]
            if os.path.exists("broken"):
                await send({"type": "lifespan.startup.failed", "message": "no database"})
                return
            await send({"type": event + ".complete"})
            if event == "lifespan.shutdown":
                return
    if scope["path"] == "/block":
        print("blocking", flush=True)
        time.sleep(3600)
    if scope["path"] == "/hold":
        print("holding", flush=True)
        await asyncio.sleep(3600)
    body = str(os.getpid()).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        yield start


def serve(start: Start, workers: int, *arguments: str) -> ServerProcess:
    return ServerProcess(start("service:app", "--port", "0", "--workers", str(workers), "--no-access-log", *arguments))


def is_refused(server: ServerProcess) -> bool:
    try:
        socket.create_connection(("127.0.0.1", server.port), HANG_LIMIT).close()
    except ConnectionRefusedError:
        return True
    return False


def ask_worker(server: ServerProcess) -> int:
    return int(server.get("/"))


def find_workers(server: ServerProcess, count: int) -> set[int]:
    """The workers that answer; the test hangs, and fails for it, while there are fewer than `count`."""
    found: set[int] = set()

    def ask_once_more() -> bool:
        found.add(ask_worker(server))
        return len(found) >= count

    wait_for(ask_once_more)
    return found


class Load:
    """Clients that ask without a pause: `answers` are the workers that answered, `failures` what went wrong."""

    def __init__(self, port: int) -> None:
        self.answers: list[int] = []
        self.failures: list[Exception] = []
        self._port = port
        self._is_over = threading.Event()

    def ask(self, *, keeps_connection: bool) -> None:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=HANG_LIMIT)
        while not self._is_over.is_set():
            try:
                connection.request("GET", "/", headers={} if keeps_connection else {"connection": "close"})
                self.answers.append(int(connection.getresponse().read()))
            except (HTTPException, OSError) as error:
                self.failures.append(error)
                connection.close()
        connection.close()

    def end(self) -> None:
        self._is_over.set()

    def wait_answers(self, count: int) -> None:
        """Wait until so many more requests were answered."""
        enough = len(self.answers) + count
        wait_for(lambda: len(self.answers) >= enough)


@contextmanager
def loading(server: ServerProcess) -> Iterator[Load]:
    load = Load(server.port)
    threads = [
        threading.Thread(target=load.ask, kwargs={"keeps_connection": keeps}) for keeps in (True, False, True, False)
    ]
    for thread in threads:
        thread.start()
    try:
        yield load
    finally:
        load.end()
        for thread in threads:
            thread.join()


# Serving...


def test_all_workers_serve_on_one_socket(start: Start) -> None:
    server = serve(start, 2)

    workers = find_workers(server, 2)

    assert server.process.pid not in workers
    assert len(workers) == 2


def test_serves_on_a_unix_socket_whose_file_outlives_a_worker(start: Start, tmp_path: Path) -> None:
    server = ServerProcess(start("service:app", "--uds", "app.sock", "--workers", "1"))
    server.signal(signal.SIGHUP)
    server.wait_error("takes over")

    with socket.socket(socket.AF_UNIX) as client:
        client.connect(os.path.relpath(tmp_path / "app.sock"))
        client.sendall(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
        answer = client.recv(1024)
    server.signal(signal.SIGTERM)

    assert answer.startswith(b"HTTP/1.1 200 ")
    assert server.process.wait(HANG_LIMIT) == 0
    assert not (tmp_path / "app.sock").exists()


# Losing and replacing...


def test_killed_worker_takes_only_its_own_requests_along(start: Start) -> None:
    server = serve(start, 2)
    victim, survivor = find_workers(server, 2)

    with loading(server) as load:
        load.wait_answers(50)
        os.kill(victim, signal.SIGKILL)
        server.wait_error(rf"Worker {victim} was killed by SIGKILL; another one takes its place\.")
        wait_for(lambda: not {victim, survivor}.issuperset(load.answers))
        load.wait_answers(50)

    assert len(load.failures) <= 4  # one for each client
    assert survivor in load.answers


def test_blocked_worker_is_replaced_and_shows_where_it_was(start: Start) -> None:
    server = serve(start, 1, "--timeout-worker-healthcheck", "2")
    blocked = ask_worker(server)
    connection = server.connect()
    connection.request("GET", "/block")

    server.wait_error(rf"The event loop of worker {blocked} has been blocked for 2 seconds")
    server.wait_error(r'File ".*/service\.py", line \d+ in app')

    assert ask_worker(server) != blocked
    assert not is_running(blocked)
    connection.close()


def test_worker_that_served_its_requests_is_replaced_without_a_loss(start: Start) -> None:
    server = serve(start, 1, "--limit-max-requests", "20", "--limit-max-requests-jitter", "5")

    with loading(server) as load:
        server.wait_error(r"Worker \d+ takes over from \d+")
        server.wait_error(r"Worker \d+ takes over from \d+")

    assert load.failures == []
    assert len(set(load.answers)) >= 2


# Signals...


def test_hang_up_renews_all_workers_without_losing_a_request(start: Start) -> None:
    server = serve(start, 2)
    before = find_workers(server, 2)

    with loading(server) as load:
        load.wait_answers(50)
        server.signal(signal.SIGHUP)
        for _ in before:
            server.wait_error(r"Worker \d+ takes over from \d+")
        wait_for(lambda: not any(map(is_running, before)))
        load.wait_answers(50)

    assert load.failures == []
    assert before.isdisjoint(load.answers[-10:])


def test_hang_up_keeps_the_workers_if_a_new_one_does_not_start(start: Start, tmp_path: Path) -> None:
    server = serve(start, 1)
    before = ask_worker(server)

    (tmp_path / "broken").touch()
    server.signal(signal.SIGHUP)

    server.wait_error(r"Worker \d+ ended with status 3 before it served\. The workers there are go on\.")
    server.wait_error("Error: The application failed to start: no database")
    assert ask_worker(server) == before


def test_number_of_workers_follows_signals(start: Start) -> None:
    server = serve(start, 1, "--log-level", "debug")

    server.signal(signal.SIGTTIN)
    server.wait_error(r"There shall be 2 workers")
    server.wait_error(r"Worker \d+ serves")
    find_workers(server, 2)
    server.signal(signal.SIGTTOU)

    server.wait_error(r"There shall be 1 workers")
    server.wait_error(r"Worker \d+ ended with status 0")


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT], ids=lambda stop_signal: stop_signal.name)
def test_a_signal_ends_all_cleanly(start: Start, stop_signal: signal.Signals) -> None:
    server = serve(start, 2)
    workers = find_workers(server, 2)

    server.signal(stop_signal)

    assert server.process.wait(HANG_LIMIT) == 0
    assert not any(map(is_running, workers))
    assert re.fullmatch(rf"\S+ \S+ info Stopping on {stop_signal.name}, .*\n", server.errors.read())


def test_clients_that_come_after_the_signal_are_refused(start: Start) -> None:
    server = serve(start, 2)
    held = server.connect()
    held.request("GET", "/hold")
    server.wait_output("holding")

    server.signal(signal.SIGTERM)
    server.wait_error("Stopping on SIGTERM")

    wait_for(lambda: is_refused(server))
    assert server.process.poll() is None
    server.signal(signal.SIGTERM)
    server.process.wait(HANG_LIMIT)
    held.close()


def test_a_second_signal_ends_all_at_once(start: Start) -> None:
    server = serve(start, 1)
    worker = ask_worker(server)
    connection = server.connect()
    connection.request("GET", "/hold")
    server.get("/")
    server.signal(signal.SIGTERM)
    server.wait_error("Stopping")

    server.signal(signal.SIGTERM)

    assert server.process.wait(HANG_LIMIT) == -signal.SIGTERM
    wait_for(lambda: not is_running(worker))
    connection.close()


def test_workers_end_with_their_supervisor(start: Start) -> None:
    server = serve(start, 2)
    workers = find_workers(server, 2)

    server.signal(signal.SIGKILL)

    wait_for(lambda: not any(map(is_running, workers)))
    assert "is gone; stopping." in server.errors.read()


def test_worker_that_is_blocked_ends_even_without_its_supervisor(start: Start) -> None:
    server = serve(start, 1, "--timeout-worker-healthcheck", "2")
    blocked = ask_worker(server)
    connection = server.connect()
    connection.request("GET", "/block")
    server.wait_output("blocking")

    server.signal(signal.SIGKILL)

    wait_for(lambda: not is_running(blocked))
    connection.close()


# Not even starting...


def test_application_that_fails_to_start_ends_it_with_status_3_and_one_message(start: Start, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()

    process = start("service:app", "--port", "0", "--workers", "3")
    _, errors = process.communicate(timeout=HANG_LIMIT)

    assert (process.returncode, errors) == (3, "Error: The application failed to start: no database\n")


def test_application_that_is_not_there_ends_it_with_status_1_and_one_message(start: Start) -> None:
    process = start("absent:app", "--port", "0", "--workers", "2")
    _, errors = process.communicate(timeout=HANG_LIMIT)

    assert process.returncode == 1
    assert re.fullmatch(r"Error: There is no module 'absent'; .*\n", errors)


def test_application_itself_cannot_be_handed_over(capsys: pytest.CaptureFixture[str]) -> None:
    async def app(scope: object, receive: object, send: object) -> None: ...

    with pytest.raises(SystemExit):
        run(app, workers=2)

    assert "Option 'workers' takes the name of the application" in capsys.readouterr().err


# Counting...


@pytest.mark.parametrize(("workers", "count"), [(3, 3), ("auto", len(os.sched_getaffinity(0)))])
def test_counts_workers(workers: int | str, count: int) -> None:
    assert count_workers(Settings(workers=workers)) == count  # type: ignore[arg-type]  # mypy widens the words


@pytest.mark.parametrize("workers", [0, "many", True])
def test_rejects_what_is_no_number_of_workers(workers: object) -> None:
    with pytest.raises(OptionError, match="Option 'workers' is"):
        Settings(workers=workers)  # type: ignore[arg-type]  # the mistake
