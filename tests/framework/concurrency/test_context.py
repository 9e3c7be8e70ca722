import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

import pytest

from fireweed.concurrency import contextmanager_in_threadpool, get_pool, run_in_threadpool
from kit.threads import Blockade, wait_until

pytestmark = pytest.mark.usefixtures("loop_factory")


class Recorder(AbstractContextManager[str]):
    """A context manager that remembers what happened to it, and stands still on the way in and out if asked to."""

    def __init__(self, *, on_enter: Blockade | None = None, on_exit: Blockade | None = None) -> None:
        self.events: list[str] = []
        self.threads: set[int] = set()
        self.error: BaseException | None = None
        self._on_enter = on_enter
        self._on_exit = on_exit

    def __enter__(self) -> str:
        self.threads.add(threading.get_ident())
        if self._on_enter is not None:
            self._on_enter()
        self.events.append("enter")
        return "value"

    def __exit__(self, error_class: object, error: BaseException | None, traceback: object) -> None:
        self.threads.add(threading.get_ident())
        if self._on_exit is not None:
            self._on_exit()
        self.error = error
        self.events.append("exit")


async def test_gives_the_value_of_entering() -> None:
    async with contextmanager_in_threadpool(Recorder()) as value:
        assert value == "value"


async def test_enters_and_leaves_in_worker_threads() -> None:
    recorder = Recorder()

    async with contextmanager_in_threadpool(recorder):
        pass

    assert recorder.events == ["enter", "exit"]
    assert threading.get_ident() not in recorder.threads


async def test_hands_over_the_error_of_the_block() -> None:
    recorder = Recorder()
    error = LookupError("broken")

    with pytest.raises(LookupError):
        async with contextmanager_in_threadpool(recorder):
            raise error

    assert recorder.error is error


async def test_respects_suppression() -> None:
    @contextmanager
    def forgive() -> Iterator[None]:
        with suppress(LookupError):
            yield

    async with contextmanager_in_threadpool(forgive()):
        raise LookupError


async def test_raises_another_error_in_its_place() -> None:
    @contextmanager
    def translate() -> Iterator[None]:
        try:
            yield
        except LookupError as error:
            raise ValueError("translated") from error

    with pytest.raises(ValueError, match="translated"):
        async with contextmanager_in_threadpool(translate()):
            raise LookupError


async def test_hands_over_stop_iteration_unchanged() -> None:
    @contextmanager
    def plain() -> Iterator[None]:
        yield

    with pytest.raises(StopIteration):
        async with contextmanager_in_threadpool(plain()):
            raise StopIteration


async def test_does_not_leave_what_failed_to_be_entered() -> None:
    @contextmanager
    def fail() -> Iterator[None]:
        raise LookupError("cannot enter")
        yield  # type: ignore[unreachable]  # it makes this a generator

    with pytest.raises(LookupError, match="cannot enter"):
        async with contextmanager_in_threadpool(fail()):
            raise AssertionError("the block must not run")


async def test_leaves_while_all_workers_wait_for_that() -> None:
    get_pool().size = 1
    blockade = Blockade()

    @contextmanager
    def release_on_exit() -> Iterator[None]:
        yield
        blockade.release()

    async with contextmanager_in_threadpool(release_on_exit()):
        waiting = asyncio.create_task(run_in_threadpool(blockade))
        await asyncio.to_thread(blockade.wait_begun)

    await waiting


# Cancellation...


async def test_neither_enters_nor_leaves_if_cancelled_while_queued() -> None:
    get_pool().size = 1
    blockade = Blockade()
    recorder = Recorder()
    busy = asyncio.create_task(run_in_threadpool(blockade))
    user = asyncio.create_task(use(recorder))
    await asyncio.to_thread(blockade.wait_begun)

    user.cancel()
    await asyncio.wait([user])
    blockade.release()
    await busy
    await run_in_threadpool(int)

    assert user.cancelled()
    assert recorder.events == []


async def test_leaves_what_a_thread_was_entering_when_cancelled() -> None:
    blockade = Blockade()
    recorder = Recorder(on_enter=blockade)
    user = asyncio.create_task(use(recorder))
    await run_in_threadpool(blockade.wait_begun)

    user.cancel()
    blockade.release()
    await asyncio.wait([user])

    assert user.cancelled()
    assert recorder.events == ["enter", "exit"]
    assert isinstance(recorder.error, asyncio.CancelledError)


