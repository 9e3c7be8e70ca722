"""Clients that never come to an end: each is refused with the right answer, and the server's memory stays as it was."""

import contextlib
import re
import socket
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, starting_servers

pytestmark = pytest.mark.usefixtures("linux")

MEGABYTE = 1 << 20

APPLICATION = """
from fireweed import Fireweed, Request, WebSocket

app = Fireweed()


@app.get("/")
async def greet() -> str:
    return "hello"


@app.post("/body")
async def count(request: Request) -> int:
    return len(await request.body())


@app.post("/form")
async def read_form(request: Request) -> int:
    async with request.form() as form:
        return len(form)


@app.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for message in websocket.iter_bytes():
        await websocket.send_bytes(message)
"""

GET = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
CHUNKED = b"POST /body HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n"
FORM = (
    b"POST /form HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n"
    b"content-type: multipart/form-data; boundary=edge\r\n\r\n"
)
HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
    b"sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
DEFLATE = b"sec-websocket-extensions: permessage-deflate; client_max_window_bits=12\r\n"

# What an endless client sends at most, should nobody stop it.
MOST_SENT = 64 * MEGABYTE


@pytest.fixture
def linux() -> None:
    """Peaks of memory are told by /proc, which elsewhere would be made up."""
    assert Path("/proc/self/status").exists(), "run these tests on Linux"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        # Pings would come between where the machine is slow.
        server = ServerProcess(start("service:app", "--port", "0", "--no-access-log", "--ws-ping-interval", "0"))
        server.get("/")
        yield server


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """512 MiB of zeros, deflated as a message (RFC 7692 §7.2.1): half a megabyte."""
    deflate = zlib.compressobj(wbits=-12)
    zeros = bytes(MEGABYTE)
    data = b"".join(deflate.compress(zeros) for _ in range(512)) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return data.removesuffix(b"\x00\x00\xff\xff")


