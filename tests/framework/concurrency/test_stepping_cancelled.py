import asyncio
import functools
from asyncio import CancelledError, Future
from collections.abc import Callable, Coroutine, Generator
from typing import Any

import pytest

from fireweed.concurrency.stepping import Stepper

pytestmark = pytest.mark.usefixtures("loop_factory")


class Conversation:
    """A coroutine in a stepper: it says something with `say`, which pauses it until who listens has called `answer`."""

    def __init__(self, speak: Callable[["Conversation"], Coroutine[Any, Any, object]]) -> None:
        self.said: list[str] = []
        self.stepper = Stepper(speak(self))
        self._answer: Future[None] | None = None

    async def say(self, text: str) -> None:
        self._answer = asyncio.get_running_loop().create_future()
        self.said.append(text)
        self.stepper.pause()
        await self._answer

    def answer(self) -> None:
        assert self._answer is not None
        self._answer.set_result(None)


class Fails:
    """Yields to the task what no task accepts."""

    def __await__(self) -> Generator[Any, None, None]:
        yield "nonsense"


async def wait_forever() -> None:
    await asyncio.Event().wait()


async def test_cancelling_the_task_reaches_the_coroutine_first() -> None:
    order: list[str] = []

    async def wait() -> None:
        try:
            await wait_forever()
        except CancelledError:
            order.append("coroutine")
            raise

    async def run() -> None:
        try:
            await Stepper(wait())
        except CancelledError:
            order.append("task")
            raise

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(CancelledError):
        await task
    assert order == ["coroutine", "task"]


async def test_cancelling_the_task_waits_for_what_the_coroutine_waits_for() -> None:
    order: list[str] = []

    async def clean_up() -> None:
        try:
            await wait_forever()
        finally:
            await asyncio.sleep(0)
            order.append("child")

    async def wait() -> None:
        try:
            await asyncio.create_task(clean_up())
        finally:
            order.append("coroutine")

    task = asyncio.create_task(_await(Stepper(wait())))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(CancelledError):
        await task
    assert order == ["child", "coroutine"]


async def test_coroutine_may_refuse_a_cancellation() -> None:
    async def wait() -> None:
        try:
            await wait_forever()
        except CancelledError:
            await asyncio.sleep(0)

    stepper = Stepper(wait())
    task = asyncio.create_task(_await(stepper))
    await asyncio.sleep(0)

    task.cancel()
    await task

    assert stepper.is_over


async def test_cancellation_that_meets_a_pause_reaches_the_coroutine() -> None:
    future: Future[None] = asyncio.get_running_loop().create_future()
    stepper = Stepper(_await(future))
    task = asyncio.create_task(_await(stepper))
    await asyncio.sleep(0)

    stepper.pause()
    task.cancel()

    with pytest.raises(CancelledError):
        await task
    assert stepper.is_over
    assert future.cancelled()


async def test_cancellation_during_a_bare_yield_reaches_the_coroutine() -> None:
    order: list[str] = []

    async def spin() -> None:
        try:
            for _ in range(10):
                await asyncio.sleep(0)
        finally:
            order.append("coroutine")

    task = asyncio.create_task(_await(Stepper(spin())))
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(CancelledError):
        await task
    assert order == ["coroutine"]


async def test_cancels_a_paused_coroutine() -> None:
    ended_with: list[object] = []

    async def speak(conversation: Conversation) -> None:
        try:
            await conversation.say("first")
        except CancelledError as error:
            ended_with.append(type(error))
            raise

    conversation = Conversation(speak)
    await conversation.stepper

    conversation.stepper.cancel()
    with pytest.raises(CancelledError):
        await conversation.stepper

    assert ended_with == [CancelledError]


async def test_cancels_a_coroutine_that_was_not_begun() -> None:
    stepper = Stepper(wait_forever())

    stepper.cancel()
    with pytest.raises(CancelledError):
        await stepper

    assert stepper.is_over


async def test_cancelling_does_not_hide_an_error_that_nobody_has_got() -> None:
    async def fail() -> None:
        stepper.pause()
        raise LookupError("broken")

    stepper = Stepper(fail())
    await stepper

    stepper.cancel()

    with pytest.raises(LookupError, match="broken"):
        await stepper


async def test_closes_a_paused_coroutine() -> None:
    ended_with: list[object] = []

    async def speak(conversation: Conversation) -> None:
        try:
            await conversation.say("first")
        except GeneratorExit as error:
            ended_with.append(type(error))
            raise

    conversation = Conversation(speak)
    await conversation.stepper

    conversation.stepper.close()

    assert ended_with == [GeneratorExit]
    assert conversation.stepper.is_over


@pytest.mark.parametrize("wait_for", [wait_forever, functools.partial(asyncio.sleep, 0)], ids=["future", "bare yield"])
async def test_closing_who_awaits_closes_the_coroutine(wait_for: Callable[[], Coroutine[Any, Any, None]]) -> None:
    ended_with: list[object] = []

    async def wait() -> None:
        try:
            await wait_for()
        except GeneratorExit as error:
            ended_with.append(type(error))
            raise

    awaiting = _await(Stepper(wait()))
    awaiting.send(None)

    awaiting.close()

    assert ended_with == [GeneratorExit]


async def _await(awaitable: Any) -> None:
    await awaitable
