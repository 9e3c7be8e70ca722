"""A client that sends bytes over a real socket as it is told, right or wrong, and reads whole responses."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from fireweed.types import ASGIApp
from fireweed_server.server import Server
from fireweed_server.settings import Settings

LIMIT = 10.0
"""Seconds after which a test that waits has failed."""


@dataclass(frozen=True, slots=True)
class RawResponse:
    """A response with its head taken apart; the body is read by its Content-Length."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class RawClient:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, *packets: bytes) -> None:
        """Send each packet by itself; the server sees one before the next is sent."""
        for packet in packets:
            self.writer.write(packet)
            await self.writer.drain()
            # Loopback delivers at once; a turn of the loop, which the server shares, has it read.
            await asyncio.sleep(0)

    async def read_response(self) -> RawResponse:
        async with asyncio.timeout(LIMIT):
            head = await self.reader.readuntil(b"\r\n\r\n")
            status_line, *lines = head.decode("latin-1").rstrip("\r\n").split("\r\n")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            body = await self.reader.readexactly(int(headers.get("content-length", 0)))
        return RawResponse(int(status_line.split(" ")[1]), headers, body)

    async def read_to_end(self) -> bytes:
        """What the server sends until it closes."""
        async with asyncio.timeout(LIMIT):
            return await self.reader.read()

    async def exchange(self, *packets: bytes) -> RawResponse:
        await self.send(*packets)
        return await self.read_response()

    def vanish(self) -> None:
        """Reset the connection."""
        self.writer.transport.abort()


class RawServer:
    """A server in this loop."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[RawClient]:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        try:
            yield RawClient(reader, writer)
        finally:
            writer.close()
            try:
                await writer.wait_closed()
            except ConnectionError:
                """The server was the first to close; that is no concern of the test's."""


@asynccontextmanager
async def serving(app: ASGIApp, **options: Any) -> AsyncIterator[RawServer]:
    """Serve `app` on a free port of the loopback interface while the block runs."""
    settings = Settings(host="127.0.0.1", port=0, access_log=False, **options)
    async with Server(settings, app) as server:
        url = urlsplit(server.addresses[0])
        assert url.hostname is not None
        assert url.port is not None
        yield RawServer(url.hostname, url.port)
