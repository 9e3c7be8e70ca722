import asyncio
from asyncio import Future
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


async def test_runs_to_the_end() -> None:
    async def count() -> None:
        for _ in range(3):
            await asyncio.sleep(0)

    stepper = Stepper(count())

    await stepper

    assert stepper.is_over


async def test_pauses_and_goes_on() -> None:
    async def speak(conversation: Conversation) -> None:
        await conversation.say("first")
        await conversation.say("second")

    conversation = Conversation(speak)

    await conversation.stepper
    assert (conversation.said, conversation.stepper.is_over) == (["first"], False)
    conversation.answer()
    await conversation.stepper
    assert (conversation.said, conversation.stepper.is_over) == (["first", "second"], False)
    conversation.answer()
    await conversation.stepper

    assert conversation.stepper.is_over


async def test_stays_paused_for_as_long_as_it_is_not_answered() -> None:
    async def speak(conversation: Conversation) -> None:
        await conversation.say("first")
        conversation.said.append("went on")

    conversation = Conversation(speak)
    await conversation.stepper

    waiting = asyncio.create_task(_await(conversation.stepper))
    await asyncio.sleep(0)
    assert conversation.said == ["first"]
    conversation.answer()
    await waiting

    assert conversation.said == ["first", "went on"]


async def test_shares_the_task() -> None:
    tasks: list[object] = []

    async def run() -> None:
        tasks.append(asyncio.current_task())
        await asyncio.sleep(0)
        tasks.append(asyncio.current_task())

    await Stepper(run())

    assert tasks == [asyncio.current_task()] * 2


async def test_raises_what_the_coroutine_raises() -> None:
    async def fail() -> None:
        await asyncio.sleep(0)
        raise LookupError("broken")

    stepper = Stepper(fail())

    with pytest.raises(LookupError, match="broken"):
        await stepper
    assert stepper.is_over


async def test_raises_an_error_after_a_pause_with_the_next_await() -> None:
    async def fail() -> None:
        stepper.pause()
        raise LookupError("broken")

    stepper = Stepper(fail())

    await stepper
    assert not stepper.is_over
    with pytest.raises(LookupError, match="broken"):
        await stepper

    assert stepper.is_over


async def test_another_task_can_pause_a_coroutine_that_waits() -> None:
    async def wait_for_result() -> None:
        results.append(await result)

    result: Future[str] = asyncio.get_running_loop().create_future()
    results: list[str] = []
    stepper = Stepper(wait_for_result())
    asyncio.get_running_loop().call_soon(stepper.pause)

    await stepper
    assert not stepper.is_over
    result.set_result("result")
    await stepper

    assert results == ["result"]


async def test_inner_one_of_two_steppers_can_be_paused() -> None:
    async def outer() -> None:
        await inner
        order.append("paused")
        await inner

    order: list[str] = []
    event = asyncio.Event()
    inner = Stepper(event.wait())
    stepper = Stepper(outer())
    loop = asyncio.get_running_loop()
    loop.call_soon(inner.pause)
    loop.call_soon(loop.call_soon, event.set)

    await stepper

    assert order == ["paused"]
    assert inner.is_over


async def test_outer_one_of_two_steppers_can_be_paused() -> None:
    event = asyncio.Event()
    inner = Stepper(event.wait())
    stepper = Stepper(_await(inner))
    asyncio.get_running_loop().call_soon(stepper.pause)

    await stepper
    assert not stepper.is_over
    event.set()
    await stepper

    assert inner.is_over


async def test_inner_one_paused_while_nobody_waits_goes_on_at_once() -> None:
    inner = Stepper(wait_forever())
    stepper = Stepper(_await(inner))
    asyncio.get_running_loop().call_soon(stepper.pause)
    await stepper

    inner.pause()
    await stepper

    assert stepper.is_over
    inner.close()


async def test_awaiting_after_the_end_does_nothing() -> None:
    stepper = Stepper(asyncio.sleep(0))
    await stepper

    await stepper

    assert stepper.is_over


async def test_refuses_to_be_awaited_twice_at_the_same_time() -> None:
    stepper = Stepper(wait_forever())
    task = asyncio.create_task(_await(stepper))
    await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="two tasks"):
        await stepper

    task.cancel()
    await asyncio.wait([task])


async def test_what_no_task_accepts_fails_where_it_was_yielded() -> None:
    async def wait() -> str:
        try:
            await Fails()
        except RuntimeError as error:
            return str(error)
        return ""

    messages: list[str] = []

    async def keep() -> None:
        messages.append(await wait())

    await Stepper(keep())

    assert "nonsense" in messages[0]


async def _await(awaitable: Any) -> None:
    await awaitable


# A first step taken by somebody else


async def test_resumed_coroutine_waits_for_what_it_yielded() -> None:
    future: Future[str] = asyncio.get_running_loop().create_future()
    results: list[str] = []

    async def wait_for_result() -> None:
        results.append(await future)

    coroutine = wait_for_result()
    stepper = Stepper.resume(coroutine, coroutine.send(None))
    asyncio.get_running_loop().call_soon(future.set_result, "done")
    await stepper

    assert (results, stepper.is_over) == (["done"], True)


@pytest.mark.parametrize("to_end", [True, False], ids=["to the end", "awaited"])
async def test_resumed_coroutine_gets_the_turn_of_the_loop_that_it_asked_for(to_end: bool) -> None:
    order: list[str] = []

    async def sleep() -> None:
        await asyncio.sleep(0)
        order.append("coroutine")

    coroutine = sleep()
    stepper = Stepper.resume(coroutine, coroutine.send(None))
    asyncio.get_running_loop().call_soon(order.append, "loop")
    await (stepper.run_to_end() if to_end else stepper)

    assert order == ["loop", "coroutine"]


async def test_kept_error_is_raised_once() -> None:
    async def fail() -> None:
        raise LookupError("broken")

    coroutine = fail()
    with pytest.raises(LookupError) as caught:
        coroutine.send(None)
    stepper = Stepper.keep_error(coroutine, caught.value)

    assert not stepper.is_over
    with pytest.raises(LookupError, match="broken"):
        await stepper
    assert stepper.is_over
