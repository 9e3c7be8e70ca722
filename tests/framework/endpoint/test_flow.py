import asyncio
from collections.abc import AsyncGenerator, Generator

import pytest

from fireweed.endpoint.flow import encode_each, encode_each_async, ping_while_idle
from fireweed.sse import KEEPALIVE_COMMENT


class Source:
    """A generator that waits until it is told to go on, and says when it is closed."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.may_end = asyncio.Event()
        self.is_closing = asyncio.Event()
        self.may_close = asyncio.Event()
        self.may_close.set()

    async def generate(self) -> AsyncGenerator[bytes, None]:
        try:
            yield b"a"
            self.events.append("waits")
            await self.may_end.wait()
            yield b"b"
        finally:
            self.is_closing.set()
            await self.may_close.wait()
            self.events.append("closed")


def encode(item: int) -> bytes:
    return b"%d" % item


def test_encodes_each_item_and_closes_the_generator() -> None:
    closed: list[bool] = []

    def generate() -> Generator[int, None, None]:
        try:
            yield from range(3)
        finally:
            closed.append(True)

    encoded = encode_each(generate(), encode)

    assert next(encoded) == b"0"
    encoded.close()
    assert closed == [True]


async def test_generator_that_never_waits_lets_others_have_their_turn() -> None:
    turns: list[bool] = []

    async def generate() -> AsyncGenerator[int, None]:
        while not turns:
            yield 1

    asyncio.get_running_loop().call_soon(turns.append, True)

    assert [item async for item in encode_each_async(generate(), encode)][-1] == b"1"


async def test_items_pass_unencoded_where_there_is_no_encoding() -> None:
    async def generate() -> AsyncGenerator[str, None]:
        yield "x"

    assert [item async for item in encode_each_async(generate(), None)] == ["x"]


async def test_generator_is_closed_when_an_item_cannot_be_encoded() -> None:
    source = Source()

    encoded = encode_each_async(source.generate(), encode)
    with pytest.raises(TypeError):
        await anext(encoded)

    assert source.events == ["closed"]


async def test_chunks_pass_as_they_are() -> None:
    source = Source()
    source.may_end.set()

    assert [chunk async for chunk in ping_while_idle(source.generate(), 60)] == [b"a", b"b"]
    assert source.events == ["waits", "closed"]


async def test_comments_come_while_no_chunk_does() -> None:
    source = Source()
    chunks = ping_while_idle(source.generate(), 0.001)

    seen = [await anext(chunks) for _ in range(3)]
    source.may_end.set()
    seen.extend([chunk async for chunk in chunks if chunk != KEEPALIVE_COMMENT])

    assert seen == [b"a", KEEPALIVE_COMMENT, KEEPALIVE_COMMENT, b"b"]


async def test_closing_between_comments_closes_the_generator() -> None:
    source = Source()
    chunks = ping_while_idle(source.generate(), 0.001)
    await anext(chunks)
    await anext(chunks)

    await chunks.aclose()

    assert source.events == ["waits", "closed"]


async def test_cancellation_while_closing_is_raised() -> None:
    source = Source()
    source.may_close.clear()
    chunks = ping_while_idle(source.generate(), 0.001)

    async def use() -> None:
        await anext(chunks)
        await anext(chunks)
        await chunks.aclose()

    task = asyncio.create_task(use())
    await source.is_closing.wait()
    task.cancel()
    source.may_close.set()
    await asyncio.wait((task,))

    assert task.cancelled()
