"""What stands between clients and the application, as operators run it: certificates that change, systemd, proxies."""

import asyncio
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from kit.tls import Authority

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 60.0

CLIENTS = 4
ROTATIONS = 2

APPLICATION = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        client = scope["client"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": f"{scope['scheme']} {client and client[0]}".encode()})
"""

REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"

# What systemd does: descriptors from 3 on, variables, and then it becomes the service.
ACTIVATE = """
import os, sys
numbers, command = sys.argv[1].split(","), sys.argv[2:]
for place, number in enumerate(numbers, start=3):
    os.dup2(int(number), place)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(numbers)), LISTEN_FDNAMES="web:admin")
os.execv(command[0], command)
"""


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the processes of a test run, with APPLICATION as service.py."""
    (tmp_path / "service.py").write_text(APPLICATION)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def running(
    *arguments: str, launcher: Sequence[str] = (), pass_fds: Sequence[int] = (), **environment: str
) -> Iterator["subprocess.Popen[str]"]:
    """A server in a process of its own; ended with the block, or if it takes too long."""
    command = [*launcher, sys.executable, "-m", "fireweed_server", "service:app", "--no-access-log", *arguments]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}, pass_fds=tuple(pass_fds)
    )
    timer = threading.Timer(HANG_LIMIT, process.kill)
    timer.start()
    try:
        yield process
    finally:
        timer.cancel()
        timer.join()
        process.kill()
        process.communicate()


def wait_line(process: "subprocess.Popen[str]", pattern: str) -> re.Match[str]:
    """Read standard error up to a line that has `pattern`."""
    stream: IO[str] | None = process.stderr
    assert stream is not None
    seen = []
    for line in stream:
        seen.append(line)
        if found := re.search(pattern, line):
            return found
    raise AssertionError(f"it ended without a line that has {pattern!r}; it wrote:\n{''.join(seen)}")


def ask(client: socket.socket) -> bytes:
    """The body of the answer to REQUEST."""
    client.settimeout(HANG_LIMIT)
    client.sendall(REQUEST)
    answer = b""
    while part := client.recv(65536):
        answer += part
    return answer.partition(b"\r\n\r\n")[2]


# TLS...


class Load:
    """Clients that ask without a pause, each time over a new connection, until they are told to end."""

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self.answers = 0
        self.seen: set[bytes] = set()
        self.failures: list[Exception] = []
        self._port = port
        self._context = context
        self._is_over = False

    async def ask_until_over(self) -> None:
        while not self._is_over:
            try:
                await self._ask()
            except Exception as error:
                self.failures.append(error)

    async def wait_seen(self, count: int) -> None:
        """Wait until so many certificates were shown."""
        async with asyncio.timeout(HANG_LIMIT):
            while len(self.seen) < count:
                await self._ask()

    def end(self) -> None:
        self._is_over = True

    async def _ask(self) -> None:
        reader, writer = await asyncio.open_connection(
            "127.0.0.1", self._port, ssl=self._context, server_hostname="localhost"
        )
        self.seen.add(writer.get_extra_info("ssl_object").getpeercert(binary_form=True))
        writer.write(REQUEST)
        assert (await reader.read()).endswith(b"\r\n\r\nhttps 127.0.0.1")
        writer.close()
        self.answers += 1


async def test_certificates_change_under_load_without_a_failed_request(directory: Path) -> None:
    authority = Authority(directory)
    identity = authority.issue("localhost")

    with running("--port", "0", "--ssl-certfile", identity.certificate, "--ssl-keyfile", identity.key) as process:
        port = int(wait_line(process, r"https://127\.0\.0\.1:(\d+)")[1])
        load = Load(port, authority.client_context())
        clients = [asyncio.create_task(load.ask_until_over()) for _ in range(CLIENTS)]
        for rotation in range(ROTATIONS):
            await load.wait_seen(rotation + 1)
            authority.issue("localhost")
            await load.wait_seen(rotation + 2)
        load.end()
        await asyncio.gather(*clients)

    assert load.failures == []
    assert load.answers > len(load.seen) == ROTATIONS + 1


async def test_certificates_are_read_anew_on_a_hang_up(directory: Path) -> None:
    authority = Authority(directory)
    identity = authority.issue("localhost")

    with running("--port", "0", "--ssl-certfile", identity.certificate, "--ssl-keyfile", identity.key) as process:
        port = int(wait_line(process, r"https://127\.0\.0\.1:(\d+)")[1])
        load = Load(port, authority.client_context())
        await load.wait_seen(1)
        authority.issue("localhost")
        process.send_signal(signal.SIGHUP)
        wait_line(process, "Reading certificates anew on SIGHUP")
        await load.wait_seen(2)

    assert len(load.seen) == 2


def test_curl_shows_its_certificate(directory: Path) -> None:
    curl = shutil.which("curl")
    assert curl is not None
    authority, clients = Authority(directory), Authority(directory, "clients")
    identity, alice = authority.issue("localhost"), clients.issue("alice@example.com", file="alice")

    with running(
        *("--port", "0", "--ssl-certfile", identity.certificate, "--ssl-keyfile", identity.key),
        *("--ssl-ca-certs", clients.file, "--ssl-cert-reqs", "required"),
    ) as process:
        port = wait_line(process, r"https://127\.0\.0\.1:(\d+)")[1]
        command = [curl, "--silent", "--max-time", "30", "--cacert", authority.file, f"https://localhost:{port}/"]
        with_certificate = subprocess.run(
            [*command, "--cert", alice.certificate, "--key", alice.key], capture_output=True, check=False
        )
        without = subprocess.run(command, capture_output=True, check=False)

    assert with_certificate.stdout == b"https 127.0.0.1"
    assert without.returncode != 0


