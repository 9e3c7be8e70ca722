"""A process that runs out of descriptors: who is connected is served, who is not waits until there is room."""

import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, Start, starting_servers

APPLICATION = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"served"})
"""

# Fewer descriptors than there will be clients.
LIMIT_FILES = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
os.execv(sys.executable, [sys.executable, "-m", "fireweed_server", *sys.argv[1:]])
"""

REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"
UPGRADE = (
    b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)
CLIENTS = 50


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        yield start


def connect_at_once(server: ServerProcess, stack: ExitStack) -> list[socket.socket]:
    """Clients who all wait before the server gets to accept the first of them."""
    server.signal(signal.SIGSTOP)
    clients = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port))) for _ in range(CLIENTS)]
    server.signal(signal.SIGCONT)
    server.wait_error("Cannot accept connections: Too many open files")
    return clients


def ask(client: socket.socket, request: bytes = REQUEST) -> bytes:
    client.settimeout(HANG_LIMIT)
    client.sendall(request)
    return client.recv(65536)


@pytest.mark.parametrize("parser", ["httptools", "h11"])
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_clients_beyond_the_limit_of_files_wait_and_are_served_when_there_is_room(
    start: Start, loop: str, parser: str
) -> None:
    arguments = ("service:app", "--port", "0", "--loop", loop, "--http", parser, "--no-access-log")
    server = ServerProcess(start(*arguments, command=[sys.executable, "-c", LIMIT_FILES]))

    with ExitStack() as stack:
        clients = connect_at_once(server, stack)
        first = ask(clients[0])
        for client in clients[: CLIENTS // 2]:
            client.close()
        server.wait_error("Accepting connections again")
        last = ask(clients[-1])
    server.signal(signal.SIGTERM)

    assert first.endswith(b"served")
    assert last.endswith(b"served")
    assert server.process.wait(HANG_LIMIT) == 0


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_refuses_the_first_websocket_while_there_are_no_files_left(start: Start, loop: str) -> None:
    arguments = ("service:app", "--port", "0", "--loop", loop, "--no-access-log")
    server = ServerProcess(start(*arguments, command=[sys.executable, "-c", LIMIT_FILES]))

    with ExitStack() as stack:
        clients = connect_at_once(server, stack)
        answer = ask(clients[0], UPGRADE)
        ordinary = ask(clients[1])

    assert answer.startswith(b"HTTP/1.1 503 ")
    assert ordinary.endswith(b"served")
