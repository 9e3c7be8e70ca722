"""One connection to `HttpConnection` in memory: bytes in, what came back taken apart."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fireweed_server.asgi import ASGIApp
from fireweed_server.http.connection import HttpConnection
from fireweed_server.http.variants import choose_connection_type
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings
from fireweed_server.websocket.connection import find_websocket
from kit.transport import FakeClock, FakeTransport

# The longest chain of callbacks between two things that can be seen, and some more.
_QUIET_TURNS = 6


@dataclass(frozen=True, slots=True)
class ReceivedResponse:
    """A response as it went over the wire; `body` has its framing undone, `is_complete` tells of one cut short."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    is_complete: bool = True


class FakeClient:
    """A client of one application. Give it `is_head` for requests with HEAD, so that it expects no body."""

    def __init__(self, app: ASGIApp, *, ssl_object: object = None, access_log: Any = None, **options: Any) -> None:
        settings = Settings(access_log=False, **options)
        self.clock = FakeClock()
        self.serving = Serving(
            app,
            settings,
            asyncio.get_running_loop(),
            clock=self.clock,
            recorder=access_log,
            upgrade=find_websocket,
        )
        self.clock.start(self.serving.loop, self.serving.sweep)
        self.transport, self.connection = self.connect(ssl_object=ssl_object)

    def connect(self, **extra: Any) -> tuple[FakeTransport, HttpConnection]:
        """One more connection to the same server."""
        connection = choose_connection_type(self.serving.settings)(self.serving)
        transport = FakeTransport(connection, **extra)
        connection.connection_made(transport)
        return transport, connection

    def feed(self, data: bytes, *, size: int | None = None) -> None:
        """Let `data` arrive, in packets of `size` if that is given, as far as the server still reads."""
        step = size or max(len(data), 1)
        for start in range(0, len(data), step):
            if not self.transport.is_closing():
                self.transport.get_protocol().data_received(data[start : start + step])

    def feed_eof(self) -> None:
        """Let the client close its side."""
        if not self.transport.is_closing() and not self.transport.get_protocol().eof_received():
            self.transport.close()

    def drain(self) -> None:
        """Stop the server."""
        self.serving.draining = True
        self.connection.drain()

    async def settle(self) -> None:
        """Let the loop turn until nothing more happens: no write, no request that ends, no close."""
        quiet = 0
        while quiet < _QUIET_TURNS:
            before = self._progress
            await asyncio.sleep(0)
            quiet = quiet + 1 if self._progress == before else 0

    @property
    def _progress(self) -> tuple[int, int, int, int]:
        serving = self.serving
        return self.transport.writes, serving.requests_served, len(serving.tasks), len(serving.connections)

    async def exchange(self, data: bytes, *, is_head: bool = False) -> ReceivedResponse:
        """Send `data` and take the one response to it."""
        self.feed(data)
        await self.settle()
        (response,) = self.take_responses(is_head=is_head)
        return response

    def take_responses(self, *, is_head: bool = False) -> list[ReceivedResponse]:
        """Everything the server sent since the last time, as responses."""
        data, self.transport.written = self.transport.written, b""
        responses = []
        while data:
            response, data = parse_response(data, is_head=is_head)
            responses.append(response)
        return responses


def parse_response(data: bytes, *, is_head: bool = False) -> tuple[ReceivedResponse, bytes]:
    """The first response in `data`, and what follows it."""
    head, separator, rest = data.partition(b"\r\n\r\n")
    assert separator, f"the head is not complete: {data!r}"
    status_line, *lines = head.decode("latin-1").split("\r\n")
    status = int(status_line.split(" ")[1])
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(": ")
        assert name not in headers, f"{name} is there twice"
        headers[name] = value
    if is_head or status in (204, 304) or status < 200:
        return ReceivedResponse(status, headers, b""), rest
    if headers.get("transfer-encoding") == "chunked":
        body, is_complete, rest = _parse_chunks(rest)
        return ReceivedResponse(status, headers, body, is_complete), rest
    length = int(headers.get("content-length", len(rest)))
    return ReceivedResponse(status, headers, rest[:length], len(rest) >= length), rest[length:]


def _parse_chunks(data: bytes) -> tuple[bytes, bool, bytes]:
    body = b""
    while data:
        size_line, _, data = data.partition(b"\r\n")
        size = int(size_line, 16)
        body += data[:size]
        assert data[size : size + 2] == b"\r\n"
        data = data[size + 2 :]
        if size == 0:
            return body, True, data
    return body, False, b""
