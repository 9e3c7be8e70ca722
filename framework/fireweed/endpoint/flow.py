"""How items flow from a generator to a response: encoded one by one, with turns for the event loop, kept alive.

Knows nothing of types and formats. Whatever ends a stream, the generator it comes from is closed.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from typing import Any, Final

from fireweed.concurrency.stepping import Stepper
from fireweed.sse import KEEPALIVE_COMMENT

# Seconds without an event until a comment is sent: proxies and clients take a silent connection for a dead one.
PING_INTERVAL: float = 15.0

# Seconds that a generator which never waits may run before other tasks, and a cancellation, have their turn.
_TURN: Final = 0.001


def encode_each(items: Generator[Any, None, None], encode: Callable[[Any], bytes]) -> Generator[bytes, None, None]:
    """Yield the items of a generator, each encoded."""
    try:
        for item in items:
            yield encode(item)
    finally:
        items.close()


async def encode_each_async(
    items: AsyncGenerator[Any, None], encode: Callable[[Any], bytes] | None
) -> AsyncGenerator[Any, None]:
    """Yield the items of an asynchronous generator, each encoded; every millisecond, let the event loop have a turn."""
    # PERF: a turn for each item would cost more than most items do (benchmarks/micro/streams.py).
    turn_ends = 0.0
    try:
        async for item in items:
            yield item if encode is None else encode(item)
            if time.monotonic() >= turn_ends:
                await asyncio.sleep(0)
                turn_ends = time.monotonic() + _TURN
    finally:
        await items.aclose()


async def ping_while_idle(chunks: AsyncGenerator[bytes, None], interval: float) -> AsyncGenerator[bytes, None]:
    """Yield the chunks, and a comment whenever none has come for `interval` seconds.

    The generator runs in the task of whoever iterates, and is not interrupted by a comment.
    """
    taker = _Taker(chunks)
    clock = _IdleClock(interval)
    try:
        while True:
            step = clock.step = Stepper(taker.take())
            while not step.is_over:
                clock.restart()
                await step
                if not step.is_over:
                    yield KEEPALIVE_COMMENT
            clock.step = None
            if taker.has_ended:
                return
            yield taker.chunk
    finally:
        clock.stop()
        await _close(clock.step)
        await chunks.aclose()


async def _close(step: Stepper | None) -> None:
    """Cancel a step that nobody waits for any more, and wait for its end."""
    task = asyncio.current_task()
    if step is None or step.is_over or task is None:
        return
    cancellations_before = task.cancelling()
    step.cancel()
    try:
        await step.run_to_end()
    except asyncio.CancelledError:
        if task.cancelling() > cancellations_before:  # not the step alone, this task is cancelled
            raise


class _Taker:
    """Takes one chunk after the other out of a generator."""

    __slots__ = ("_chunks", "chunk", "has_ended")

    def __init__(self, chunks: AsyncGenerator[bytes, None]) -> None:
        self._chunks = chunks
        self.chunk = b""
        self.has_ended = False

    async def take(self) -> None:
        try:
            self.chunk = await anext(self._chunks)
        except StopAsyncIteration:
            self.has_ended = True


class _IdleClock:
    """Pauses `step` when `interval` seconds have passed since the last `restart`."""

    # PERF: one timer for the stream, moved only when it fires, instead of one per chunk (benchmarks/micro/streams.py).
    __slots__ = ("_due", "_interval", "_loop", "_timer", "step")

    def __init__(self, interval: float) -> None:
        self._loop = asyncio.get_running_loop()
        self._interval = interval
        self._due = self._loop.time() + interval
        self._timer = self._loop.call_at(self._due, self._check)
        self.step: Stepper | None = None

    def restart(self) -> None:
        self._due = self._loop.time() + self._interval

    def stop(self) -> None:
        self._timer.cancel()

    def _check(self) -> None:
        if self._loop.time() >= self._due:
            self._due = self._loop.time() + self._interval
            if self.step is not None:
                self.step.pause()
        self._timer = self._loop.call_at(self._due, self._check)
