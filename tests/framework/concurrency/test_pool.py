import asyncio
import gc
import logging
import threading
import traceback
import weakref
from contextvars import ContextVar

import pytest

from fireweed.concurrency import PoolStatistics, WorkerPool, close_pools, get_pool, run_in_threadpool
from kit.coroutines import LoopFactory
from kit.threads import HANG_LIMIT, Blockade, wait_until

pytestmark = pytest.mark.usefixtures("loop_factory")

variable: ContextVar[str] = ContextVar("variable", default="unset")


class Payload(Exception):
    """An error that can be weakly referenced."""


# Calling...


async def test_gives_what_the_function_returns() -> None:
    assert await run_in_threadpool(divmod, 7, 2) == (3, 1)


async def test_hands_over_keyword_arguments() -> None:
    assert await run_in_threadpool(int, "ff", base=16) == 255


async def test_hands_over_a_keyword_argument_called_func() -> None:
    assert await run_in_threadpool(dict, func=1) == {"func": 1}


async def test_runs_in_another_thread() -> None:
    assert await run_in_threadpool(threading.get_ident) != threading.get_ident()


async def test_keeps_the_loop_free_meanwhile() -> None:
    blockade = Blockade()
    call = asyncio.create_task(run_in_threadpool(blockade))

    await run_in_threadpool(blockade.wait_begun)
    blockade.release()

    await call


async def test_runs_many_calls_each_with_its_own_result() -> None:
    results = await asyncio.gather(*(run_in_threadpool(pow, number, 2) for number in range(200)))

    assert results == [number**2 for number in range(200)]


# Errors...


async def test_raises_what_the_function_raises() -> None:
    def fail() -> None:
        raise Payload("broken")

    with pytest.raises(Payload, match="broken"):
        await run_in_threadpool(fail)


async def test_traceback_ends_in_the_function() -> None:
    def fail() -> None:
        raise Payload

    with pytest.raises(Payload) as raised:
        await run_in_threadpool(fail)

    assert traceback.extract_tb(raised.value.__traceback__)[-1].name == "fail"


async def test_turns_stop_iteration_into_a_runtime_error() -> None:
    with pytest.raises(RuntimeError, match="raised StopIteration") as raised:
        await run_in_threadpool(next, iter(()))

    assert isinstance(raised.value.__cause__, StopIteration)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, asyncio.CancelledError])
async def test_raises_base_exceptions_too(error: type[BaseException]) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(error):
        await run_in_threadpool(fail)


async def test_leaves_no_reference_cycle_behind_an_error() -> None:
    def fail() -> None:
        raise Payload

    gc.disable()
    try:
        try:
            await run_in_threadpool(fail)
        except Payload as error:
            reference = weakref.ref(error)
        is_freed = reference() is None
    finally:
        gc.enable()

    assert is_freed


async def test_keeps_neither_arguments_nor_result() -> None:
    payload = Payload()
    reference = weakref.ref(payload)

    await run_in_threadpool(lambda argument: argument, payload)
    del payload
    pool = get_pool()
    await run_in_threadpool(wait_until, lambda: pool.statistics().busy == 1)

    assert reference() is None


# Context variables...


async def test_function_sees_the_context_variables_of_its_caller() -> None:
    token = variable.set("caller")

    seen = await run_in_threadpool(variable.get)
    variable.reset(token)

    assert seen == "caller"


async def test_context_variables_set_in_a_function_do_not_come_back() -> None:
    await run_in_threadpool(variable.set, "worker")

    assert variable.get() == "unset"


async def test_context_variables_do_not_leak_into_the_next_call() -> None:
    await run_in_threadpool(variable.set, "worker")

    assert await run_in_threadpool(variable.get) == "unset"


# Cancellation...


async def test_cancelled_caller_does_not_wait_for_the_function() -> None:
    blockade = Blockade()
    call = asyncio.create_task(run_in_threadpool(blockade))
    await run_in_threadpool(blockade.wait_begun)

    call.cancel()
    await asyncio.wait([call])
    blockade.release()

    assert call.cancelled()


