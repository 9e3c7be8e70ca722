"""What is shielded runs to its end; a cancellation from outside is raised after it, one from inside at once."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from fireweed.concurrency.shielding import origin, run_shielded

pytestmark = pytest.mark.usefixtures("loop_factory")

Part = Callable[[], Awaitable[Any]]


class Shielded:
    """A task that runs a part shielded. The part is run once it waits for the first time."""

    def __init__(self, part: Part) -> None:
        self._part = part
        self.events: list[str] = []

    async def run(self) -> Any:
        origin.set(self)
        steps = self._part().__await__()
        try:
            awaited = next(steps)
            return await run_shielded(self, steps, awaited)
        finally:
            origin.set(None)


async def start(part: Part) -> asyncio.Task[Any]:
    task = asyncio.create_task(Shielded(part).run())
    await asyncio.sleep(0)
    return task


async def test_gives_what_the_part_returns() -> None:
    async def part() -> str:
        await asyncio.sleep(0)
        return "value"

    assert await (await start(part)) == "value"


async def test_raises_what_the_part_raises() -> None:
    async def part() -> None:
        await asyncio.sleep(0)
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        await (await start(part))


async def test_part_learns_of_a_future_that_fails() -> None:
    future = asyncio.get_running_loop().create_future()

    async def part() -> str:
        with pytest.raises(ValueError, match="future"):
            await future
        return "caught"

    task = await start(part)
    future.set_exception(ValueError("future"))

    assert await task == "caught"


async def test_part_learns_of_a_future_that_is_cancelled() -> None:
    future = asyncio.get_running_loop().create_future()

    async def part() -> str:
        with pytest.raises(asyncio.CancelledError):
            await future
        return "caught"

    task = await start(part)
    future.cancel()

    assert await task == "caught"


@pytest.mark.parametrize("times", [1, 2])
async def test_cancellation_is_raised_after_the_part(times: int) -> None:
    events: list[str] = []
    future = asyncio.get_running_loop().create_future()

    async def part() -> None:
        await future
        events.append("done")

    task = await start(part)
    for _ in range(times):
        task.cancel("stop")
        await asyncio.sleep(0)
    future.set_result(None)

    with pytest.raises(asyncio.CancelledError, match="stop"):
        await task
    assert events == ["done"]


async def test_cancellation_between_the_result_and_the_wake_up_is_raised_after_the_part() -> None:
    events: list[str] = []
    future = asyncio.get_running_loop().create_future()

    async def part() -> None:
        await future
        await asyncio.sleep(0)
        events.append("done")

    task = await start(part)
    future.set_result(None)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert events == ["done"]


async def test_cancellation_that_was_requested_before_is_raised_after_the_part() -> None:
    events: list[str] = []

    async def part() -> None:
        await asyncio.sleep(0)
        events.append("done")

    async def run() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await Shielded(part).run()

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(run())
    assert events == ["done"]


async def test_error_of_the_part_counts_more_than_a_cancellation() -> None:
    future = asyncio.get_running_loop().create_future()

    async def part() -> None:
        await future

    task = await start(part)
    task.cancel()
    future.set_exception(ValueError("mine"))

    with pytest.raises(ValueError, match="mine"):
        await task


async def test_withdrawn_cancellation_is_not_raised() -> None:
    future = asyncio.get_running_loop().create_future()

    async def part() -> None:
        await future

    task = await start(part)
    task.cancel()
    task.uncancel()
    future.set_result("value")

    await task


@pytest.mark.parametrize("waits", [0, 1], ids=["before it waits", "at once"])
async def test_timeout_of_the_part_works(waits: int) -> None:
    async def wait() -> None:
        async with asyncio.timeout(0):
            for _ in range(waits):
                await asyncio.sleep(0)
            await asyncio.get_running_loop().create_future()

    async def part() -> str:
        with pytest.raises(TimeoutError):
            await wait()
        return "went on"

    assert await (await start(part)) == "went on"


async def test_task_group_of_the_part_works() -> None:
    async def fail() -> None:
        raise ValueError("child")

    async def wait() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            await asyncio.get_running_loop().create_future()

    async def part() -> str:
        with pytest.raises(ExceptionGroup):
            await wait()
        return "went on"

    assert await (await start(part)) == "went on"


async def test_timeout_around_everything_waits_for_the_part() -> None:
    events: list[str] = []
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    async def part() -> None:
        await future
        events.append("done")

    async def run() -> None:
        async with asyncio.timeout_at(loop.time()):
            loop.call_soon(loop.call_soon, future.set_result, None)  # when the timeout has come
            await Shielded(part).run()

    with pytest.raises(TimeoutError):
        await asyncio.create_task(run())
    assert events == ["done"]


async def test_end_of_an_asynchronous_generator_is_passed_on() -> None:
    async def generate() -> AsyncIterator[None]:
        await asyncio.sleep(0)
        for _ in ():
            yield

    steps: Any = aiter(generate()).__anext__()

    with pytest.raises(StopAsyncIteration):
        await run_shielded(steps, steps, steps.send(None))
