"""A server that is told to stop while clients are at everything that they can be at."""

import os
import signal
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, Start, starting_servers
from kit.tls import Authority

APPLICATION = """
import os


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        print("application shut down", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] != "websocket.disconnect":
            pass
        print("websocket", message["code"], flush=True)
    else:
        if scope["path"] == "/pid":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": str(os.getpid()).encode()})
            return
        while (await receive()).get("more_body"):
            print("waiting for the body", flush=True)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        if scope["path"] == "/stream":
            await send({"type": "http.response.body", "body": b"part", "more_body": True})
            print("stream", (await receive())["type"], flush=True)
        else:
            await send({"type": "http.response.body", "body": b"done"})
"""

UPGRADE = (
    b"GET /socket HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)

REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"

# More than are accepted in one turn of the loop.
MANY = 150

# Service restart, 1012 (RFC 6455 §7.4, IANA registry), from the server and, masked with zeros, back to it.
CLOSE = b"\x88\x02\x03\xf4"
CLOSE_ECHO = b"\x88\x82\x00\x00\x00\x00\x03\xf4"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        yield start


def read_until(client: socket.socket, end: bytes) -> bytes:
    data = b""
    while end not in data:
        part = client.recv(65536)
        assert part, f"closed after {data!r}"
        data += part
    return data


def read_to_end(client: socket.socket) -> bytes:
    data = b""
    try:
        while part := client.recv(65536):
            data += part
    except ConnectionResetError:  # a response that is cut short
        pass
    return data


def test_every_client_ends_as_is_documented(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--no-access-log", "--header-timeout", "2"))

    with ExitStack() as stack:

        def connect(sent: bytes) -> socket.socket:
            client = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), HANG_LIMIT))
            client.sendall(sent)
            return client

        slow = connect(b"POST /slow HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nx")
        server.wait_output("waiting for the body")
        stream = connect(b"GET /stream HTTP/1.1\r\nhost: localhost\r\n\r\n")
        read_until(stream, b"part")
        websocket = connect(UPGRADE)
        read_until(websocket, b"\r\n\r\n")
        idle = connect(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n")
        read_until(idle, b"done")
        half = connect(b"GET / HTTP/1.1\r\nhost: loc")

        server.signal(signal.SIGTERM)
        server.wait_error("Stopping on SIGTERM")
        close = read_until(websocket, CLOSE)
        websocket.sendall(CLOSE_ECHO)
        slow.sendall(b"x")
        answers = [read_to_end(client) for client in (slow, stream, websocket, idle, half)]

    status = server.process.wait(HANG_LIMIT)
    output = server.output.read().splitlines()

    assert close == CLOSE
    assert answers[0].startswith(b"HTTP/1.1 200 ")
    assert b"connection: close\r\n" in answers[0]
    assert answers[0].endswith(b"done")
    assert answers[1:4] == [b"", b"", b""]
    assert answers[4] == b"" or answers[4].startswith(b"HTTP/1.1 408 ")
    assert sorted(output) == ["application shut down", "stream http.disconnect", "websocket 1012"]
    assert status == 0


def send_many(server: ServerProcess, stack: ExitStack) -> list[socket.socket]:
    """Clients whose requests wait in the system's queue, for the server is held up."""
    clients = [
        stack.enter_context(socket.create_connection(("127.0.0.1", server.port), HANG_LIMIT)) for _ in range(MANY)
    ]
    for client in clients:
        client.sendall(REQUEST)
    return clients


@pytest.mark.parametrize("parser", ["httptools", "h11"])
@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_who_was_connected_before_the_signal_is_answered(start: Start, loop: str, parser: str) -> None:
    server = ServerProcess(
        start("service:app", "--port", "0", "--loop", loop, "--http", parser, "--no-access-log", "--lifespan", "off")
    )

    with ExitStack() as stack:
        kept = stack.enter_context(socket.create_connection(("127.0.0.1", server.port), HANG_LIMIT))
        kept.sendall(REQUEST)
        read_until(kept, b"done")
        server.signal(signal.SIGSTOP)
        kept.sendall(REQUEST)
        clients = send_many(server, stack)
        server.signal(signal.SIGTERM)
        server.signal(signal.SIGCONT)
        answers = [read_to_end(client) for client in (kept, *clients)]

    assert [answer.endswith(b"done") for answer in answers] == [True] * (MANY + 1)
    assert server.process.wait(HANG_LIMIT) == 0


def test_who_was_connected_before_the_signal_is_answered_by_a_worker(start: Start) -> None:
    server = ServerProcess(start("service:app", "--port", "0", "--workers", "1", "--no-access-log"))
    worker = int(server.get("/pid"))

    with ExitStack() as stack:
        os.kill(worker, signal.SIGSTOP)
        clients = send_many(server, stack)
        server.signal(signal.SIGTERM)
        server.wait_error("Stopping on SIGTERM")
        os.kill(worker, signal.SIGCONT)
        answers = [read_to_end(client) for client in clients]

    assert [answer.endswith(b"done") for answer in answers] == [True] * MANY
    assert server.process.wait(HANG_LIMIT) == 0


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_a_handshake_that_has_begun_gets_in_and_a_silent_one_holds_nobody_up(
    start: Start, loop: str, tmp_path: Path
) -> None:
    authority = Authority(tmp_path)
    identity = authority.issue("localhost")
    server = ServerProcess(
        start(
            *("service:app", "--port", "0", "--loop", loop, "--no-access-log", "--ssl-handshake-timeout", "600"),
            *("--ssl-certfile", identity.certificate, "--ssl-keyfile", identity.key),
        )
    )
    address = ("127.0.0.1", server.port)

    with ExitStack() as stack:
        server.signal(signal.SIGSTOP)
        silent = stack.enter_context(socket.create_connection(address, HANG_LIMIT))
        plain = stack.enter_context(socket.create_connection(address, HANG_LIMIT))
        server.signal(signal.SIGTERM)
        server.signal(signal.SIGCONT)
        client = stack.enter_context(authority.client_context().wrap_socket(plain, server_hostname="localhost"))
        client.sendall(REQUEST)
        answer = read_to_end_of_tls(client)
        silence = read_to_end(silent)

    assert answer.endswith(b"done")
    assert silence == b""
    assert server.process.wait(HANG_LIMIT) == 0


def read_to_end_of_tls(client: ssl.SSLSocket) -> bytes:
    try:
        return read_to_end(client)
    except ssl.SSLError:
        return b""
