import asyncio
import contextvars
from asyncio import Future
from collections.abc import Awaitable, Generator
from typing import Any

import pytest

from fireweed.concurrency.interruptible import InterruptibleWait

pytestmark = pytest.mark.usefixtures("loop_factory")


class Waiting:
    """Waits for a future in a way that can be interrupted: `waits` around each other, the inner one first."""

    def __init__(self, future: Future[Any], depth: int = 1) -> None:
        self.waits = [InterruptibleWait(future)]
        for _ in range(depth - 1):
            self.waits.append(InterruptibleWait(self.waits[-1]))

    def __await__(self) -> Generator[Any, None, None]:
        yield self.waits[-1]


async def start(awaitable: Awaitable[object]) -> asyncio.Task[object]:
    """A task that waits already."""

    async def wait() -> object:
        return await awaitable

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    return task


@pytest.fixture(params=[1, 3], ids=["one wait", "nested waits"])
def depth(request: pytest.FixtureRequest) -> int:
    depth: int = request.param
    return depth


def new_future() -> Future[str]:
    return asyncio.get_running_loop().create_future()


async def test_ends_with_the_future(depth: int) -> None:
    future = new_future()
    task = await start(Waiting(future, depth))

    future.set_result("done")

    await task


async def test_raises_the_error_of_the_future(depth: int) -> None:
    future = new_future()
    task = await start(Waiting(future, depth))

    future.set_exception(LookupError("broken"))

    with pytest.raises(LookupError, match="broken"):
        await task


@pytest.mark.parametrize("interrupted", [0, 1, 2])
async def test_interruption_wakes_the_task_and_leaves_the_future(interrupted: int) -> None:
    future = new_future()
    waiting = Waiting(future, depth=3)
    task = await start(waiting)

    waiting.waits[interrupted].interrupt()
    await task

    assert waiting.waits[interrupted].done()
    assert not future.done()


async def test_interrupted_wait_around_another_can_be_repeated() -> None:
    future = new_future()
    inner = InterruptibleWait(future)
    outer = Waiting(inner)  # type: ignore[arg-type]  # what a task takes for a future
    task = await start(outer)
    outer.waits[0].interrupt()
    await task

    again = await start(Waiting(inner))  # type: ignore[arg-type]  # as above
    future.set_result("done")

    await again


async def test_interruption_after_the_end_changes_nothing(depth: int) -> None:
    future = new_future()
    waiting = Waiting(future, depth)
    task = await start(waiting)

    future.set_result("done")
    waiting.waits[-1].interrupt()

    await task


async def test_interruption_before_the_wait_is_remembered() -> None:
    wait = InterruptibleWait(new_future())

    wait.interrupt()

    assert wait.done()


async def test_cancelling_the_task_cancels_the_future(depth: int) -> None:
    future = new_future()
    task = await start(Waiting(future, depth))

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert future.cancelled()


async def test_task_is_cancelled_even_if_it_was_just_interrupted(depth: int) -> None:
    future = new_future()
    waiting = Waiting(future, depth)
    task = await start(waiting)

    waiting.waits[0].interrupt()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert not future.cancelled()


async def test_task_wakes_up_in_its_own_context() -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")
    waiting = Waiting(new_future())
    seen: list[str | None] = []

    async def wait() -> None:
        variable.set("of the task")
        await waiting
        seen.append(variable.get(None))

    task = asyncio.create_task(wait())
    await asyncio.sleep(0)
    waiting.waits[0].interrupt()
    await task

    assert seen == ["of the task"]
