"""WebSockets over real sockets, on every loop."""

import asyncio
import zlib
from contextlib import AsyncExitStack

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from kit.raw_client import serving
from kit.websocket_client import (
    BINARY,
    DEFLATE,
    TEXT,
    Frame,
    SocketWebSocketClient,
    build_close,
    build_frame,
    close_frame,
    connected,
)

pytestmark = pytest.mark.usefixtures("loop_factory")

MEGABYTE = 1 << 20


class Echo:
    """Echoes every message; `code` is the one its last connection ended with."""

    def __init__(self) -> None:
        self.code = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for event in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{event}.complete"})
            return
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({**message, "type": "websocket.send"})
        self.code = message["code"]


async def test_echoes_large_messages() -> None:
    data = bytes(range(256)) * (4 * MEGABYTE // 256)
    async with serving(Echo()) as server, connected(server.host, server.port) as client:
        client.writer.write(build_frame(BINARY, data))

        frame = await client.read_frame()

    assert frame == Frame(BINARY, data)


async def test_compresses() -> None:
    text = b"hello " * 1000
    deflater, inflater = zlib.compressobj(wbits=-15), zlib.decompressobj(wbits=-15)
    deflated = deflater.compress(text) + deflater.flush(zlib.Z_SYNC_FLUSH)
    async with serving(Echo()) as server, connected(server.host, server.port, [DEFLATE]) as client:
        client.writer.write(build_frame(TEXT, deflated[:-4], bits=4))

        frame = await client.read_frame()

    assert frame.is_compressed
    assert inflater.decompress(frame.payload + deflated[-4:]) == text


async def test_a_client_that_still_sends_learns_why_the_connection_fails() -> None:
    async with serving(Echo(), ws_max_message_size=1000) as server, connected(server.host, server.port) as client:
        client.writer.write(build_frame(BINARY, bytes(MEGABYTE)))

        frame = await client.read_frame()

    assert frame == close_frame(1009, "the message is too big")


async def test_closes_the_connection_after_both_close_frames() -> None:
    app = Echo()
    async with serving(app) as server, connected(server.host, server.port) as client:
        client.writer.write(build_close(3000))

        rest = await client.read_to_end()

    assert rest == b"\x88\x02\x0b\xb8"
    assert app.code == 3000


async def answer_close(client: SocketWebSocketClient) -> Frame:
    frame = await client.read_frame()
    client.writer.write(build_close(1012))
    return frame


async def test_stops_with_a_close_frame_and_tells_the_application() -> None:
    app = Echo()
    async with AsyncExitStack() as stack:
        async with serving(app) as server:
            client = await stack.enter_async_context(connected(server.host, server.port))
            client.writer.write(build_frame(TEXT, b"a"))
            assert await client.read_frame() == Frame(TEXT, b"a")
            closing = asyncio.create_task(answer_close(client))

        assert await closing == close_frame(1012)

    assert app.code == 1012
