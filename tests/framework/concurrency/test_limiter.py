import asyncio

import pytest

from fireweed.concurrency.limiter import Limiter

pytestmark = pytest.mark.usefixtures("loop_factory")


class Visitors:
    """Tasks that stay inside of a limiter until they are told to leave."""

    def __init__(self, limiter: Limiter) -> None:
        self._limiter = limiter
        self.inside: list[int] = []
        self._exits: dict[int, asyncio.Event] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    async def send(self, *numbers: int) -> None:
        for number in numbers:
            self._exits[number] = asyncio.Event()
            self.tasks[number] = asyncio.create_task(self._visit(number))
        await turns()

    async def dismiss(self, *numbers: int) -> None:
        for number in numbers:
            self._exits[number].set()
        await turns()

    async def _visit(self, number: int) -> None:
        async with self._limiter:
            self.inside.append(number)
            await self._exits[number].wait()
            self.inside.remove(number)


async def turns() -> None:
    """Let everything happen that can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_lets_in_as_many_as_there_are_slots() -> None:
    visitors = Visitors(Limiter(2))

    await visitors.send(1, 2, 3)

    assert visitors.inside == [1, 2]
    await visitors.dismiss(1, 2, 3)


async def test_first_come_is_first_served() -> None:
    visitors = Visitors(Limiter(1))
    await visitors.send(1, 2, 3)

    await visitors.dismiss(1)
    second = list(visitors.inside)
    await visitors.dismiss(2)

    assert (second, visitors.inside) == ([2], [3])
    await visitors.dismiss(3)


async def test_cancelled_waiter_takes_no_slot() -> None:
    visitors = Visitors(Limiter(1))
    await visitors.send(1, 2, 3)

    visitors.tasks[2].cancel()
    await turns()
    await visitors.dismiss(1)

    assert visitors.inside == [3]
    await visitors.dismiss(3)


async def test_slot_handed_to_a_task_that_is_then_cancelled_goes_to_the_next() -> None:
    visitors = Visitors(Limiter(1))
    await visitors.send(1, 2, 3)

    visitors._exits[1].set()
    await asyncio.sleep(0)
    visitors.tasks[2].cancel()
    await turns()

    assert visitors.inside == [3]
    await visitors.dismiss(3)


async def test_slot_of_a_waiter_cancelled_at_the_same_time_stays_free() -> None:
    visitors = Visitors(Limiter(1))
    await visitors.send(1, 2)

    visitors.tasks[2].cancel()
    await visitors.dismiss(1)
    await visitors.send(3)

    assert visitors.inside == [3]
    await visitors.dismiss(3)