async def test_function_of_a_cancelled_caller_runs_to_its_end() -> None:
    blockade = Blockade()
    ended = threading.Event()

    def run() -> None:
        blockade()
        ended.set()

    call = asyncio.create_task(run_in_threadpool(run))
    await run_in_threadpool(blockade.wait_begun)
    call.cancel()
    await asyncio.wait([call])
    blockade.release()

    assert await run_in_threadpool(ended.wait, HANG_LIMIT)


async def test_queued_function_of_a_cancelled_caller_is_not_called() -> None:
    pool = WorkerPool(asyncio.get_running_loop(), size=1)
    blockade = Blockade()
    called: list[str] = []
    first = asyncio.create_task(pool.run(blockade))
    second = asyncio.create_task(pool.run(called.append, "second"))
    third = asyncio.create_task(pool.run(called.append, "third"))
    await run_in_threadpool(blockade.wait_begun)

    second.cancel()
    await asyncio.wait([second])
    blockade.release()
    await asyncio.gather(first, third)

    assert called == ["third"]


async def test_logs_the_error_that_a_cancelled_caller_does_not_receive(caplog: pytest.LogCaptureFixture) -> None:
    blockade = Blockade()

    def fail() -> None:
        blockade()
        raise Payload("nobody receives this")

    pool = WorkerPool(asyncio.get_running_loop(), size=1)
    call = asyncio.create_task(pool.run(fail))
    await run_in_threadpool(blockade.wait_begun)
    call.cancel()
    await asyncio.wait([call])

    with caplog.at_level(logging.ERROR, logger="fireweed"):
        blockade.release()
        await pool.run(int)

    assert "nobody receives this" in caplog.text


