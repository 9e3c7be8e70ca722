"""Going round all connections once a second without holding up those that are being answered meanwhile."""

import asyncio
from collections.abc import Collection
from typing import Final, Protocol

SLICE: Final = 128
"""How many connections are swept in one turn of the loop."""


class Sweepable(Protocol):
    """What has deadlines."""

    def sweep(self, now: float) -> None:
        """Enforce the deadlines that have passed."""


class Sweeper:
    """Sweeps `connections`, of which some may have gone until it is their turn."""

    def __init__(self, connections: Collection[Sweepable], loop: asyncio.AbstractEventLoop) -> None:
        self._connections = connections
        self._loop = loop
        self._now = 0.0
        self._unswept: list[Sweepable] = []

    def sweep(self, now: float) -> None:
        """Sweep the first SLICE at once and the others in the loop's next turns; a round that still goes on ends first.

        Whoever is swept from now on is told this time.
        """
        self._now = now
        if not self._unswept:
            self._unswept = list(self._connections)
            self._sweep_slice()

    def _sweep_slice(self) -> None:
        # PERF: all at once would take milliseconds for thousands of connections (benchmarks/micro/sweep.py).
        part = self._unswept[-SLICE:]
        del self._unswept[-SLICE:]
        if self._unswept:
            self._loop.call_soon(self._sweep_slice)  # before anything can fail
        for connection in part:
            if connection in self._connections:
                connection.sweep(self._now)
