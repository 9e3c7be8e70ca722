"""Wrong and hostile requests to a typed API over a real socket: a right answer each, and the server goes on."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvloop
from pydantic import BaseModel

from fireweed import Fireweed, Query, Request
from fireweed.responses import StreamingResponse
from kit.raw_client import LIMIT, RawClient, RawServer, serving


class Item(BaseModel):
    name: str
    price: float


class Shop:
    """An application, and what happened in it."""

    def __init__(self) -> None:
        self.created: list[Item] = []
        self.cut_short = asyncio.Event()
        self.stream_ended = asyncio.Event()
        self.app = self._build_app()

    def _build_app(self) -> Fireweed:
        app = Fireweed()

        @app.get("/items/{item_id}")
        async def read_item(item_id: int, limit: int = Query(10, ge=1, le=100)) -> dict[str, int]:
            return {"item_id": item_id, "limit": limit}

        @app.post("/items", status_code=201)
        async def create_item(item: Item) -> Item:
            self.created.append(item)
            return item

        @app.post("/raw")
        async def read_raw(request: Request) -> int:
            try:
                return len(await request.body())
            except Exception:
                self.cut_short.set()
                raise

        @app.get("/endless")
        async def stream() -> StreamingResponse:
            return StreamingResponse(self._chunks())

        return app

    async def _chunks(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 65_536
                await asyncio.sleep(0)
        finally:
            self.stream_ended.set()


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop_factory(request: pytest.FixtureRequest) -> Callable[[], asyncio.AbstractEventLoop]:
    factory: Callable[[], asyncio.AbstractEventLoop] = request.param
    return factory


@asynccontextmanager
async def open_shop(**options: Any) -> AsyncIterator[tuple[Shop, RawServer, RawClient]]:
    """The shop, served, with one connection; another client must be served after all that the test does."""
    shop = Shop()
    async with serving(shop.app, **options) as server:
        async with server.connect() as client:
            yield shop, server, client
        async with server.connect() as another:
            assert (await another.exchange(get("/items/7"))).json() == {"item_id": 7, "limit": 10}


def get(target: str) -> bytes:
    return f"GET {target} HTTP/1.1\r\nhost: shop.example\r\n\r\n".encode()


def post(target: str, body: bytes, *, length: int | None = None) -> bytes:
    head = f"POST {target} HTTP/1.1\r\nhost: shop.example\r\ncontent-type: application/json\r\n"
    return f"{head}content-length: {len(body) if length is None else length}\r\n\r\n".encode() + body


async def test_malformed_json_is_422_with_its_position(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        response = await client.exchange(post("/items", b'{"name": }'))

        assert response.status == 422
        assert response.json()["detail"] == [
            {
                "type": "json_invalid",
                "loc": ["body", 9],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": "Expecting value"},
            }
        ]


async def test_wrong_type_is_422_naming_the_field(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        response = await client.exchange(post("/items", b'{"name": "tea", "price": "dear"}'))

        assert response.status == 422
        assert response.json()["detail"][0]["loc"] == ["body", "price"]


async def test_missing_field_is_422_naming_the_field(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        response = await client.exchange(post("/items", b'{"price": 1}'))

        assert response.json()["detail"] == [
            {"type": "missing", "loc": ["body", "name"], "msg": "Field required", "input": {"price": 1}}
        ]


async def test_invalid_request_leaves_the_connection_open(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        await client.exchange(get("/items/x?limit=0"))
        response = await client.exchange(get("/items/3?limit=5"))

        assert response.json() == {"item_id": 3, "limit": 5}


async def test_unknown_path_is_404(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        response = await client.exchange(get("/nothing"))

        assert (response.status, response.json()) == (404, {"detail": "Not Found"})


async def test_wrong_method_is_405_naming_the_right_one(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        response = await client.exchange(post("/items/3", b"{}"))

        assert (response.status, response.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(("limit", "size"), [(65_536, 66_000), (1000, 1200)], ids=["default", "small"])
async def test_too_large_head_is_431_and_the_end(loop_factory: object, limit: int, size: int) -> None:
    async with open_shop(max_head_size=limit) as (_, _, client):
        response = await client.exchange(get("/items/3")[:-2] + b"x-long: " + b"x" * size + b"\r\n\r\n")

        assert response.status == 431
        assert await client.read_to_end() == b""


async def test_too_long_target_is_414_and_the_end(loop_factory: object) -> None:
    async with open_shop(max_target_size=1000) as (_, _, client):
        response = await client.exchange(get("/items/3?limit=" + "1" * 2000))

        assert response.status == 414
        assert await client.read_to_end() == b""


async def test_body_cut_short_is_not_taken_for_a_whole_one(loop_factory: object) -> None:
    async with open_shop() as (shop, _, client):
        await client.send(post("/raw", b'{"name":', length=100))
        client.writer.write_eof()

        async with asyncio.timeout(LIMIT):
            await shop.cut_short.wait()
        assert shop.created == []


async def test_client_that_vanishes_ends_its_stream(loop_factory: object) -> None:
    async with open_shop() as (shop, _, client):
        await client.send(get("/endless"))
        await client.reader.readexactly(1000)
        client.vanish()

        async with asyncio.timeout(LIMIT):
            await shop.stream_ended.wait()


async def test_two_requests_in_one_packet_are_answered_in_order(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        await client.send(get("/items/1") + post("/items", b'{"name": "tea", "price": 2}'))

        assert (await client.read_response()).json() == {"item_id": 1, "limit": 10}
        assert (await client.read_response()).json() == {"name": "tea", "price": 2.0}


async def test_one_request_in_thirty_packets_is_one_request(loop_factory: object) -> None:
    request = post("/items", b'{"name": "green tea", "price": 2.5}')
    size = -(-len(request) // 30)
    packets = [request[start : start + size] for start in range(0, len(request), size)]

    async with open_shop() as (shop, _, client):
        response = await client.exchange(*packets)

        assert response.status == 201
        assert [item.name for item in shop.created] == ["green tea"]


async def test_nonsense_instead_of_http_is_400_and_the_end(loop_factory: object) -> None:
    async with open_shop() as (_, _, client):
        response = await client.exchange(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")

        assert response.status == 400
        assert await client.read_to_end() == b""


async def test_slow_client_does_not_hold_up_another(loop_factory: object) -> None:
    async with open_shop() as (_, server, client), server.connect() as other:
        await client.send(post("/items", b'{"na', length=35))

        assert (await other.exchange(get("/items/1"))).status == 200
        await client.send(b'me": "green tea", "price": 2.5}    ')
        assert (await client.read_response()).status == 201
