"""A program: echoes over WebSockets, counted, in the words of `compare/load.lua`.

python websocket_load.py PORT CONNECTIONS SECONDS BYTES. Each connection sends the next message when it has its echo.
It depends on nothing but uvloop, and reads frames no further than it needs to: the load must cost less than the server.
"""

import asyncio
import json
import statistics
import sys
import time
from typing import Any

import uvloop

HANDSHAKE = (
    b"GET /echo HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)
FINAL_BINARY = 0x82
MASKED = 0x80


def build_head(length: int, mask_bit: int) -> bytes:
    """The first bytes of a final binary frame (RFC 6455 §5.2)."""
    if length < 126:
        return bytes((FINAL_BINARY, mask_bit | length))
    if length < 65536:
        return bytes((FINAL_BINARY, mask_bit | 126)) + length.to_bytes(2)
    return bytes((FINAL_BINARY, mask_bit | 127)) + length.to_bytes(8)


class Client(asyncio.Protocol):
    """One connection. The mask is zero: the payload is sent as it is, and any server has to unmask it all the same."""

    def __init__(self, length: int, failed: asyncio.Event) -> None:
        payload = b"x" * length
        self.frame = build_head(length, MASKED) + b"\0\0\0\0" + payload
        self.echo = build_head(length, 0) + payload
        self.failed = failed
        self.received = bytearray()
        self.is_open = False
        self.sent = 0.0
        self.seconds: list[float] = []

    def connection_made(self, transport: Any) -> None:
        """Ask for the upgrade."""
        self.transport = transport
        transport.write(HANDSHAKE)

    def data_received(self, data: bytes) -> None:
        """Take the handshake, then one echo after the other; what is no echo is an error."""
        self.received += data
        if not self.is_open:
            head, end, rest = self.received.partition(b"\r\n\r\n")
            if not end:
                return
            self.is_open = head.startswith(b"HTTP/1.1 101 ")
            if not self.is_open:
                self.failed.set()
                return
            self.received = rest
            self.send()
        elif len(self.received) >= len(self.echo):
            if self.received != self.echo:
                self.failed.set()
                return
            self.received.clear()
            self.seconds.append(time.perf_counter() - self.sent)
            self.send()

    def send(self) -> None:
        """The next message."""
        self.sent = time.perf_counter()
        self.transport.write(self.frame)

    def connection_lost(self, error: Exception | None) -> None:
        """Servers have no reason to end a connection under load."""
        self.failed.set()


async def load(port: int, connections: int, seconds: float, length: int) -> None:
    """Echo for so long, and print the report."""
    loop, failed = asyncio.get_running_loop(), asyncio.Event()
    clients = [Client(length, failed) for _ in range(connections)]
    start = time.perf_counter()
    for client in clients:
        await loop.create_connection(lambda client=client: client, "127.0.0.1", port)  # type: ignore[misc]
    errors = 0
    try:
        await asyncio.wait_for(failed.wait(), seconds)
        errors = 1
    except TimeoutError:
        pass
    elapsed = time.perf_counter() - start
    took = sorted(second for client in clients for second in client.seconds)
    cuts = statistics.quantiles(took, n=100) if len(took) > 1 else [0.0] * 99
    report = {"requests": len(took), "microseconds": elapsed * 1e6, "status_errors": 0, "socket_errors": errors}
    print("REPORT", json.dumps(report | {"p50": cuts[49] * 1e6, "p99": cuts[98] * 1e6}))


if __name__ == "__main__":
    port, connections, seconds, length = map(int, sys.argv[1:])
    uvloop.run(load(port, connections, seconds, length))
