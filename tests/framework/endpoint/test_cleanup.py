"""Closing generators: what is raised, in which order, and what a cancellation does."""

import asyncio
import traceback
from collections.abc import AsyncGenerator
from typing import Any

import pytest

from fireweed.endpoint.cleanup import CleanupStacks, OpenGenerators, enter


class Log(list[str]):
    """What generators did. `waits` says how often each of them waits while it is closed."""

    def __init__(self, waits: int = 0) -> None:
        super().__init__()
        self._waits = waits

    async def open(self, name: str, *, end_with: Exception | None = None) -> AsyncGenerator[str, None]:
        try:
            yield name
        except BaseException as error:
            self.append(f"{name}: {type(error).__name__}")
            await self._wait()
            raise
        self.append(f"{name} closes")
        await self._wait()
        self.append(f"{name} closed")
        if end_with is not None:
            raise end_with

    async def suppress(self) -> AsyncGenerator[None, None]:
        try:
            yield
        except ValueError:
            self.append("suppressed")
            await self._wait()

    async def replace(self, other: Exception) -> AsyncGenerator[None, None]:
        try:
            yield
        except ValueError:
            await self._wait()
            raise other from None

    async def _wait(self) -> None:
        for _ in range(self._waits):
            await asyncio.sleep(0)


async def use(*generators: AsyncGenerator[Any, None], error: BaseException | None = None) -> None:
    """Enter generators and close them, with an error."""
    opened = OpenGenerators()
    async with opened:
        for generator in generators:
            await enter(generator, opened)
        if error is not None:
            raise error


@pytest.fixture(params=[0, 2], ids=["at once", "waiting"])
def log(request: pytest.FixtureRequest) -> Log:
    return Log(request.param)


async def test_gives_the_value_that_is_yielded(log: Log) -> None:
    opened = OpenGenerators()

    async with opened:
        assert await enter(log.open("a"), opened) == "a"


async def test_last_one_entered_is_closed_first(log: Log) -> None:
    await use(log.open("a"), log.open("b"))

    assert log == ["b closes", "b closed", "a closes", "a closed"]


async def test_each_is_resumed_with_the_error(log: Log) -> None:
    with pytest.raises(ValueError, match="mine") as caught:
        await use(log.open("a"), log.open("b"), error=ValueError("mine"))

    assert log == ["b: ValueError", "a: ValueError"]
    assert traceback.extract_tb(caught.value.__traceback__)[-1].name == "use"


async def test_suppressed_error_is_none_to_those_around(log: Log) -> None:
    await use(log.open("a"), log.suppress(), error=ValueError())

    assert log == ["suppressed", "a closes", "a closed"]


async def test_error_may_be_replaced(log: Log) -> None:
    other = KeyError("other")

    with pytest.raises(KeyError) as caught:
        await use(log.open("a"), log.replace(other), error=ValueError())

    assert caught.value is other
    assert log == ["a: KeyError"]


async def test_error_while_closing_reaches_those_around(log: Log) -> None:
    with pytest.raises(KeyError) as caught:
        await use(log.open("a"), log.open("b", end_with=KeyError()))

    assert log == ["b closes", "b closed", "a: KeyError"]
    assert traceback.extract_tb(caught.value.__traceback__)[-1].name == "open"


async def test_error_while_closing_after_another_one_keeps_that_as_its_context(log: Log) -> None:
    async def fail() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            raise KeyError

    with pytest.raises(KeyError) as caught:
        await use(fail(), error=ValueError("first"))

    assert isinstance(caught.value.__context__, ValueError)


@pytest.mark.parametrize("error", [StopAsyncIteration(), StopIteration()], ids=["async", "sync"])
async def test_stop_of_the_user_passes_unchanged(log: Log, error: Exception) -> None:
    caught: list[BaseException] = []

    opened = OpenGenerators()
    try:
        async with opened:
            await enter(log.open("a"), opened)
            raise error
    except (StopAsyncIteration, StopIteration) as raised:
        caught.append(raised)

    assert caught == [error]


