"""The server as a process: what it prints, what signals do to it, and the status it ends with."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from fireweed_server.errors import BindError, OptionError
from fireweed_server.loops import find_loop_factory
from fireweed_server.run import run, serve
from fireweed_server.server import Server
from kit.server_process import HANG_LIMIT, ServerProcess, Start, get_stream, starting_servers, wait_line

APPLICATION = """
import asyncio

CHUNK = b"x" * 65536


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        print("application shut down", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = b""
    while (message := await receive())["type"] == "http.request":
        if message["body"]:
            print("application received", flush=True)
        body += message["body"]
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if scope["path"] == "/download":
        for _ in range(400):
            await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": body})


async def failing_app(scope, receive, send):
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no database"})
"""


# The terminal becomes that of the process, as if somebody had typed the command there.
TAKE_TERMINAL = """
import fcntl, os, sys, termios
os.setsid()
fcntl.ioctl(int(sys.argv[1]), termios.TIOCSCTTY)
os.close(int(sys.argv[1]))
os.execv(sys.executable, [sys.executable, "-m", "fireweed_server", *sys.argv[2:]])
"""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the server in a directory with APPLICATION as service.py."""
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        yield start


@pytest.fixture
def server(start: Start) -> ServerProcess:
    return ServerProcess(start("service:app", "--port", "0"))


def outcome(process: "subprocess.Popen[str]") -> tuple[int, str]:
    """Status and standard error of a process that ends by itself."""
    _, errors = process.communicate(timeout=HANG_LIMIT)
    return process.returncode, errors


# Serving...


def test_says_what_is_served_where_and_logs_requests(server: ServerProcess) -> None:
    body = server.get("/items?limit=2")

    assert body == b""
    server.wait_output(r'^\S+ \S+ 127\.0\.0\.1:\d+ "GET /items\?limit=2 HTTP/1\.1" 200 0 \d+\.\dms$')


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_names_its_process_and_loop(start: Start, loop: str) -> None:
    process = start("service:app", "--port", "0", "--loop", loop)

    line = wait_line(get_stream(process.stderr), "Serving").string

    assert re.search(rf" on http://127\.0\.0\.1:\d+ \(process {process.pid}, {loop}\)\. Ctrl\+C stops it\.$", line)


def test_a_closed_output_does_not_stop_it(server: ServerProcess) -> None:
    server.output.close()

    bodies = [server.get("/"), server.get("/")]
    server.wait_error("The access log cannot be written")
    server.signal(signal.SIGTERM)

    assert bodies == [b"", b""]
    assert server.process.wait(HANG_LIMIT) == 0


def test_serves_on_a_unix_socket(start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    server = ServerProcess(start("service:app", "--uds", "app.sock"))
    with socket.socket(socket.AF_UNIX) as client:
        client.connect("app.sock")
        client.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        answer = client.recv(1024)

    server.signal(signal.SIGTERM)

    assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
    server.wait_output(r' - "GET / HTTP/1\.1" 200')
    assert server.process.wait(HANG_LIMIT) == 0
    assert not Path("app.sock").exists()


def test_serves_on_an_inherited_socket(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as inherited:
        fd = inherited.fileno()
        server = ServerProcess(start("service:app", "--fd", str(fd), pass_fds=(fd,)))

        assert server.port == inherited.getsockname()[1]
        assert server.get("/") == b""


# Stopping...


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT], ids=lambda stop_signal: stop_signal.name)
def test_a_signal_ends_it_cleanly(server: ServerProcess, stop_signal: signal.Signals) -> None:
    server.signal(stop_signal)

    server.wait_error(f"Stopping on {stop_signal.name}")
    server.wait_output("application shut down")
    assert server.process.wait(HANG_LIMIT) == 0


def test_a_running_request_is_finished(server: ServerProcess) -> None:
    connection = server.connect()
    connection.putrequest("POST", "/")
    connection.putheader("content-length", "10")
    connection.endheaders(b"first")
    server.wait_output("application received")

    server.signal(signal.SIGTERM)
    server.wait_error("Stopping")
    connection.send(b" last")
    response = connection.getresponse()

    assert (response.status, response.read()) == (200, b"first last")
    assert response.getheader("connection") == "close"
    assert server.process.wait(HANG_LIMIT) == 0
    connection.close()


def test_a_running_download_is_finished(server: ServerProcess) -> None:
    connection = server.connect()
    connection.request("GET", "/download")
    response = connection.getresponse()

    server.signal(signal.SIGTERM)
    server.wait_error("Stopping")
    size = len(response.read())

    assert size == 400 * 65536
    assert server.process.wait(HANG_LIMIT) == 0
    connection.close()


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT], ids=lambda stop_signal: stop_signal.name)
def test_a_second_signal_ends_it_at_once(server: ServerProcess, stop_signal: signal.Signals) -> None:
    connection = server.connect()
    connection.putrequest("POST", "/")
    connection.putheader("content-length", "10")
    connection.endheaders(b"first")
    server.wait_output("application received")
    server.signal(stop_signal)
    server.wait_error("Stopping")

    server.signal(stop_signal)

    assert server.process.wait(HANG_LIMIT) == -stop_signal
    connection.close()


