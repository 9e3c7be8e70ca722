"""Clients that try to fill the server's memory: each is refused or waits, and the server's peak stays where it was."""

import re
import socket
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, starting_servers
from kit.websocket_client import BINARY, CONTINUATION, DEFLATE, PING, build_frame, build_handshake, parse_frame

APPLICATION = """
from fireweed import Fireweed, Request, WebSocket

app = Fireweed()


@app.get("/")
async def greet() -> str:
    return "hello"


@app.post("/")
async def read_form(request: Request) -> int:
    async with request.form() as form:
        return len(form)


@app.websocket("/")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for data in websocket.iter_bytes():
        await websocket.send_bytes(data)
"""

MEGABYTE = 1 << 20
GET = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nhost: localhost\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"
MULTIPART = POST + b"content-type: multipart/form-data; boundary=b\r\ncontent-length: 1000000000\r\n\r\n--b\r\n"

# How much is sent before a server that refuses nothing counts as one that would take anything.
ENDLESS = 64 * MEGABYTE


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    (tmp_path / "service.py").write_text(APPLICATION)
    with starting_servers(tmp_path) as start:
        server = ServerProcess(start("service:app", "--port", "0", "--no-access-log"))
        # What is imported and allocated once is not what is measured.
        assert server.get("/") == b'"hello"'
        with connect(server) as client:
            shake_hands(client)
        yield server


def connect(server: ServerProcess) -> socket.socket:
    return socket.create_connection(("127.0.0.1", server.port), HANG_LIMIT)


def read_peak(server: ServerProcess) -> int:
    """The most bytes that the process ever had in memory."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status)
    return int(kilobytes) * 1024


def shake_hands(client: socket.socket) -> None:
    client.sendall(build_handshake(DEFLATE))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += client.recv(1)
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"permessage-deflate" in answer


def send_endlessly(client: socket.socket, piece: bytes, begin: bytes = b"") -> None:
    """Send one piece after the other; ConnectionError or TimeoutError once the server takes no more."""
    client.sendall(begin)
    for _ in range(ENDLESS // len(piece)):
        client.sendall(piece)


def read_to_end(client: socket.socket) -> bytes:
    received = b""
    while part := client.recv(65536):
        received += part
    return received


@pytest.fixture(scope="module")
def bomb_of_zeros() -> bytes:
    """A message of half a gigabyte, deflated."""
    deflater = zlib.compressobj(9, wbits=-15)
    # A full flush forgets what came before, so the same bytes mean the same again.
    part = deflater.compress(bytes(MEGABYTE)) + deflater.flush(zlib.Z_FULL_FLUSH)
    return (part * 512).removesuffix(b"\x00\x00\xff\xff")


def build_fragments(parts: Iterable[bytes]) -> bytes:
    first, *others = parts
    middle = b"".join(build_frame(CONTINUATION, part, is_last=False) for part in others)
    return build_frame(BINARY, first, bits=4, is_last=False) + middle + build_frame(CONTINUATION)


@pytest.mark.parametrize("connections", [1, 16])
@pytest.mark.parametrize("is_whole", [True, False], ids=["one frame", "fragments"])
def test_a_deflated_bomb_is_refused_before_it_is_inflated(
    server: ServerProcess, bomb_of_zeros: bytes, connections: int, *, is_whole: bool
) -> None:
    parts = [bomb_of_zeros[start : start + 16384] for start in range(0, len(bomb_of_zeros), 16384)]
    bomb = build_frame(BINARY, bomb_of_zeros, bits=4) if is_whole else build_fragments(parts)
    assert len(bomb) < 0.6 * MEGABYTE
    before = read_peak(server)

    clients = [connect(server) for _ in range(connections)]
    for client in clients:
        shake_hands(client)
    for client in clients:
        client.sendall(bomb)
    codes = {parse_frame(client.recv(65536))[0].payload[:2] for client in clients}
    for client in clients:
        client.close()

    assert codes == {(1009).to_bytes(2)}
    assert read_peak(server) - before < 32 * MEGABYTE


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        pytest.param(GET, b"x-more: and more\r\n" * 100, id="headers"),
        pytest.param(GET + b"x-long: ", b"x" * 2000, id="one header"),
        pytest.param(b"GET /", b"x" * 2000, id="a target"),
        pytest.param(CHUNKED, b"1;" + b"x" * 2000 + b"\r\nx\r\n", id="chunk extensions"),
        pytest.param(CHUNKED + b"1;", b"x" * 2000, id="one chunk extension"),
        pytest.param(CHUNKED + b"0\r\n", b"x-more: and more\r\n" * 100, id="trailers"),
        pytest.param(MULTIPART + b"x-long: ", b"x" * 2000, id="a header of a part"),
        pytest.param(MULTIPART, b"x-more: and more\r\n" * 100, id="headers of a part"),
        pytest.param(
            MULTIPART, b'content-disposition: form-data; name="a"\r\n\r\nb\r\n--b\r\n' * 100, id="parts of a form"
        ),
    ],
)
def test_what_has_no_end_is_refused(server: ServerProcess, begin: bytes, piece: bytes) -> None:
    before = read_peak(server)

    with connect(server) as client, pytest.raises(ConnectionError):
        send_endlessly(client, piece, begin)

    assert server.get("/") == b'"hello"'
    assert read_peak(server) - before < 8 * MEGABYTE


def test_pings_wait_while_nobody_reads_the_pongs(server: ServerProcess) -> None:
    before = read_peak(server)

    with connect(server) as client:
        shake_hands(client)
        client.settimeout(1)
        with pytest.raises(TimeoutError):
            send_endlessly(client, build_frame(PING, b"x" * 125) * 1000)

    assert read_peak(server) - before < 8 * MEGABYTE


def test_requests_wait_while_nobody_reads_the_answers(server: ServerProcess) -> None:
    before = read_peak(server)

    with connect(server) as client:
        client.settimeout(1)
        with pytest.raises(TimeoutError):
            send_endlessly(client, (GET + b"\r\n") * 1000)

    assert server.get("/") == b'"hello"'
    assert read_peak(server) - before < 8 * MEGABYTE


def test_ten_thousand_pipelined_requests_are_all_answered(server: ServerProcess) -> None:
    before = read_peak(server)
    count = 10_000
    requests = (GET + b"\r\n") * (count - 1) + GET + b"connection: close\r\n\r\n"

    with connect(server) as client:
        client.sendall(requests)
        answers = read_to_end(client)

    assert answers.count(b"HTTP/1.1 200 OK\r\n") == count
    assert read_peak(server) - before < 8 * MEGABYTE
