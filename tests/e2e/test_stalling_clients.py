"""Clients that begin something and do not go on: each is closed at its deadline, all of them on one server at once."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.server_process import HANG_LIMIT, ServerProcess, starting_servers

APPLICATION = """
async def app(scope, receive, send):
    if scope["type"] == "http":
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 200, "headers": []})
        size = 20_000_000 if scope["path"] == "/large" else 2
        await send({"type": "http.response.body", "body": b"x" * size})
"""

DEADLINES = ("--header-timeout", "1", "--body-timeout", "1", "--keep-alive-timeout", "1", "--write-timeout", "1")

HEAD = b"GET / HTTP/1.1\r\nhost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nhost: localhost\r\n"
SIZED = POST + b"content-length: 1000\r\n\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"

# How often a client that trickles sends its next byte, in seconds.
PACE = 0.1


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    directory: Path = tmp_path_factory.mktemp("stalling")
    (directory / "service.py").write_text(APPLICATION)
    with starting_servers(directory) as start:
        yield ServerProcess(start("service:app", "--port", "0", "--no-access-log", *DEADLINES)).port


async def read_to_end(port: int, sent: bytes, trickle: bytes = b"") -> bytes:
    """All that the server says to a client that sends this, one byte of `trickle` after the other, until it closes."""
    async with asyncio.timeout(HANG_LIMIT):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        reading = asyncio.create_task(reader.read())
        while not reading.done():
            await asyncio.wait({reading}, timeout=PACE)
            if trickle and not reading.done():
                writer.write(trickle[:1])
                trickle = trickle[1:]
        writer.transport.abort()
        return reading.result()


def find_statuses(answer: bytes) -> list[bytes]:
    return [line.split()[1] for line in answer.split(b"\r\n") if b"HTTP/1.1 " in line]


@pytest.mark.parametrize(
    ("sent", "trickle", "statuses"),
    [
        pytest.param(b"", b"", [], id="nothing"),
        pytest.param(b"GET / HT", b"", [b"408"], id="part-of-a-request-line"),
        pytest.param(HEAD, b"", [b"408"], id="part-of-a-head"),
        pytest.param(HEAD, b"x-fill: " + b"x" * 1000, [b"408"], id="head-byte-by-byte"),
        pytest.param(SIZED, b"", [b"408"], id="no-body"),
        pytest.param(SIZED, b"x" * 900, [b"408"], id="body-byte-by-byte"),
        pytest.param(CHUNKED + b"a\r\nhalf", b"", [b"408"], id="half-a-chunk"),
        pytest.param(HEAD + b"\r\n", b"", [b"200"], id="no-next-request"),
        pytest.param(HEAD + b"\r\nGET / HT", b"", [b"200", b"408"], id="part-of-the-next-request"),
    ],
)
async def test_client_that_stalls_is_closed(port: int, sent: bytes, trickle: bytes, statuses: list[bytes]) -> None:
    answer = await read_to_end(port, sent, trickle)

    assert find_statuses(answer) == statuses


async def test_client_that_does_not_read_is_cut_off(port: int) -> None:
    async with asyncio.timeout(HANG_LIMIT):
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.write(b"GET /large HTTP/1.1\r\nhost: localhost\r\n\r\n")
        closed = asyncio.Event()
        transport = writer.transport
        transport.pause_reading()  # type: ignore[attr-defined]  # a WriteTransport in name only
        while not closed.is_set():
            try:
                writer.write(b"\r\n")
                await writer.drain()
                await asyncio.sleep(PACE)
            except ConnectionError:
                closed.set()
        transport.abort()

    assert closed.is_set()
    assert reader.at_eof() or reader.exception() is not None
