"""How long the loop is held up by the once-a-second look at the deadlines of idle connections.

    python benchmarks/micro/sweep.py

Prints microseconds of CPU: the longest turn of the loop (the best of several rounds), and a whole round.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from fireweed_server.http.variants import choose_connection_type
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings
from fireweed_server.sweeping import SLICE

ROUNDS: Final = 10
CONNECTIONS: Final = (5_000, 50_000)


class NoTransport(asyncio.Transport):
    """Has nothing to send."""

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever buffered."""

    def get_write_buffer_size(self) -> int:
        return 0


class StepLoop:
    """Keeps what is to be called in the next turn."""

    def __init__(self) -> None:
        self.due: list[Callable[[], object]] = []

    def call_soon(self, callback: Callable[[], object]) -> None:
        self.due.append(callback)

    def step_through(self) -> Iterator[Callable[[], object]]:
        while self.due:
            yield self.due.pop()


async def answer(scope: Any, receive: Any, send: Any) -> None:
    """Never called here."""


def measure(count: int) -> tuple[float, float]:
    """Return the microseconds of the longest turn and of a round over `count` connections."""
    loop, settings = StepLoop(), Settings(access_log=False)
    serving = Serving(answer, settings, loop)  # type: ignore[arg-type]  # it needs no more of a loop
    connection_type = choose_connection_type(settings)
    for _ in range(count):
        connection_type(serving).connection_made(NoTransport())
    longest = whole = float("inf")
    for _ in range(ROUNDS):
        loop.due.append(lambda: serving.sweep(0.5))
        turns = []
        for callback in loop.step_through():
            begin = time.process_time()
            callback()
            turns.append(time.process_time() - begin)
        assert len(turns) == -(-count // SLICE)
        longest, whole = min(longest, max(turns)), min(whole, sum(turns))
    return longest * 1e6, whole * 1e6


def main() -> None:
    for count in CONNECTIONS:
        longest, whole = measure(count)
        print(f"{count:6d} connections: longest turn {longest:6.0f}, round {whole:8.0f}")


if __name__ == "__main__":
    main()
