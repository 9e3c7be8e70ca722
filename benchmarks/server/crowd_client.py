"""A crowd of clients that hold the server's connections, as a process of its own.

    python -m benchmarks.server.crowd_client PORT IDLE SLOW_HEADS SLOW_BODIES SLOW_READERS

Connects, prints how many there are, keeps going until standard input ends, and prints how many are left. A client that
the server has closed is replaced, so that the crowd stays as large as it was.
"""

import asyncio
import contextlib
import os
import random
import socket
import sys
from collections.abc import AsyncIterator, Callable
from typing import Final

PACE: Final = 0.5
"""Seconds between two bytes of a client that trickles, and two reads of one that reads slowly."""

AT_ONCE: Final = 64
"""Connections that are being made at the same time."""

HOST: Final = b"host: localhost\r\n"
Client = Callable[[socket.socket], AsyncIterator[None]]
"""Yields once it is there, as far as the server is concerned, and then whenever it may rest."""


async def stay_idle(client: socket.socket) -> AsyncIterator[None]:
    """One request and its answer; then nothing, until the server closes."""
    await send(client, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
    while await receive(client, 65536):
        yield


async def trickle_head(client: socket.socket) -> AsyncIterator[None]:
    """A head that never ends, byte by byte."""
    await send(client, b"GET / HTTP/1.1\r\n" + HOST + b"x-slow: ")
    while True:
        yield
        await send(client, b"x")


async def trickle_body(client: socket.socket) -> AsyncIterator[None]:
    """A body that never ends, byte by byte."""
    await send(client, b"POST /upload HTTP/1.1\r\n" + HOST + b"content-length: 1000000\r\n\r\n")
    while True:
        yield
        await send(client, b"x")


async def read_slowly(client: socket.socket) -> AsyncIterator[None]:
    """A large answer, a kilobyte at a time."""
    await send(client, b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
    while await receive(client, 1024):
        yield


async def send(client: socket.socket, data: bytes) -> None:
    """Send all of it."""
    await asyncio.get_running_loop().sock_sendall(client, data)


async def receive(client: socket.socket, most: int) -> bytes:
    """Wait for what comes next."""
    return await asyncio.get_running_loop().sock_recv(client, most)


class Crowd:
    """Clients on `port`, `size` of them; `complete` is set once all are there."""

    def __init__(self, port: int, size: int) -> None:
        self._port = port
        self._size = size
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.complete = asyncio.Event()
        self.present = self.replaced = 0

    async def keep(self, act: Client) -> None:
        """Be one client, and another one when the server has closed that."""
        while True:
            with socket.socket() as client:
                client.setblocking(False)
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                with contextlib.suppress(ConnectionError):  # the server has had enough of it
                    await self._live(client, act(client))
            self.replaced += 1

    async def _live(self, client: socket.socket, life: AsyncIterator[None]) -> None:
        async with self._gate:
            await asyncio.get_running_loop().sock_connect(client, ("127.0.0.1", self._port))
            await anext(life)
        self.present += 1
        if self.present == self._size:
            self.complete.set()
        try:
            await asyncio.sleep(random.random() * PACE)  # so that they do not all come at the same moment
            async for _ in life:
                await asyncio.sleep(PACE)
        finally:
            self.present -= 1


async def run(port: int, *counts: int) -> None:
    """Hold as many clients of each kind as `counts` say."""
    crowd = Crowd(port, sum(counts))
    kinds = (stay_idle, trickle_head, trickle_body, read_slowly)
    acts = [kind for kind, count in zip(kinds, counts, strict=True) for _ in range(count)]
    tasks = [asyncio.create_task(crowd.keep(act)) for act in acts]
    await crowd.complete.wait()
    print(crowd.present, flush=True)
    await asyncio.to_thread(sys.stdin.read)
    print(crowd.present, crowd.replaced, flush=True)
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


if __name__ == "__main__":
    os.nice(19)  # the good client, on the same CPU, is to wait for the server alone
    asyncio.run(run(*map(int, sys.argv[1:])))
