"""What a WebSocket message costs between the transport and the application and back: an echo; no socket, no kernel.

    python benchmarks/micro/websocket_connection.py

Prints CPU microseconds per message, the best of several rounds, for 32 connections in turn, and checks every answer.
"""

import asyncio
import time

import uvloop

from fireweed_server.asgi import HTTPScope, Receive, Scope, Send
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings
from fireweed_server.websocket.connection import WebSocketConnection
from fireweed_server.websocket.deflate import find_deflate_offer
from fireweed_server.websocket.handshake import Handshake

ROUNDS = 10
TURNS = 200
CONNECTIONS = 32
SIZES = (64, 4096, 65536)
DEFLATE = find_deflate_offer(b"permessage-deflate")
REQUEST: HTTPScope = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.5"},
    "http_version": "1.1",
    "method": "GET",
    "scheme": "http",
    "path": "/",
    "raw_path": b"/",
    "query_string": b"",
    "root_path": "",
    "headers": [],
    "client": None,
    "server": None,
    "state": {},
    "extensions": {},
}


class NoTransport(asyncio.Transport):
    """Keeps the last thing written."""

    written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written = bytes(data)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """There is nothing to tell it."""

    def pause_reading(self) -> None:
        """Nothing is read."""

    def resume_reading(self) -> None:
        """Nothing is read."""

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        """There is nothing to close."""


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Send back what comes."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


def build_frame(size: int) -> bytes:
    """A text message as a client sends it, masked with zeros."""
    if size < 126:
        length = bytes((128 | size,))
    else:
        length = b"\xfe%b" % size.to_bytes(2, "big") if size < 65536 else b"\xff%b" % size.to_bytes(8, "big")
    return b"\x81%b\0\0\0\0%b" % (length, b"x" * size)


async def measure(size: int, *, is_deflated: bool = False) -> float:
    """Return CPU microseconds per message."""
    serving = Serving(echo, Settings(access_log=False), asyncio.get_running_loop())
    handshake = Handshake(b"", (), DEFLATE if is_deflated else None)
    connections = [WebSocketConnection(serving, REQUEST, handshake) for _ in range(CONNECTIONS)]
    transports = [NoTransport() for _ in connections]
    for connection, transport in zip(connections, transports, strict=True):
        connection.take_over(transport, b"", transport.abort)
    await asyncio.sleep(0)
    frame, times = build_frame(size), []
    turns = max(TURNS * 64 // size, 4)
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(turns):
            for connection in connections:
                connection.data_received(frame)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        times.append((time.process_time() - begin) / (turns * CONNECTIONS) * 1e6)
    for transport in transports:
        assert is_deflated or transport.written.endswith(b"x" * size)
    serving.abort()
    await asyncio.sleep(0)
    return min(times)


async def main() -> None:
    """Measure every size, then the smallest with compression agreed on."""
    for size in SIZES:
        print(f"{size:>6} bytes            {await measure(size):8.2f} us")
    print(f"{SIZES[1]:>6} bytes, deflated  {await measure(SIZES[1], is_deflated=True):8.2f} us")


if __name__ == "__main__":
    uvloop.run(main())
