"""Tests that are coroutines: they share the loop of the application, and its streams are read while it sends them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fireweed import Fireweed
from fireweed.requests import Request
from fireweed.responses import StreamingResponse
from fireweed.testclient import AsyncTestClient
from fireweed.websockets import WebSocket


@asynccontextmanager
async def lifespan(_app: Fireweed) -> AsyncIterator[dict[str, asyncio.Queue[str]]]:
    yield {"news": asyncio.Queue()}


app = Fireweed(lifespan=lifespan)


@app.get("/news")
async def follow_news(request: Request) -> StreamingResponse:
    async def follow() -> AsyncIterator[str]:
        while True:
            yield await request.state.news.get()

    return StreamingResponse(follow(), media_type="text/plain")


@app.post("/news/{text}")
async def tell(text: str, request: Request) -> None:
    await request.state.news.put(text)


@app.websocket("/shout")
async def shout(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text.upper())


async def test_news_arrive_while_they_are_told() -> None:
    async with AsyncTestClient(app) as client, client.stream("GET", "/news") as response:
        pieces = response.aiter_raw()

        await client.post("/news/first")
        assert await anext(pieces) == b"first"

        await client.post("/news/second")
        assert await anext(pieces) == b"second"


async def test_tests_see_what_the_lifespan_made() -> None:
    async with AsyncTestClient(app) as client:
        await client.post("/news/first")

        assert await client.app_state["news"].get() == "first"


async def test_shouts() -> None:
    async with AsyncTestClient(app).websocket_connect("/shout") as session:
        await session.send_text("hello")

        assert await session.receive_text() == "HELLO"
