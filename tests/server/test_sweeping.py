import asyncio
from collections.abc import Callable

import pytest

from fireweed_server.sweeping import SLICE, Sweeper


class FakeConnection:
    """Notes when it is swept; may fail, and then stays."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.swept: list[float] = []

    def sweep(self, now: float) -> None:
        self.swept.append(now)
        if self.fails:
            raise OSError("It cannot be reached.")


def count_swept(connections: list[FakeConnection]) -> int:
    return sum(len(connection.swept) for connection in connections)


async def turn(times: int) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


async def test_sweeps_a_slice_in_each_turn_of_the_loop(
    loop_factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    connections = [FakeConnection() for _ in range(2 * SLICE + 1)]
    counts = []

    Sweeper(connections, asyncio.get_running_loop()).sweep(1)
    for _ in range(3):
        counts.append(count_swept(connections))
        await turn(1)

    assert counts == [SLICE, 2 * SLICE, 2 * SLICE + 1]


async def test_leaves_out_who_has_gone_meanwhile() -> None:
    connections = {FakeConnection() for _ in range(2 * SLICE)}
    everyone = list(connections)

    Sweeper(connections, asyncio.get_running_loop()).sweep(1)
    connections.clear()
    await turn(3)

    assert count_swept(everyone) == SLICE


async def test_a_round_that_still_goes_on_is_told_the_time_but_not_begun_anew() -> None:
    connections = [FakeConnection() for _ in range(2 * SLICE)]
    sweeper = Sweeper(connections, asyncio.get_running_loop())

    sweeper.sweep(1)
    sweeper.sweep(2)
    await turn(3)

    assert sorted(connection.swept[0] for connection in connections) == [1] * SLICE + [2] * SLICE


async def test_a_connection_that_fails_does_not_end_the_rounds() -> None:
    connections = [FakeConnection() for _ in range(SLICE)]
    connections += [FakeConnection(fails=True) for _ in range(SLICE)]
    sweeper = Sweeper(connections, asyncio.get_running_loop())

    with pytest.raises(OSError, match="cannot be reached"):
        sweeper.sweep(1)
    await turn(2)

    assert connections[0].swept == [1]
