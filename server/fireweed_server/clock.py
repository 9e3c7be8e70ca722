"""One coarse timer for the process: what time it is, to the second, for deadlines and the `date` header."""

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from typing import Final

INTERVAL: Final = 1.0
"""Seconds between two ticks."""


class Clock:
    """Ticks once a second. `now` is the loop's monotonic time in seconds, `date` the IMF-fixdate (RFC 9110 §5.6.7).

    Deadlines that are swept by its ticks are met up to a second late; in exchange, no request sets a timer.
    """

    def __init__(self) -> None:
        self.now = 0.0
        self.date = b""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._on_tick: Callable[[float], None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self, loop: asyncio.AbstractEventLoop, on_tick: Callable[[float], None]) -> None:
        """Set the time, call `on_tick` with `now`, at once and then once a second."""
        self._loop, self._on_tick = loop, on_tick
        self._tick()

    def stop(self) -> None:
        """Tick no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._loop = self._on_tick = None

    def _tick(self) -> None:
        assert self._loop is not None
        assert self._on_tick is not None
        self.now = self._loop.time()
        self.date = formatdate(usegmt=True).encode("ascii")
        self._timer = self._loop.call_later(INTERVAL, self._tick)
        self._on_tick(self.now)
