import asyncio
import logging
import threading
from functools import partial

import pytest

from fireweed.background import BackgroundTask, BackgroundTasks


class Note:
    """Callables that note what they were called with."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def write(self, text: str, *, mark: str = "") -> None:
        self.notes.append(text + mark)

    async def write_soon(self, text: str) -> None:
        await asyncio.sleep(0)
        self.notes.append(text)

    def fail(self, text: str) -> None:
        self.notes.append(text)
        raise LookupError(text)


async def test_calls_a_function_with_its_arguments() -> None:
    note = Note()

    await BackgroundTask(note.write, "a", mark="!")()

    assert note.notes == ["a!"]


async def test_awaits_a_coroutine_function() -> None:
    note = Note()

    await BackgroundTask(note.write_soon, "a")()

    assert note.notes == ["a"]


async def test_awaits_a_partial_of_a_coroutine_function() -> None:
    note = Note()

    await BackgroundTask(partial(note.write_soon, "a"))()

    assert note.notes == ["a"]


async def test_runs_a_function_in_a_worker_thread() -> None:
    threads: list[int] = []

    await BackgroundTask(lambda: threads.append(threading.get_ident()))()

    assert threads != [threading.get_ident()]


async def test_raises_what_the_function_raises() -> None:
    with pytest.raises(LookupError, match="a"):
        await BackgroundTask(Note().fail, "a")()


async def test_runs_tasks_in_the_order_they_were_added() -> None:
    note = Note()
    tasks = BackgroundTasks([BackgroundTask(note.write, "a")])
    tasks.add_task(note.write_soon, "b")
    tasks.add_task(note.write, "c", mark="!")

    await tasks()

    assert note.notes == ["a", "b", "c!"]


async def test_runs_all_tasks_and_then_raises_the_first_error() -> None:
    note = Note()
    tasks = BackgroundTasks()
    tasks.add_task(note.fail, "a")
    tasks.add_task(note.fail, "b")
    tasks.add_task(note.write, "c")

    with pytest.raises(LookupError, match="a"):
        await tasks()

    assert note.notes == ["a", "b", "c"]


async def test_logs_every_error(caplog: pytest.LogCaptureFixture) -> None:
    note = Note()
    tasks = BackgroundTasks()
    tasks.add_task(note.fail, "a")
    tasks.add_task(note.fail, "b")

    with caplog.at_level(logging.ERROR, logger="fireweed"), pytest.raises(LookupError):
        await tasks()

    assert [record.name for record in caplog.records] == ["fireweed", "fireweed"]
    assert all(record.exc_info for record in caplog.records)


async def test_cancelled_runs_no_further_task() -> None:
    note = Note()
    begun = asyncio.Event()

    async def wait() -> None:
        begun.set()
        await asyncio.Event().wait()

    tasks = BackgroundTasks()
    tasks.add_task(wait)
    tasks.add_task(note.write, "a")
    run = asyncio.create_task(tasks())
    await begun.wait()

    run.cancel()
    await asyncio.wait([run])

    assert run.cancelled()
    assert note.notes == []


async def test_keeps_the_tasks_it_was_given() -> None:
    task = BackgroundTask(int)

    assert BackgroundTasks([task]).tasks == [task]


def test_says_what_it_calls() -> None:
    tasks = BackgroundTasks([BackgroundTask(int, "ff", base=16)])

    assert repr(tasks) == "BackgroundTasks([BackgroundTask(<class 'int'>, args=('ff',), kwargs={'base': 16})])"
