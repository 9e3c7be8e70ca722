import asyncio
import threading
from collections.abc import Iterator
from contextlib import aclosing
from contextvars import ContextVar

import pytest

from fireweed.concurrency import iterate_in_threadpool, run_in_threadpool
from kit.threads import Blockade, wait_until

pytestmark = pytest.mark.usefixtures("loop_factory")

variable: ContextVar[str] = ContextVar("variable", default="unset")


class Closing:
    """A generator function that remembers the thread in which its generator was closed."""

    def __init__(self) -> None:
        self.closed_in: threading.Thread | None = None

    def numbers(self) -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            self.closed_in = threading.current_thread()


async def test_yields_what_the_iterable_yields() -> None:
    assert [item async for item in iterate_in_threadpool(range(5))] == [0, 1, 2, 3, 4]


async def test_yields_nothing_of_an_empty_iterable() -> None:
    assert [item async for item in iterate_in_threadpool(range(0))] == []


async def test_steps_in_worker_threads() -> None:
    def threads() -> Iterator[int]:
        yield threading.get_ident()
        yield threading.get_ident()

    seen = [item async for item in iterate_in_threadpool(threads())]

    assert threading.get_ident() not in seen


async def test_asks_for_the_iterator_in_a_worker_thread() -> None:
    class Query:
        def __iter__(self) -> Iterator[int]:
            return iter([threading.get_ident()])

    seen = [item async for item in iterate_in_threadpool(Query())]

    assert threading.get_ident() not in seen


async def test_raises_what_the_iterable_raises() -> None:
    def fail() -> Iterator[int]:
        yield 1
        raise LookupError("broken")

    iterator = iterate_in_threadpool(fail())
    first = await anext(iterator)

    with pytest.raises(LookupError, match="broken"):
        await anext(iterator)

    assert first == 1


async def test_a_generator_keeps_its_context_variables_between_steps() -> None:
    def steps() -> Iterator[str]:
        token = variable.set("generator")
        yield variable.get()
        yield variable.get()
        variable.reset(token)
        yield variable.get()

    seen = [item async for item in iterate_in_threadpool(steps())]

    assert seen == ["generator", "generator", "unset"]
    assert variable.get() == "unset"


async def test_closes_a_generator_that_is_left_early_in_a_worker_thread() -> None:
    closing = Closing()

    async with aclosing(iterate_in_threadpool(closing.numbers())) as iterator:
        await anext(iterator)

    assert closing.closed_in not in (None, threading.current_thread())


async def test_raises_what_closing_a_generator_raises() -> None:
    def fail() -> Iterator[int]:
        try:
            yield 1
        finally:
            raise LookupError("broken")

    iterator = iterate_in_threadpool(fail())
    await anext(iterator)

    with pytest.raises(LookupError, match="broken"):
        await iterator.aclose()


async def test_does_not_step_a_generator_that_is_left_before_its_start() -> None:
    closing = Closing()

    await iterate_in_threadpool(closing.numbers()).aclose()

    assert closing.closed_in is None


async def test_leaves_iterators_open_that_are_no_generators() -> None:
    class Lines:
        closed = False

        def __iter__(self) -> "Lines":
            return self

        def __next__(self) -> str:
            return "line"

        def close(self) -> None:
            self.closed = True

    lines = Lines()

    async with aclosing(iterate_in_threadpool(lines)) as iterator:
        await anext(iterator)

    assert not lines.closed


async def test_a_step_under_way_when_cancelled_closes_the_generator_afterwards() -> None:
    blockade = Blockade()
    closed = threading.Event()

    def steps() -> Iterator[int]:
        try:
            blockade()
            yield 1
        finally:
            closed.set()

    call = asyncio.create_task(anext(iterate_in_threadpool(steps())))
    await run_in_threadpool(blockade.wait_begun)
    call.cancel()
    await asyncio.wait([call])
    was_closed_before = closed.is_set()
    blockade.release()
    await run_in_threadpool(wait_until, closed.is_set)

    assert call.cancelled()
    assert not was_closed_before


async def test_cancelled_between_steps_closes_the_generator_before_it_ends() -> None:
    closing = Closing()
    stepped = asyncio.Event()

    async def iterate() -> None:
        async with aclosing(iterate_in_threadpool(closing.numbers())) as iterator:
            async for _ in iterator:
                stepped.set()
                await asyncio.Event().wait()

    call = asyncio.create_task(iterate())
    await stepped.wait()
    call.cancel()
    await asyncio.wait([call])

    assert closing.closed_in is not None