async def test_generator_that_yields_nothing_is_refused() -> None:
    async def generate() -> AsyncGenerator[None, None]:
        return
        yield

    opened = OpenGenerators()

    with pytest.raises(RuntimeError, match="generator didn't yield"):
        await enter(generate(), opened)
    assert not opened


@pytest.mark.parametrize("waits", [0, 1], ids=["at once", "waiting"])
@pytest.mark.parametrize(
    ("error", "message"),
    [(None, "(?m)generator didn't stop$"), (ValueError(), r"generator didn't stop after athrow\(\)")],
    ids=["without error", "with error"],
)
async def test_generator_that_yields_twice_is_refused_and_closed(
    waits: int, error: Exception | None, message: str
) -> None:
    events: list[str] = []

    async def generate() -> AsyncGenerator[None, None]:
        try:
            try:
                yield
            except ValueError:
                events.append("error")
            for _ in range(waits):
                await asyncio.sleep(0)
            yield
        finally:
            events.append("closed")

    with pytest.raises(RuntimeError, match=message):
        await use(generate(), error=error)
    assert events[-1] == "closed"


async def test_error_of_a_second_yield_that_is_closed_is_raised() -> None:
    async def generate() -> AsyncGenerator[None, None]:
        yield
        try:
            yield
        finally:
            raise KeyError("at the end")

    with pytest.raises(KeyError, match="at the end"):
        await use(generate())


async def test_entering_can_be_cancelled() -> None:
    events: list[str] = []

    async def generate() -> AsyncGenerator[None, None]:
        try:
            await asyncio.get_running_loop().create_future()
            yield
        finally:
            events.append("left")

    task = asyncio.create_task(enter(generate(), OpenGenerators()))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert events == ["left"]


async def test_cancellation_while_closing_reaches_those_around_afterwards() -> None:
    log = Log(waits=3)
    task = asyncio.create_task(use(log.open("a"), log.open("b")))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert log == ["b closes", "b closed", "a: CancelledError"]


async def test_second_cancellation_does_not_interrupt_the_cleanup_for_the_first() -> None:
    log, opened = Log(waits=3), OpenGenerators()
    forever = asyncio.get_running_loop().create_future()
    events: list[str] = []

    async def outer() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await asyncio.sleep(0)
            events.append("left")

    async def run() -> None:
        async with opened:
            await enter(outer(), opened)
            await enter(log.open("inner"), opened)
            await forever

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)

    with pytest.raises(asyncio.CancelledError):
        await task
    assert (log, events) == (["inner: CancelledError"], ["left"])


@pytest.mark.parametrize("error", [None, ValueError()], ids=["without error", "with error"])
async def test_timeout_entered_after_a_wait_of_the_cleanup_counts(error: Exception | None) -> None:
    async def generate() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await asyncio.sleep(0)
            async with asyncio.timeout(0):
                await asyncio.get_running_loop().create_future()

    with pytest.raises(TimeoutError):
        await use(generate(), error=error)


async def test_timeout_entered_before_the_yield_counts_afterwards() -> None:
    async def generate() -> AsyncGenerator[asyncio.Timeout, None]:
        async with asyncio.timeout(None) as timeout:
            yield timeout
            timeout.reschedule(0)
            await asyncio.get_running_loop().create_future()

    with pytest.raises(TimeoutError):
        await use(generate())


async def test_task_group_entered_before_the_yield_is_left_in_the_same_task() -> None:
    events: list[str] = []

    async def work() -> None:
        await asyncio.sleep(0)
        events.append("worked")

    async def generate() -> AsyncGenerator[asyncio.TaskGroup, None]:
        async with asyncio.TaskGroup() as group:
            yield group

    opened = OpenGenerators()

    async with opened:
        group: Any = await enter(generate(), opened)
        group.create_task(work())

    assert events == ["worked"]


def test_generators_are_kept_by_lifetime() -> None:
    stacks = CleanupStacks()

    assert stacks.get("function") is stacks.function
    assert stacks.get("request") is stacks.get(None) is stacks.request