def read_peak(server: ServerProcess) -> int:
    """The most bytes that the server's process has had in memory so far."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found is not None
    return int(found[1]) * 1024


def connect(server: ServerProcess) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), timeout=HANG_LIMIT)


def send_without_end(client: socket.socket, begin: bytes, again: bytes) -> None:
    """Send `again` until the server closes."""
    block = again * (65536 // len(again) + 1)
    with contextlib.suppress(ConnectionError):
        client.sendall(begin)
        for _ in range(MOST_SENT // len(block)):
            client.sendall(block)


def read_to_end(client: socket.socket) -> bytes:
    answer = b""
    with contextlib.suppress(ConnectionError):
        while data := client.recv(65536):
            answer += data
    return answer


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


# HTTP...


@pytest.mark.parametrize(
    ("begin", "again", "statuses"),
    [
        pytest.param(GET, b"x-more: and more\r\n", {431}, id="headers"),
        pytest.param(GET + b"x-long: ", b"x", {431}, id="one-header"),
        pytest.param(b"GET /", b"x", {414, 431}, id="target"),
        pytest.param(CHUNKED + b"5", b";name=value", {400, 413, 431}, id="chunk-extension"),
        pytest.param(CHUNKED, b"1;name=" + b"v" * 60 + b"\r\nx\r\n", {400, 413, 431}, id="chunk-extensions"),
        pytest.param(CHUNKED + b"0\r\n", b"x-more: and more\r\n", {400, 431}, id="trailers"),
        pytest.param(
            FORM, chunk(b'--edge\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n'), {400, 413}, id="parts"
        ),
        pytest.param(FORM + chunk(b"--edge\r\n"), chunk(b"x-more: and more\r\n"), {400, 413}, id="headers-of-a-part"),
    ],
)
def test_what_never_ends_is_refused_without_taking_memory(
    server: ServerProcess, begin: bytes, again: bytes, statuses: set[int]
) -> None:
    before = read_peak(server)

    with connect(server) as client:
        send_without_end(client, begin, again)
        answer = read_to_end(client)

    assert read_peak(server) - before < 8 * MEGABYTE
    # A reset may overtake the answer where the client goes on sending all the same.
    assert not answer or int(answer.split()[1]) in statuses
    assert server.get("/") == b'"hello"'


def test_ten_thousand_requests_at_once_are_answered_without_taking_memory(server: ServerProcess) -> None:
    before = read_peak(server)
    with connect(server) as client:
        client.setblocking(False)
        unsent, answers, tail = memoryview((GET + b"\r\n") * 10_000), 0, b""

        while answers < 10_000:
            with contextlib.suppress(BlockingIOError):
                unsent = unsent[client.send(unsent) :] if unsent else unsent
            with contextlib.suppress(BlockingIOError):
                data = tail + client.recv(65536)
                answers += data.count(b"HTTP/1.1 200")
                tail = data[-11:] if not data.endswith(b"HTTP/1.1 200") else b""

    assert answers == 10_000
    assert read_peak(server) - before < 8 * MEGABYTE


# WebSockets...


def open_websocket(server: ServerProcess, extensions: bytes = b"") -> socket.socket:
    client = connect(server)
    client.sendall(HANDSHAKE + extensions + b"\r\n")
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += client.recv(1)
    assert answer.startswith(b"HTTP/1.1 101")
    return client


def build_frame(first_byte: int, payload: bytes) -> bytes:
    """A frame masked with zeros, which leave the payload as it is."""
    size = len(payload)
    if size < 126:
        length = struct.pack("!B", 0x80 | size)
    else:
        length = struct.pack("!BH", 0xFE, size) if size < 65536 else struct.pack("!BQ", 0xFF, size)
    return bytes([first_byte]) + length + bytes(4) + payload


def build_fragments(payload: bytes, size: int) -> bytes:
    pieces = [payload[start : start + size] for start in range(0, len(payload), size)]
    firsts = [0x42, *[0x00] * (len(pieces) - 2), 0x80]
    return b"".join(build_frame(first, piece) for first, piece in zip(firsts, pieces, strict=True))


def read_close_code(client: socket.socket) -> int:
    answer = read_to_end(client)
    assert answer[:1] == b"\x88", answer[:10]
    return int.from_bytes(answer[2:4], "big")


@pytest.mark.parametrize("fragment", [None, 4096, 100], ids=["whole", "large-fragments", "small-fragments"])
def test_message_that_inflates_without_end_is_1009(server: ServerProcess, bomb: bytes, fragment: int | None) -> None:
    frames = build_frame(0xC2, bomb) if fragment is None else build_fragments(bomb, fragment)
    with open_websocket(server, DEFLATE):
        before = read_peak(server)

    with open_websocket(server, DEFLATE) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(frames)
        code = read_close_code(client)

    assert code == 1009
    assert read_peak(server) - before < 32 * MEGABYTE


def test_many_such_messages_at_once_are_1009(server: ServerProcess, bomb: bytes) -> None:
    with contextlib.ExitStack() as stack:
        clients = [stack.enter_context(open_websocket(server, DEFLATE)) for _ in range(64)]
        before = read_peak(server)

        for client in clients:
            with contextlib.suppress(ConnectionError):
                client.sendall(build_frame(0xC2, bomb))
        codes = {read_close_code(client) for client in clients}

    assert codes == {1009}
    assert read_peak(server) - before < 48 * MEGABYTE


def test_clients_that_vanish_within_a_message_leave_no_memory_behind(server: ServerProcess) -> None:
    part = build_frame(0x02, bytes(12 * MEGABYTE))
    with open_websocket(server) as client:
        client.sendall(part)
        client.sendall(build_frame(0x80, b"end"))
        assert client.recv(1) == b"\x82"
    before = read_peak(server)

    for _ in range(16):
        with open_websocket(server) as client:
            client.sendall(part)
            client.sendall(build_frame(0x89, b"there?"))
            assert client.recv(1) == b"\x8a"

    assert read_peak(server) - before < 48 * MEGABYTE


def test_pings_of_who_does_not_read_take_no_memory(server: ServerProcess) -> None:
    pings = build_frame(0x89, b"x" * 125) * 500
    with open_websocket(server) as client:
        before = read_peak(server)
        client.settimeout(1)

        with contextlib.suppress(TimeoutError, ConnectionError):
            for _ in range(MOST_SENT // len(pings)):
                client.sendall(pings)

    assert read_peak(server) - before < 8 * MEGABYTE
    assert server.get("/") == b'"hello"'
