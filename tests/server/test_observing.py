"""Logs, metrics and the signal that asks, with the server as a process of its own."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from kit.server_process import HANG_LIMIT, ServerProcess, Start, get_stream, starting_servers, wait_for, wait_line

APPLICATION = """
import asyncio, logging, os, time

logging.getLogger("service").warning("loaded")


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        raise NotImplementedError
    if scope["path"] == "/hold":
        print("holding", flush=True)
        await asyncio.sleep(3600)
    if scope["path"] == "/block":
        print("blocking", flush=True)
        time.sleep(3600)
    if scope["path"] == "/exit":
        os._exit(1)
    if scope["path"] == "/fail":
        raise ValueError("as asked")
    body = str(os.getpid()).encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})
"""


OWN_FIGURES = """
async def app(scope, receive, send):
    scope["extensions"]["fireweed.metrics"]["add_gauge"]("jobs_waiting", lambda: 3)
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        yield start


class ObservedProcess(ServerProcess):
    """A server with metrics, which has said where it shows them."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        line = wait_line(get_stream(process.stderr), r"Metrics on http://127\.0\.0\.1:(\d+)/metrics\.")
        self.metrics_port = int(line.group(1))
        super().__init__(process)

    def scrape(self) -> dict[str, float]:
        """The samples without labels, and those of requests by their status."""
        connection = HTTPConnection("127.0.0.1", self.metrics_port, timeout=HANG_LIMIT)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        connection.close()
        return {
            sample.labels.get("status", sample.name): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if "le" not in sample.labels
        }


def observe(start: Start, *arguments: str) -> ObservedProcess:
    arguments = ("--port", "0", "--metrics", "0", "--lifespan", "off", "--no-access-log", *arguments)
    return ObservedProcess(start("service:app", *arguments))


# Metrics...


def test_one_process_shows_its_figures(start: Start) -> None:
    server = observe(start)
    server.get("/")
    server.get("/fail")

    figures = server.scrape()

    assert (figures["2xx"], figures["5xx"], figures["fireweed_connections_accepted_total"]) == (1, 1, 2)
    assert figures["process_resident_memory_bytes"] > 1_000_000
    assert figures["process_start_time_seconds"] > 1_700_000_000


def test_the_application_has_no_such_path(start: Start) -> None:
    server = observe(start)

    assert server.get("/metrics") == str(server.process.pid).encode()


def test_workers_are_added_up_and_never_count_backwards(start: Start) -> None:
    server = observe(start, "--workers", "2")
    for _ in range(10):
        server.get("/")
    wait_for(lambda: server.scrape().get("2xx") == 10)

    with pytest.raises((http.client.HTTPException, OSError)):
        server.get("/exit")
    wait_for(lambda: server.scrape()["fireweed_workers_ended_total"] == 1)
    after_loss = server.scrape()
    wait_for(lambda: server.scrape()["fireweed_workers"] == 2)
    server.get("/")

    assert after_loss["2xx"] == 10
    wait_for(lambda: server.scrape()["2xx"] == 11)


def test_a_renewed_worker_leaves_all_its_figures_behind(start: Start) -> None:
    server = observe(start, "--workers", "1")
    first = server.get("/")

    server.signal(signal.SIGHUP)
    wait_for(lambda: server.scrape()["fireweed_workers_ended_total"] == 1)

    assert server.scrape()["2xx"] == 1
    assert server.get("/") != first


def test_metrics_listen_on_a_unix_socket(start: Start, tmp_path: Path) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--metrics", "unix:figures.sock", "--lifespan", "off"))

    with socket.socket(socket.AF_UNIX) as client:
        client.connect(str(tmp_path / "figures.sock"))
        client.sendall(b"GET /health HTTP/1.0\r\n\r\n")
        answer = client.makefile("rb").read()

    assert answer.startswith(b"HTTP/1.1 200 OK")
    server.signal(signal.SIGTERM)
    assert server.process.wait(HANG_LIMIT) == 0
    assert not (tmp_path / "figures.sock").exists()


@pytest.mark.parametrize("workers", [(), ("--workers", "2")], ids=["alone", "workers"])
def test_a_port_that_is_taken_keeps_it_from_starting(start: Start, workers: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = start("service:app", "--port", "0", "--metrics", str(other.getsockname()[1]), *workers)

        _, errors = process.communicate(timeout=HANG_LIMIT)

    assert process.returncode == 1
    assert "Cannot listen on 127.0.0.1 port" in errors
    assert "Traceback" not in errors


def test_figures_outlive_a_reload(start: Start, tmp_path: Path) -> None:
    server = observe(start, "--reload")
    server.get("/")

    (tmp_path / "service.py").write_text(APPLICATION + "\n# saved\n")
    server.wait_error(r"Reloaded in \d+ ms\.")
    server.get("/")

    wait_for(lambda: server.scrape().get("2xx") == 2)
    assert server.scrape()["fireweed_workers"] == 1


def test_the_application_adds_figures_of_its_own(start: Start, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(OWN_FIGURES)
    arguments = ("--port", "0", "--metrics", "0", "--workers", "2")
    server = ObservedProcess(start("own:app", *arguments))

    wait_for(lambda: server.scrape().get("jobs_waiting") == 6)

    assert server.scrape()["fireweed_workers"] == 2


# The signal that asks...


def test_tells_what_it_is_doing(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--lifespan", "off", "--log-level", "info"))
    connection = server.connect()
    connection.request("GET", "/hold")
    server.wait_output("holding")

    server.signal(signal.SIGUSR1)

    server.wait_error(r"info Process \d+: connections: 1, requests running: 1")
    server.wait_error(r"connection 127\.0\.0\.1:\d+ GET /hold for ")
    server.wait_error(r"task request: .*service\.py:\d+ in app")
    connection.close()


def test_tells_where_it_is_blocked(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--lifespan", "off"))
    connection = server.connect()
    connection.request("GET", "/block")
    server.wait_output("blocking")

    server.signal(signal.SIGUSR1)

    server.wait_error("the event loop is blocked")
    server.wait_error(r'service\.py", line \d+, in app')
    connection.close()


def test_a_supervisor_tells_of_its_workers_and_has_them_tell(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--lifespan", "off", "--workers", "2"))

    server.signal(signal.SIGUSR1)

    server.wait_error(r"Process \d+ supervises\. Workers: 2")
    lines = [server.wait_error(r"Process (\d+): connections: 0").group(1) for _ in range(2)]
    assert len(set(lines)) == 2


def test_reloading_goes_on_when_it_is_asked(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--lifespan", "off", "--reload"))
    server.get("/")

    server.signal(signal.SIGUSR1)

    server.wait_error(r"Process \d+: connections: ")
    assert server.process.poll() is None


# Logs...


@pytest.mark.parametrize("more", [(), ("--workers", "2")], ids=["alone", "workers"])
def test_a_failure_to_start_is_json_as_well(start: Start, tmp_path: Path, more: tuple[str, ...]) -> None:
    (tmp_path / "broken.py").write_text("1 / 0\n")

    _, errors = start("broken:app", "--port", "0", "--log-format", "json", *more).communicate(timeout=HANG_LIMIT)

    fields = json.loads(errors)
    assert fields["level"] == "critical"
    assert fields["message"] == "Module 'broken' cannot be imported: it raised ZeroDivisionError."
    assert fields["exception"].endswith("ZeroDivisionError: division by zero")


def test_json_is_all_there_is(start: Start) -> None:
    arguments = ("--port", "0", "--lifespan", "off", "--log-format", "json", "--request-id-header", "X-Request-ID")
    process = start("service:app", *arguments)
    errors, output = get_stream(process.stderr), get_stream(process.stdout)
    port = int(wait_line(errors, r"Serving service:app on http://127.0.0.1:(\d+)").group(1))
    connection = HTTPConnection("127.0.0.1", port, timeout=HANG_LIMIT)
    connection.request("GET", "/fail?a=1", headers={"User-Agent": "test"})
    request_id = connection.getresponse().headers["x-request-id"]
    connection.close()

    access = json.loads(wait_line(output, "fail").string)
    failure = json.loads(wait_line(errors, "ValueError").string)

    assert (access["path"], access["status"], access["user_agent"]) == ("/fail", 500, "test")
    assert access["request_id"] == failure["request_id"] == request_id
    assert failure["exception"].startswith("Traceback")


@pytest.mark.parametrize("arguments", [(), ("--workers", "1")], ids=["alone", "workers"])
@pytest.mark.parametrize("output", ["full", "pipe", "closed"])
def test_serves_on_without_anywhere_to_log(tmp_path: Path, output: str, arguments: tuple[str, ...]) -> None:
    (tmp_path / "service.py").write_text(APPLICATION)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        command = [sys.executable, "-m", "fireweed_server", "service:app", "--fd", str(listening.fileno()), *arguments]
        closing = {"full": "exec >/dev/full 2>&1; ", "pipe": "", "closed": "exec >&- 2>&-; "}[output]
        read_end, write_end = os.pipe()
        os.close(read_end)
        process = subprocess.Popen(
            ["/bin/sh", "-c", f'{closing}exec "$@"', "sh", *command],
            cwd=tmp_path,
            stdout=write_end,
            stderr=write_end,
            pass_fds=[listening.fileno()],
        )
        os.close(write_end)
        bodies = [ask(listening.getsockname()[1], path) for path in ("/", "/fail", "/", "/")]

        process.send_signal(signal.SIGTERM)

        assert process.wait(HANG_LIMIT) == 0
    assert bodies == [bodies[0], b"Internal Server Error", bodies[0], bodies[0]]
    assert bodies[0].isdigit()


def test_logs_again_when_the_disk_has_room(tmp_path: Path, start: Start) -> None:
    (tmp_path / "limit.py").write_text(
        "import resource, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "async def app(scope, receive, send):\n"
        "    if scope['type'] == 'http':\n"
        "        limit = 0 if scope['path'] == '/full' else resource.RLIM_INFINITY\n"
        "        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))\n"
        "    await send({'type': 'http.response.start', 'status': 200, 'headers': []})\n"
        "    await send({'type': 'http.response.body', 'body': b''})\n"
    )
    log = tmp_path / "access.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "fireweed_server", "limit:app", "--port", "0", "--lifespan", "off"],
            cwd=tmp_path,
            stdout=stream,
            stderr=subprocess.PIPE,
            text=True,
        )
    try:
        errors = get_stream(process.stderr)
        port = int(wait_line(errors, r"Serving .* on http://127\.0\.0\.1:(\d+)").group(1))
        ask(port, "/full")
        wait_line(errors, "The access log cannot be written")
        ask(port, "/room")
        wait_line(errors, "The access log is written again. 1 lines were lost")
    finally:
        process.kill()
        process.communicate()

    assert re.fullmatch(r'[^\n]* "GET /room HTTP/1.1" 200 [^\n]*\n', log.read_text())


def ask(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=HANG_LIMIT)
    connection.request("GET", path)
    body = connection.getresponse().read()
    connection.close()
    return body
