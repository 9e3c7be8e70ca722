import asyncio
from asyncio import CancelledError
from typing import Any

import pytest

from fireweed.concurrency.hosting import Host

pytestmark = pytest.mark.usefixtures("loop_factory")


async def _await(awaitable: Any) -> None:
    await awaitable


async def wait_forever() -> None:
    await asyncio.Event().wait()


async def test_runs_in_one_task_whoever_awaits() -> None:
    tasks: list[object] = []
    event = asyncio.Event()

    async def run() -> None:
        tasks.append(asyncio.current_task())
        host.pause()
        await event.wait()
        tasks.append(asyncio.current_task())

    host = Host(run())
    await asyncio.create_task(_await(host))
    event.set()
    await host

    assert tasks[0] is tasks[1]
    assert tasks[0] is not asyncio.current_task()


async def test_pause_ends_the_await() -> None:
    event = asyncio.Event()

    async def run() -> None:
        host.pause()
        await event.wait()

    host = Host(run())

    await host
    assert not host.is_over
    event.set()
    await host

    assert host.is_over


async def test_raises_what_the_coroutine_raises() -> None:
    async def fail() -> None:
        raise LookupError("broken")

    host = Host(fail())

    with pytest.raises(LookupError, match="broken"):
        await host
    assert host.is_over


async def test_raises_an_error_after_a_pause_with_the_next_await() -> None:
    async def fail() -> None:
        host.pause()
        raise LookupError("broken")

    host = Host(fail())

    await host
    assert not host.is_over
    with pytest.raises(LookupError, match="broken"):
        await host

    assert host.is_over


async def test_awaiting_after_the_end_does_nothing() -> None:
    host = Host(asyncio.sleep(0))
    await host

    await host

    assert host.is_over


async def test_cancelling_who_awaits_cancels_the_coroutine_first() -> None:
    order: list[str] = []

    async def wait() -> None:
        try:
            await wait_forever()
        finally:
            order.append("coroutine")

    async def run() -> None:
        try:
            await Host(wait())
        finally:
            order.append("task")

    task = asyncio.create_task(run())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()

    with pytest.raises(CancelledError):
        await task
    assert order == ["coroutine", "task"]


async def test_cancels_a_coroutine_that_nobody_awaits() -> None:
    async def run() -> None:
        host.pause()
        await wait_forever()

    host = Host(run())
    await host

    host.cancel()

    with pytest.raises(CancelledError):
        await host


async def test_closing_cancels_without_waiting() -> None:
    ended: list[str] = []

    async def run() -> None:
        host.pause()
        try:
            await wait_forever()
        finally:
            ended.append("ended")

    host = Host(run())
    await host

    host.close()
    assert ended == []
    await asyncio.sleep(0)

    assert ended == ["ended"]


def test_closing_does_nothing_when_the_loop_is_gone() -> None:
    async def run() -> None:
        host.pause()

    async def main() -> None:
        await host

    host = Host(run())
    asyncio.run(main())

    host.close()

    assert not host.is_over
