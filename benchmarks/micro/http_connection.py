"""What a request costs between the transport and the application: parse, scope, task, response; no socket, no kernel.

    python benchmarks/micro/http_connection.py

    python benchmarks/micro/http_connection.py h11      the same with this parser

Prints CPU microseconds per request, the best of several rounds, for 32 connections in turn, and checks every answer.
"""

import asyncio
import sys
import time
from typing import Any

import uvloop

from fireweed_server.asgi import ASGIApp, Receive, Scope, Send
from fireweed_server.http.connection import HttpConnection
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings

ROUNDS = 10
TURNS = 200
CONNECTIONS = 32
BROWSER_FIELDS = b"".join(b"X-Field-%d: value %d\r\n" % (i, i) for i in range(10))
REQUESTS = {
    "bare": b"GET / HTTP/1.1\r\nHost: 127.0.0.1:8000\r\n\r\n",
    "browser": b"GET /items?limit=10 HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive\r\n%b\r\n" % BROWSER_FIELDS,
    "body": b"POST /items HTTP/1.1\r\nHost: a.example\r\nContent-Length: 13\r\n\r\nHello, World!",
}
HEADERS = ((b"content-type", b"text/plain"),)


class NoTransport(asyncio.Transport):
    """Keeps the last thing written."""

    written = b""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written = bytes(data)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever buffered."""


async def send_messages(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer as any ASGI application does."""
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"13")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"Hello, World!"})


async def send_whole(scope: Scope, receive: Receive, send: Any) -> None:
    """Answer as the framework does."""
    send.send_response(200, HEADERS, b"Hello, World!")


async def echo(scope: Scope, receive: Receive, send: Any) -> None:
    """Answer with the body, or with a greeting if there is none."""
    message = await receive()
    send.send_response(200, HEADERS, message["body"] or b"Hello, World!")


async def measure(app: ASGIApp, request: bytes, options: dict[str, Any]) -> float:
    """Return CPU microseconds per request."""
    serving = Serving(app, Settings(access_log=False, **options), asyncio.get_running_loop())
    connections = [HttpConnection(serving) for _ in range(CONNECTIONS)]
    transports = [NoTransport() for _ in range(CONNECTIONS)]
    for connection, transport in zip(connections, transports, strict=True):
        connection.connection_made(transport)
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        for _ in range(TURNS):
            for connection in connections:
                connection.data_received(request)
            await asyncio.sleep(0)
        times.append((time.process_time() - begin) / (TURNS * CONNECTIONS) * 1e6)
    assert serving.requests_served == ROUNDS * TURNS * CONNECTIONS
    for transport in transports:
        assert transport.written.startswith(b"HTTP/1.1 200 OK\r\n")
        assert transport.written.endswith(b"content-length: 13\r\n\r\nHello, World!")
    return min(times)


async def measure_all(options: dict[str, Any]) -> None:
    apps: dict[str, ASGIApp] = {"messages": send_messages, "send_response": send_whole, "receive": echo}
    print(f"{'request':10}" + "".join(f"{name:>16}" for name in apps))
    for label, request in REQUESTS.items():
        cells = [await measure(app, request, options) for app in apps.values()]
        print(f"{label:10}" + "".join(f"{cell:16.2f}" for cell in cells))


def main() -> None:
    uvloop.run(measure_all({"http": sys.argv[1]} if sys.argv[1:] else {}))


if __name__ == "__main__":
    main()
