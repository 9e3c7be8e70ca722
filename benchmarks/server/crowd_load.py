"""A program: clients who are a burden without asking for much, as many as it is told, until its standard input ends.

python crowd_load.py PORT IDLE SLOW. IDLE clients ask once and keep their connection; of each slow kind there are SLOW:
heads that trickle, bodies that trickle, and answers of a megabyte that are hardly read. Who is closed comes again.
A line of JSON says when all are there; another at the end, how often each kind was closed.
"""

import asyncio
import json
import socket
import sys
from collections import Counter
from typing import Any, ClassVar

import uvloop

STEP = 0.5
"""Seconds between two signs of life of a slow client."""

CONNECTING_AT_ONCE = 100
RECEIVE_BUFFER = 8192

HOST = b"Host: 127.0.0.1\r\n"


class Client(asyncio.Protocol):
    """One connection; `begin` is what it sends at once, `step` what it does twice a second."""

    begin: ClassVar[bytes]

    def connection_made(self, transport: Any) -> None:
        """Say what there is to say at once."""
        self.transport = transport
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        transport.write(self.begin)

    def connection_lost(self, exc: Exception | None) -> None:
        """Have it made anew."""
        self.ended.set_result(None)

    def step(self) -> None:
        """Be quiet."""


class Idle(Client):
    """Asks once, and stays."""

    begin = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"


class SlowHead(Client):
    """Never comes to the end of a head."""

    begin = b"GET / HTTP/1.1\r\n" + HOST + b"X-Slow: "

    def step(self) -> None:
        """One more byte."""
        self.transport.write(b"x")


class SlowBody(SlowHead):
    """Announces a megabyte and sends it by the byte."""

    begin = b"POST /upload HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n"


class SlowReader(Client):
    """Asks for a megabyte and takes a little of it now and then."""

    begin = b"GET /stream HTTP/1.1\r\n" + HOST + b"\r\n"

    def connection_made(self, transport: Any) -> None:
        """Take nothing yet."""
        super().connection_made(transport)
        transport.pause_reading()

    def data_received(self, data: bytes) -> None:
        """That is enough."""
        self.transport.pause_reading()

    def step(self) -> None:
        """A little more."""
        self.transport.resume_reading()


class Crowd:
    """All clients, each of which is there again soon after it was closed."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._clients: dict[int, Client] = {}
        self._free = asyncio.Semaphore(CONNECTING_AT_ONCE)
        self._tasks: list[asyncio.Task[None]] = []
        self._complete = asyncio.Event()
        self._size = 0
        self.closed: Counter[str] = Counter()

    async def gather(self, kinds: dict[type[Client], int]) -> None:
        """Have them all come."""
        self._size = sum(kinds.values())
        for kind, count in kinds.items():
            self._tasks += [asyncio.create_task(self._stay(kind, len(self._tasks) + number)) for number in range(count)]
        await self._complete.wait()
        self._tasks.append(asyncio.create_task(self._step()))

    def dissolve(self) -> None:
        """Have them all go."""
        for task in self._tasks:
            task.cancel()

    async def _stay(self, kind: type[Client], number: int) -> None:
        while True:
            async with self._free:
                client = await self._connect(kind)
            self._clients[number] = client
            if len(self._clients) == self._size:
                self._complete.set()
            await client.ended
            self.closed[kind.__name__] += 1

    async def _connect(self, kind: type[Client]) -> Client:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        connection.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(connection, ("127.0.0.1", self._port))
        _, client = await loop.create_connection(kind, sock=connection)
        return client

    async def _step(self) -> None:
        while True:
            await asyncio.sleep(STEP)
            for client in tuple(self._clients.values()):
                if not client.ended.done():
                    client.step()


async def run(port: int, idle: int, slow: int) -> None:
    """Be there until standard input ends."""
    crowd = Crowd(port)
    await crowd.gather({Idle: idle, SlowHead: slow, SlowBody: slow, SlowReader: slow})
    print(json.dumps({"connections": idle + 3 * slow}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    print(json.dumps(crowd.closed), flush=True)
    crowd.dissolve()


if __name__ == "__main__":
    uvloop.run(run(*map(int, sys.argv[1:])))