async def test_logs_why_entering_failed_when_cancelled(caplog: pytest.LogCaptureFixture) -> None:
    blockade = Blockade()

    @contextmanager
    def fail() -> Iterator[None]:
        blockade()
        raise LookupError("cannot enter")
        yield  # type: ignore[unreachable]  # it makes this a generator

    user = asyncio.create_task(use(fail()))
    await run_in_threadpool(blockade.wait_begun)
    with caplog.at_level(logging.ERROR, logger="fireweed"):
        user.cancel()
        blockade.release()
        await asyncio.wait([user])

    assert user.cancelled()
    assert "cannot enter" in caplog.text


async def test_leaves_when_the_block_is_cancelled() -> None:
    recorder = Recorder()
    entered = asyncio.Event()
    user = asyncio.create_task(use(recorder, entered))
    await entered.wait()

    user.cancel()
    await asyncio.wait([user])

    assert user.cancelled()
    assert recorder.events == ["enter", "exit"]


async def test_cancelled_while_leaving_is_raised_when_it_has_left() -> None:
    blockade = Blockade()
    recorder = Recorder(on_exit=blockade)
    entered = asyncio.Event()
    user = asyncio.create_task(use(recorder, entered))
    await entered.wait()
    user.cancel()
    await run_in_threadpool(blockade.wait_begun)

    user.cancel()
    blockade.release()
    await asyncio.wait([user])

    assert user.cancelled()
    assert recorder.events == ["enter", "exit"]


async def test_second_cancellation_while_entering_does_not_keep_it_from_leaving() -> None:
    blockade = Blockade()
    recorder = Recorder(on_enter=blockade)
    user = asyncio.create_task(use(recorder))
    await run_in_threadpool(blockade.wait_begun)
    user.cancel()
    await asyncio.sleep(0)

    user.cancel()
    blockade.release()
    await asyncio.wait([user])

    assert user.cancelled()
    assert recorder.events == ["enter", "exit"]


async def test_leaves_what_was_entered_at_the_moment_of_the_cancellation() -> None:
    blockade = Blockade()
    recorder = Recorder(on_enter=blockade)
    user = asyncio.create_task(use(recorder))
    await run_in_threadpool(blockade.wait_begun)
    blockade.release()
    wait_until(lambda: recorder.events == ["enter"])  # holds the loop, which has not told the user yet

    user.cancel()
    await asyncio.wait([user])

    assert user.cancelled()
    assert recorder.events == ["enter", "exit"]


async def test_cancelled_before_it_began_does_neither() -> None:
    recorder = Recorder()
    user = asyncio.create_task(use(recorder))

    user.cancel()
    await asyncio.wait([user])
    await run_in_threadpool(int)

    assert recorder.events == []


async def test_leaves_after_entering_while_all_workers_are_busy_when_cancelled() -> None:
    get_pool().size = 1
    entering, busy = Blockade(), Blockade()
    recorder = Recorder(on_enter=entering)
    user = asyncio.create_task(use(recorder))
    await asyncio.to_thread(entering.wait_begun)
    other = asyncio.create_task(run_in_threadpool(busy))

    user.cancel()
    entering.release()
    await asyncio.wait([user])

    assert recorder.events == ["enter", "exit"]
    busy.release()
    await other


async def test_manager_may_suppress_a_cancellation() -> None:
    entered = asyncio.Event()

    async def work() -> str:
        async with contextmanager_in_threadpool(suppress(asyncio.CancelledError)):
            entered.set()
            await asyncio.Event().wait()
        return "went on"

    user = asyncio.create_task(work())
    await entered.wait()

    user.cancel()

    assert await user == "went on"


async def test_error_of_leaving_comes_in_place_of_a_cancellation() -> None:
    entered = asyncio.Event()

    @contextmanager
    def fail_on_exit() -> Iterator[None]:
        try:
            yield
        finally:
            raise LookupError("cannot leave")

    async def work() -> None:
        async with contextmanager_in_threadpool(fail_on_exit()):
            entered.set()
            await asyncio.Event().wait()

    user = asyncio.create_task(work())
    await entered.wait()

    user.cancel()

    with pytest.raises(LookupError, match="cannot leave") as caught:
        await user
    assert isinstance(caught.value.__context__, asyncio.CancelledError)


async def test_cancelled_error_that_a_manager_raises_is_raised() -> None:
    @contextmanager
    def cancel() -> Iterator[None]:
        raise asyncio.CancelledError("from a thread")
        yield  # type: ignore[unreachable]  # it makes this a generator

    with pytest.raises(asyncio.CancelledError, match="from a thread"):
        await use(cancel())


async def use(manager: AbstractContextManager[object], entered: asyncio.Event | None = None) -> None:
    async with contextmanager_in_threadpool(manager):
        if entered is not None:
            entered.set()
        await asyncio.Event().wait()
