"""The HTTP and WebSocket clients that Python programs use."""

import asyncio
from collections.abc import AsyncIterator
from http.client import HTTPConnection
from pathlib import Path

import aiohttp
import httpx2
import pytest
from websockets.asyncio.client import connect as connect_async
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from interop.serving import Site
from kit.server_process import HANG_LIMIT

PIECES = [bytes([number]) * 50_000 for number in range(100)]
LARGE = "ä" * 3_000_000


def get_client(described: dict[str, object]) -> object:
    return described["client"]


# http.client


def test_http_client_keeps_its_connection(raw: Site) -> None:
    connection = HTTPConnection("127.0.0.1", raw.port, timeout=HANG_LIMIT)
    answers = []

    for method, path, body in (("HEAD", "/", None), ("POST", "/upload", iter(PIECES)), ("GET", "/", None)):
        connection.request(method, path, body, encode_chunked=body is not None, headers={"X": "y"})
        answers.append(connection.getresponse().read())

    connection.close()
    assert answers[0] == b""
    assert b'"size": 5000000' in answers[1]
    assert b'"method": "GET"' in answers[2]


def test_http_client_reads_chunks(raw: Site) -> None:
    connection = HTTPConnection("127.0.0.1", raw.port, timeout=HANG_LIMIT)
    connection.request("GET", "/pieces")

    body = connection.getresponse().read()

    connection.close()
    assert (len(body), body[:1], body[-1:]) == (256 * 65536, b"\x00", b"\xff")


def test_http_client_reads_a_refusal_after_it_has_sent_all(raw: Site, big_file: Path) -> None:
    connection = HTTPConnection("127.0.0.1", raw.port, timeout=HANG_LIMIT)
    connection.request("POST", "/refuse", big_file.read_bytes())

    response = connection.getresponse()

    assert (response.status, response.read()) == (403, b"no")
    connection.close()


# httpx2


def test_httpx2_keeps_its_connections(raw: Site) -> None:
    with httpx2.Client(base_url=raw.url) as client:
        clients = [client.get("/").json()["client"] for _ in range(5)]

    assert clients == clients[:1] * 5


def test_httpx2_streams_both_ways(raw: Site) -> None:
    with httpx2.Client(base_url=raw.url) as client, client.stream("GET", "/pieces") as response:
        sent = client.post("/upload", content=iter(PIECES))
        size = sum(len(piece) for piece in response.iter_bytes())

    assert sent.json()["size"] == 5_000_000
    assert size == 256 * 65536


def test_httpx2_asks_for_many_things_at_once(raw: Site) -> None:
    async def ask() -> list[int]:
        async with httpx2.AsyncClient(base_url=raw.url) as client:
            answers = await asyncio.gather(*(client.get(f"/{number}") for number in range(100)))
        return [answer.status_code for answer in answers]

    assert asyncio.run(ask()) == [200] * 100


def test_httpx2_may_leave_a_stream(raw: Site) -> None:
    with httpx2.Client(base_url=raw.url) as client:
        with client.stream("GET", "/events") as response:
            first = next(response.iter_lines())

        assert first == "data: 0"
        assert client.get("/").status_code == 200


# aiohttp


async def produce_pieces() -> AsyncIterator[bytes]:
    for piece in PIECES:
        yield piece


async def test_aiohttp_keeps_its_connection(raw: Site) -> None:
    async with aiohttp.ClientSession(raw.url) as session:
        clients = [get_client(await (await session.get("/")).json()) for _ in range(5)]

    assert clients == clients[:1] * 5


async def test_aiohttp_uploads_a_stream(raw: Site) -> None:
    async with aiohttp.ClientSession(raw.url) as session, session.post("/upload", data=produce_pieces()) as response:
        assert (await response.json())["size"] == 5_000_000


async def test_aiohttp_uploads_once_told_to_continue(raw: Site) -> None:
    async with aiohttp.ClientSession(raw.url) as session:
        response = await session.post("/upload", data=PIECES[0], expect100=True)

        assert (await response.json())["size"] == 50_000


async def test_aiohttp_reads_a_stream(raw: Site) -> None:
    async with aiohttp.ClientSession(raw.url) as session, session.get("/pieces") as response:
        assert sum([len(piece) async for piece in response.content.iter_any()]) == 256 * 65536


@pytest.mark.parametrize("compress", [0, 15, 9], ids=["plain", "compressed", "small-window"])
async def test_aiohttp_talks_over_a_websocket(raw: Site, compress: int) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{raw.websocket_url}/", compress=compress, heartbeat=1, max_msg_size=0) as websocket,
    ):
        await websocket.send_str(LARGE)
        await websocket.send_bytes(PIECES[7])
        await websocket.ping(b"still there?")
        echoes = [(await websocket.receive()).data, (await websocket.receive()).data]

        assert echoes == [LARGE, PIECES[7]]
        assert bool(websocket.compress) == bool(compress)

    assert websocket.close_code == 1000


# websockets


def test_websockets_compresses(raw: Site) -> None:
    with connect(f"{raw.websocket_url}/", max_size=None) as websocket:
        websocket.send(LARGE)
        echo = websocket.recv()
        extensions = [extension.name for extension in websocket.protocol.extensions]

    assert echo == LARGE
    assert extensions == ["permessage-deflate"]


def test_websockets_does_without_compression(raw: Site) -> None:
    with connect(f"{raw.websocket_url}/", compression=None, max_size=None) as websocket:
        websocket.send(LARGE)

        assert websocket.recv() == LARGE
        assert websocket.protocol.extensions == []


def test_websockets_is_answered_its_pings(raw: Site) -> None:
    with connect(f"{raw.websocket_url}/") as websocket:
        assert websocket.ping(b"one").wait(HANG_LIMIT)


def test_websockets_sends_fragments(raw: Site) -> None:
    with connect(f"{raw.websocket_url}/") as websocket:
        websocket.send(str(number) for number in range(1000))

        assert websocket.recv() == "".join(map(str, range(1000)))


def test_websockets_is_told_that_a_message_is_too_large(raw: Site) -> None:
    with connect(f"{raw.websocket_url}/", compression=None) as websocket:
        websocket.send(b"x" * (16 * 1024 * 1024 + 1))

        with pytest.raises(ConnectionClosed) as raised:
            websocket.recv()

    assert raised.value.rcvd is not None
    assert raised.value.rcvd.code == 1009


async def test_websockets_talks_in_many_connections_at_once(raw: Site) -> None:
    async def talk(number: int) -> str | bytes:
        async with connect_async(f"{raw.websocket_url}/") as websocket:
            await websocket.send(str(number))
            return await websocket.recv()

    assert await asyncio.gather(*map(talk, range(50))) == [str(number) for number in range(50)]
