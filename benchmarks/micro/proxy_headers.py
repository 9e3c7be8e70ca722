"""What a proxy's header fields add to a request: the same request from a peer that is trusted and from one that is not.

    python benchmarks/micro/proxy_headers.py

Prints CPU microseconds per request, the best of several rounds, and checks what the application was told.
"""

import asyncio
import time
from typing import Any

import uvloop

from fireweed_server.asgi import Receive, Scope
from fireweed_server.http.connection import HttpConnection
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings

ROUNDS = 10
TURNS = 5000
PEER = "127.0.0.1"
HEAD = b"GET / HTTP/1.1\r\nHost: a.example\r\n"
FIELDS = b"X-Forwarded-For: %b\r\nX-Forwarded-Proto: https\r\n"
# The clients of requests in turn: one that comes back, and more of them than are remembered.
CLIENTS = {
    "no fields": [HEAD + b"\r\n"],
    "one client": [HEAD + FIELDS % b"203.0.113.9" + b"\r\n"],
    "5000 clients": [HEAD + FIELDS % f"10.0.{i // 250}.{i % 250}".encode() + b"\r\n" for i in range(5000)],
}
TRUST = {"untrusted": "", "trusted": PEER}
HEADERS = ((b"content-type", b"text/plain"),)


class NoTransport(asyncio.Transport):
    """Takes what is written and keeps nothing."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nothing is sent."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever buffered."""


async def measure(trusted: str, requests: list[bytes]) -> float:
    """Return CPU microseconds per request."""
    schemes = set()

    async def app(scope: Scope, receive: Receive, send: Any) -> None:
        schemes.add(scope["scheme"])
        send.send_response(200, HEADERS, b"Hello, World!")

    settings = Settings(access_log=False, forwarded_allow_ips=trusted)
    connection = HttpConnection(Serving(app, settings, asyncio.get_running_loop()))
    connection.connection_made(NoTransport({"peername": (PEER, 5), "sockname": (PEER, 8000)}))
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for turn in range(TURNS):
            connection.data_received(requests[turn % len(requests)])
            await asyncio.sleep(0)
        times.append((time.process_time() - begin) / TURNS * 1e6)
    assert schemes == {"https" if trusted and len(requests[0]) > len(HEAD) + 2 else "http"}
    return min(times)


async def measure_all() -> None:
    print(f"{'peer':12}" + "".join(f"{name:>16}" for name in CLIENTS))
    for label, trusted in TRUST.items():
        cells = [await measure(trusted, requests) for requests in CLIENTS.values()]
        print(f"{label:12}" + "".join(f"{cell:16.2f}" for cell in cells))


def main() -> None:
    uvloop.run(measure_all())


if __name__ == "__main__":
    main()
