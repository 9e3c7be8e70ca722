"""A limit to how many coroutines of one event loop are somewhere at the same time."""

import asyncio
from asyncio import CancelledError, Future
from collections import deque
from typing import Self


class Limiter:
    """`size` slots for coroutines of one event loop; who comes too late waits, first come, first served.

    Use it with `async with`. It holds no reference to the loop, unless someone waits.
    """

    def __init__(self, size: int) -> None:
        self._free = size
        self._waiters: deque[Future[None]] = deque()

    async def __aenter__(self) -> Self:
        if self._free:
            self._free -= 1
        else:
            await self._wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._release()

    async def _wait(self) -> None:
        """Wait for a slot, which is handed over by who had it."""
        waiter: Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        except CancelledError:
            if not waiter.cancelled():  # the slot was handed over, and only then was the task cancelled
                self._release()
            elif waiter in self._waiters:
                self._waiters.remove(waiter)
            raise

    def _release(self) -> None:
        while self._waiters:
            waiter = self._waiters.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self._free += 1
