"""Coroutine tests run, fail, and do not get away with leaving things behind."""

import asyncio
import threading
from collections.abc import Callable
from contextvars import ContextVar

import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from kit.apps import wait_forever
from kit.coroutines import LoopFactory, run_coroutine
from kit.leaks import changed_context_variables, leaked_threads


def test_raises_what_the_coroutine_raises() -> None:
    async def fail() -> None:
        raise ValueError("from the test")

    with pytest.raises(ValueError, match="from the test"):
        run_coroutine(fail())


def test_fails_a_coroutine_that_leaves_a_task_pending() -> None:
    tasks = []

    async def leave_a_task() -> None:
        tasks.append(asyncio.create_task(wait_forever()))

    with pytest.raises(AssertionError, match="wait_forever"):
        run_coroutine(leave_a_task())


def test_accepts_a_task_that_was_cancelled() -> None:
    tasks = []

    async def cancel_a_task() -> None:
        tasks.append(asyncio.create_task(wait_forever()))
        await asyncio.sleep(0)
        tasks[0].cancel()

    run_coroutine(cancel_a_task())

    assert tasks[0].cancelled()


class TestOnEitherLoop:
    @pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
    def loop_factory(self, request: pytest.FixtureRequest) -> LoopFactory:
        chosen: Callable[[], asyncio.AbstractEventLoop] = request.param
        return chosen

    async def test_runs_on_the_loop_of_the_fixture(self, loop_factory: LoopFactory) -> None:
        is_uvloop = isinstance(asyncio.get_running_loop(), uvloop.Loop)

        assert is_uvloop == (loop_factory is uvloop.new_event_loop)


@given(st.integers())
async def test_runs_property_tests(number: int) -> None:
    assert await asyncio.sleep(0, number) == number


def test_notices_threads() -> None:
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="left behind")

    with leaked_threads() as threads:
        thread.start()
    release.set()
    thread.join()

    assert threads == ["left behind"]


def test_notices_context_variables() -> None:
    variable: ContextVar[int] = ContextVar("left_set")

    with changed_context_variables() as variables:
        token = variable.set(1)
    variable.reset(token)

    assert variables == ["left_set"]