def test_certificate_that_cannot_be_used_is_said_at_the_start(directory: Path) -> None:
    with running("--port", "0", "--ssl-certfile", "absent.pem") as process:
        _, errors = process.communicate(timeout=HANG_LIMIT)

    assert process.returncode == 1
    assert errors == (
        "Error: Cannot read the certificate file 'absent.pem': No such file or directory. "
        "Check the path and who may read it.\n"
    )


# Sockets...


def test_several_places_and_the_permissions_of_a_socket(directory: Path) -> None:
    with running("--bind", "127.0.0.1:0", "--bind", "unix:app.sock", "--uds-permissions", "600") as process:
        port = int(wait_line(process, r"http://127\.0\.0\.1:(\d+) and unix:app\.sock")[1])
        with socket.create_connection(("127.0.0.1", port)) as client:
            over_tcp = ask(client)
        with socket.socket(socket.AF_UNIX) as client:
            client.connect("app.sock")
            over_unix = ask(client)
        mode = os.stat("app.sock").st_mode & 0o777

    assert (over_tcp, over_unix, mode) == (b"http 127.0.0.1", b"http None", 0o600)


def test_systemd_opens_the_sockets_and_is_told_how_it_goes(directory: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as web,
        socket.create_server(("127.0.0.1", 0)) as admin,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
    ):
        manager.bind("notify")
        manager.settimeout(HANG_LIMIT)
        launcher = [sys.executable, "-c", ACTIVATE, f"{web.fileno()},{admin.fileno()}"]
        descriptors = [web.fileno(), admin.fileno()]

        with running(
            launcher=launcher, pass_fds=descriptors, NOTIFY_SOCKET=str(directory / "notify"), WATCHDOG_USEC="1000000"
        ) as process:
            messages = [manager.recv(1000).decode() for _ in range(2)]
            with socket.create_connection(web.getsockname()) as client:
                body = ask(client)
            wait_line(process, f"{web.getsockname()[1]} and .*{admin.getsockname()[1]} ")
            process.terminate()
            while not messages[-1].startswith("STOPPING=1"):
                messages.append(manager.recv(1000).decode())
            process.communicate(timeout=HANG_LIMIT)

    assert body == b"http 127.0.0.1"
    assert messages[0].startswith("READY=1\nSTATUS=Serving service:app\n")
    assert messages[1] == "WATCHDOG=1"
    assert process.returncode == 0


def test_systemd_is_told_of_the_supervisor_and_how_its_workers_are(directory: Path) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as web,
        socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager,
    ):
        manager.bind("notify")
        manager.settimeout(HANG_LIMIT)
        launcher = [sys.executable, "-c", ACTIVATE, str(web.fileno())]

        def read_messages(until: str) -> list[str]:
            messages: list[str] = []
            while not messages or not messages[-1].startswith(until):
                messages.append(manager.recv(1000).decode())
            return messages

        with running(
            "--workers",
            "2",
            launcher=launcher,
            pass_fds=[web.fileno()],
            NOTIFY_SOCKET=str(directory / "notify"),
            WATCHDOG_USEC="1000000",
        ) as process:
            first = read_messages("READY=1")
            read_messages("WATCHDOG=1")
            with socket.create_connection(web.getsockname()) as client:
                body = ask(client)
            process.send_signal(signal.SIGHUP)
            read_messages("RELOADING=1")
            read_messages("READY=1")
            process.terminate()
            read_messages("STOPPING=1")
            process.communicate(timeout=HANG_LIMIT)

    assert body == b"http 127.0.0.1"
    assert len(first) == 1
    assert first[0].split("\n") == [
        "READY=1",
        "STATUS=Serving service:app, workers: 2",
        f"MAINPID={process.pid}",
    ]
    assert process.returncode == 0


def test_sockets_of_systemd_are_chosen_by_name(directory: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as web, socket.create_server(("127.0.0.1", 0)) as admin:
        launcher = [sys.executable, "-c", ACTIVATE, f"{web.fileno()},{admin.fileno()}"]
        descriptors = [web.fileno(), admin.fileno()]

        with running("--bind", "systemd:admin", launcher=launcher, pass_fds=descriptors) as process:
            address = wait_line(process, r"Serving .* on (\S+) \(")[1]

            assert address == f"http://127.0.0.1:{admin.getsockname()[1]}"


# Proxies...


def test_a_local_proxy_is_believed_by_default(directory: Path) -> None:
    with running("--port", "0") as process:
        port = int(wait_line(process, r"http://127\.0\.0\.1:(\d+)")[1])
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(REQUEST[:-2] + b"x-forwarded-for: 203.0.113.9\r\nx-forwarded-proto: https\r\n\r\n")
            client.settimeout(HANG_LIMIT)
            answer = client.makefile("rb").read()

    assert answer.endswith(b"https 203.0.113.9")