def test_a_terminal_that_goes_away_ends_it_cleanly(start: Start) -> None:
    ours, its = os.openpty()
    command = [sys.executable, "-c", TAKE_TERMINAL, str(its), "service:app", "--port", "0"]
    process = start(command=command, pass_fds=(its,))
    server = ServerProcess(process)
    os.close(its)

    os.close(ours)

    server.wait_error("Stopping on SIGHUP")
    assert server.process.wait(HANG_LIMIT) == 0


def test_hang_up_that_somebody_sends_does_not_end_it(server: ServerProcess) -> None:
    server.signal(signal.SIGHUP)

    server.wait_error("Reading certificates anew on SIGHUP")
    assert server.get("/") == b""


def test_the_last_of_its_requests_ends_it_cleanly(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--limit-max-requests", "2"))

    bodies = [server.get("/"), server.get("/")]

    assert bodies == [b"", b""]
    server.wait_error(r"Stopping after 2 requests \(limit_max_requests\)\.")
    assert server.process.wait(HANG_LIMIT) == 0


# Not even starting...


@pytest.mark.parametrize("more", [(), ("--workers", "1")], ids=["alone", "workers"])
def test_says_which_proxies_are_believed(start: Start, more: tuple[str, ...]) -> None:
    process = start("service:app", "--port", "0", "--forwarded-allow-ips", "10.0.0.0/8", *more)

    wait_line(get_stream(process.stderr), r"Header fields of proxies \(.*\) are believed of 10\.0\.0\.0/8\.")


def test_an_import_that_takes_long_can_be_interrupted(start: Start, tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text("import time\nprint('importing', flush=True)\ntime.sleep(3600)\n")
    process = start("slow:app", "--port", "0")
    wait_line(get_stream(process.stdout), "importing")

    process.send_signal(signal.SIGINT)

    assert process.wait(HANG_LIMIT) == 130


def test_application_that_fails_to_start_ends_it_with_status_3(start: Start) -> None:
    status, errors = outcome(start("service:failing_app", "--port", "0"))

    assert (status, errors) == (3, "Error: The application failed to start: no database\n")


def test_port_in_use_ends_it_with_status_1(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, errors = outcome(start("service:app", "--port", str(taken.getsockname()[1])))

    assert status == 1
    assert re.fullmatch(r"Error: Cannot listen on 127\.0\.0\.1 port \d+: Address already in use\. .*\n", errors)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["absent:app"], "Error: There is no module 'absent'", id="module"),
        pytest.param(["service:ap"], "Error: Module 'service' has no attribute 'ap'", id="attribute"),
        pytest.param(["service:app", "--port", "70000"], "Error: Option 'port' is 70000", id="value"),
        pytest.param(["service:app", "--port", "many"], "'many' is not a valid integer", id="type"),
        pytest.param(["service:app", "--prot", "1"], "No such option", id="option"),
        pytest.param([], "Missing argument 'APP'", id="nothing"),
    ],
)
def test_wrong_usage_ends_it_with_status_1_and_one_message(start: Start, arguments: list[str], message: str) -> None:
    status, errors = outcome(start(*arguments))

    assert status == 1
    assert message in errors
    assert "Traceback" not in errors


def test_module_that_raises_is_shown_from_its_own_frame_on(start: Start, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("import service\n1 / 0\n")

    status, errors = outcome(start("broken:app"))

    assert status == 1
    assert errors.splitlines()[:2] == [
        "Traceback (most recent call last):",
        f'  File "{tmp_path / "broken.py"}", line 2, in <module>',
    ]
    assert errors.endswith("Error: Module 'broken' cannot be imported: it raised ZeroDivisionError.\n")


# Functions...


def test_run_rejects_an_unknown_option_before_anything_else() -> None:
    with pytest.raises(OptionError, match="no option 'prot'"):
        run("absent:app", prot=80)


def test_run_reports_a_mistake_and_exits(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        run(object())  # type: ignore[arg-type]  # the mistake

    assert raised.value.code == 1
    assert "is no ASGI application, which can be called, but of the type 'object'" in capsys.readouterr().err


async def test_serve_raises_when_it_cannot_serve() -> None:
    async def app(scope: object, receive: object, send: object) -> None: ...

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(BindError):
        await serve(app, port=taken.getsockname()[1])


async def test_serve_makes_the_application_with_a_factory() -> None:
    async def app(scope: object, receive: object, send: object) -> None: ...

    served: list[object] = []

    def note_and_stop(server: Server) -> None:
        served.append(server.app)
        server.stop()

    await serve(lambda: app, factory=True, port=0, on_start=note_and_stop)

    assert served == [app]


def test_uvloop_that_is_missing_is_an_error_only_if_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert find_loop_factory("auto") is None
    with pytest.raises(OptionError, match="not installed: pip install uvloop"):
        find_loop_factory("uvloop")