async def test_logs_the_error_of_a_caller_cancelled_when_the_outcome_was_there(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        raise Payload("too late")

    pool = get_pool()
    job = pool.submit(fail)
    await job.wait()

    job.abandon()

    assert "too late" in caplog.text


# Size...


async def test_counts_what_it_does() -> None:
    pool = WorkerPool(asyncio.get_running_loop(), size=2)
    blockade = Blockade()
    before = pool.statistics()

    calls = [asyncio.create_task(pool.run(blockade)) for _ in range(5)]
    await run_in_threadpool(blockade.wait_begun, 2)
    meanwhile = pool.statistics()
    blockade.release()
    await asyncio.gather(*calls)

    assert before == PoolStatistics(size=2, threads=0, busy=0, queued=0)
    assert meanwhile == PoolStatistics(size=2, threads=2, busy=2, queued=3)


async def test_has_forty_threads_at_most_unless_told_otherwise() -> None:
    assert get_pool().size == 40


async def test_size_can_be_changed() -> None:
    pool = WorkerPool(asyncio.get_running_loop(), size=1)
    blockade = Blockade()
    calls = [asyncio.create_task(pool.run(blockade)) for _ in range(2)]
    await run_in_threadpool(blockade.wait_begun)

    pool.size = 2
    await run_in_threadpool(blockade.wait_begun)
    blockade.release()

    await asyncio.gather(*calls)


@pytest.mark.parametrize("size", [0, -1])
async def test_rejects_a_size_below_one(size: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        WorkerPool(asyncio.get_running_loop(), size=size)


async def test_unqueued_call_begins_while_all_threads_are_busy() -> None:
    pool = WorkerPool(asyncio.get_running_loop(), size=1)
    blockade = Blockade()
    busy = asyncio.create_task(pool.run(blockade))
    queued = asyncio.create_task(pool.run(int))
    await run_in_threadpool(blockade.wait_begun)

    await pool.submit_unqueued(blockade.release)

    await asyncio.gather(busy, queued)


async def test_unqueued_call_uses_a_free_thread() -> None:
    pool = WorkerPool(asyncio.get_running_loop(), size=1)

    await pool.submit_unqueued(int)
    await pool.run(int)

    assert pool.statistics().threads == 1


# One pool a loop...


async def test_a_loop_has_one_pool() -> None:
    assert get_pool() is get_pool()


async def test_a_purpose_has_threads_of_its_own() -> None:
    own, blockade = get_pool("own"), Blockade()
    get_pool().size = 1
    blocked = get_pool().submit(blockade)

    assert await own.run(lambda: 1) == 1

    blockade.release()
    await blocked

    assert own is get_pool("own")
    assert own is not get_pool()
    close_pools()


async def test_closing_the_pools_of_a_loop_ends_the_threads_of_all() -> None:
    threads = [await get_pool(purpose).run(threading.current_thread) for purpose in ("", "own")]
    before = get_pool()

    close_pools()

    for thread in threads:
        thread.join()
    assert get_pool() is not before
    close_pools()


def test_another_loop_has_another_pool(loop_factory: LoopFactory) -> None:
    async def find_pool() -> WorkerPool:
        return get_pool()

    pools = []
    for _ in range(2):
        with asyncio.Runner(loop_factory=loop_factory) as runner:
            pools.append(runner.run(find_pool()))

    assert pools[0] is not pools[1]


def test_no_pool_without_a_loop() -> None:
    with pytest.raises(RuntimeError, match="no running event loop"):
        get_pool()


async def test_closed_pool_takes_no_more_calls() -> None:
    pool = get_pool()

    pool.close()

    with pytest.raises(RuntimeError, match="closed"):
        await pool.run(int)


async def test_closed_pool_still_cleans_up() -> None:
    pool = WorkerPool(asyncio.get_running_loop())
    pool.close()

    assert await pool.submit_unqueued(int) == 0


async def test_closed_pool_is_replaced_when_the_loop_needs_one() -> None:
    pool = get_pool()
    pool.close()

    assert await run_in_threadpool(int) == 0
    assert get_pool() is not pool


async def test_closed_pool_has_ended_its_idle_threads() -> None:
    pool = WorkerPool(asyncio.get_running_loop())
    thread = await pool.run(threading.current_thread)
    await run_in_threadpool(wait_until, lambda: pool.statistics().busy == 0)

    pool.close()

    assert not thread.is_alive()


async def test_closed_pool_finishes_what_it_had_taken() -> None:
    pool = WorkerPool(asyncio.get_running_loop(), size=1)
    blockade = Blockade()
    calls = [asyncio.create_task(pool.run(blockade)), asyncio.create_task(pool.run(blockade))]
    await run_in_threadpool(blockade.wait_begun)

    pool.close()
    blockade.release()

    await asyncio.gather(*calls)


# The end of the loop...


def test_threads_end_quietly_if_the_loop_was_closed_while_they_worked(
    loop_factory: LoopFactory, caplog: pytest.LogCaptureFixture
) -> None:
    threads: list[threading.Thread] = []
    blockade = Blockade()

    def run() -> None:
        threads.append(threading.current_thread())
        blockade()

    async def main() -> None:
        call = asyncio.create_task(run_in_threadpool(run))
        await asyncio.to_thread(blockade.wait_begun)
        call.cancel()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main())
    blockade.release()
    threads[0].join(HANG_LIMIT)

    assert not threads[0].is_alive()
    assert not caplog.records


def test_logs_the_error_of_a_function_that_outlived_its_loop(
    loop_factory: LoopFactory, caplog: pytest.LogCaptureFixture
) -> None:
    threads: list[threading.Thread] = []
    blockade = Blockade()

    def fail() -> None:
        threads.append(threading.current_thread())
        blockade()
        raise Payload("after the end")

    async def main() -> None:
        call = asyncio.create_task(run_in_threadpool(fail))
        await asyncio.to_thread(blockade.wait_begun)
        call.cancel()

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        runner.run(main())
    blockade.release()
    threads[0].join(HANG_LIMIT)

    assert "after the end" in caplog.text


def test_idle_threads_end_when_the_loop_is_gone(loop_factory: LoopFactory) -> None:
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        thread = runner.run(run_in_threadpool(threading.current_thread))
    del runner
    gc.collect()

    thread.join(HANG_LIMIT)

    assert not thread.is_alive()


def test_pool_goes_with_its_loop(loop_factory: LoopFactory) -> None:
    async def find_pool() -> tuple[weakref.ref[WorkerPool], threading.Thread]:
        thread = await run_in_threadpool(threading.current_thread)
        return weakref.ref(get_pool()), thread

    with asyncio.Runner(loop_factory=loop_factory) as runner:
        reference, thread = runner.run(find_pool())
    del runner
    gc.collect()
    thread.join(HANG_LIMIT)
    del thread
    gc.collect()

    assert reference() is None
