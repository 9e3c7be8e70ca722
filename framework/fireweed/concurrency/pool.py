"""The worker pool of an event loop: synchronous functions run in threads, their outcomes come back in batches.

Threads append finished jobs to a deque; the first one asks the loop to deliver, and the loop delivers whatever is
there by then. However many functions end at the same time, the loop is woken once.
"""

import sys
import threading
import weakref
from asyncio import AbstractEventLoop, CancelledError, get_running_loop
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from fireweed.concurrency.crew import Crew
from fireweed.concurrency.job import Job

DEFAULT_SIZE = 40
IDLE_TIMEOUT = 10.0

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class PoolStatistics:
    """What a pool does: `busy` of its `threads` run functions, and `queued` calls wait for one.

    A pool is saturated while calls are queued. `threads` exceeds `size` only by those that leave context managers
    while all others are busy.
    """

    size: int
    threads: int
    busy: int
    queued: int


class WorkerPool:
    """At most `size` threads that run functions for one event loop; calls beyond that wait, first in, first out.

    To be created and used in the thread of its loop. Threads start on demand; one without work ends after
    `idle_timeout` seconds, or soon after the loop is gone.
    """

    def __init__(
        self, loop: AbstractEventLoop, *, size: int = DEFAULT_SIZE, idle_timeout: float = IDLE_TIMEOUT
    ) -> None:
        self._loop = weakref.ref(loop)
        self._executed: deque[Job[Any]] = deque()
        self._delivery_requested = False
        self._closed = False
        self._crew = Crew(self._execute, size=_checked_size(size), idle_timeout=idle_timeout)
        self._spare_crew = Crew(self._execute, size=sys.maxsize, idle_timeout=idle_timeout)
        weakref.finalize(loop, self._dismiss)

    @property
    def size(self) -> int:
        """How many functions may run at the same time; may be changed at any time."""
        return self._crew.size

    @size.setter
    def size(self, size: int) -> None:
        self._crew.size = _checked_size(size)

    def statistics(self) -> PoolStatistics:
        """Count threads and calls."""
        threads = self._crew.threads + self._spare_crew.threads
        parked = self._crew.parked + self._spare_crew.parked
        queued = self._crew.queued + self._spare_crew.queued
        return PoolStatistics(size=self.size, threads=threads, busy=max(threads - parked, 0), queued=queued)

    async def run(
        self, function: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Result:
        """Call a function in a worker thread, in a copy of the current context.

        If the caller is cancelled, a function that runs goes on and its result is dropped (an error is logged); one
        that is still queued is not called.
        """
        job = self.submit(function, *args, **kwargs)
        try:
            return await job
        except (CancelledError, GeneratorExit):
            job.abandon()
            raise
        finally:
            del job

    def submit(
        self, function: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Job[Result]:
        """Queue a call. The job has to be awaited or abandoned."""
        if self._closed:
            raise RuntimeError("The worker pool is closed: it takes no more functions to run.")
        job = Job(copy_context(), function, args, kwargs)
        self._crew.submit(job)
        return job

    def submit_unqueued(
        self, function: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Job[Result]:
        """Begin a call at once, in a thread beyond `size` if all are busy.

        For what others may be waiting for, and for cleaning up, which is possible even when the pool is closed.
        """
        job = Job(copy_context(), function, args, kwargs)
        (self._crew if self._crew.has_room() else self._spare_crew).submit(job)
        return job

    def close(self) -> None:
        """Accept no more calls; end the idle threads and wait for them. Those at work end with their last call."""
        self._closed = True
        loop = self._loop()
        pools = {} if loop is None else _pools.get(loop, {})
        for purpose in [purpose for purpose, pool in pools.items() if pool is self]:
            del pools[purpose]
        for thread in self._dismiss():
            thread.join()

    def _dismiss(self) -> list[threading.Thread]:
        return self._crew.dismiss() + self._spare_crew.dismiss()

    def _deliver(self) -> None:
        self._delivery_requested = False
        executed = self._executed
        while executed:
            executed.popleft().deliver()

    # In the threads...

    def _execute(self, job: Job[Any]) -> None:
        job.execute()
        self._executed.append(job)
        if not self._delivery_requested:
            self._request_delivery()

    def _request_delivery(self) -> None:
        self._delivery_requested = True
        loop = self._loop()
        try:
            if loop is not None:
                loop.call_soon_threadsafe(self._deliver)
                return
        except RuntimeError:  # The loop is closed.
            pass
        self._delivery_requested = False
        self._dismiss()
        while self._executed:
            self._executed.popleft().log_lost_error()


_pools: weakref.WeakKeyDictionary[AbstractEventLoop, dict[str, WorkerPool]] = weakref.WeakKeyDictionary()


def get_pool(purpose: str = "") -> WorkerPool:
    """Return the worker pool of the running event loop, creating it if there is none yet.

    A `purpose` has threads of its own, so that its work and that of endpoints do not wait for each other.
    """
    loop = get_running_loop()
    try:
        return _pools[loop][purpose]
    except KeyError:
        pool = _pools.setdefault(loop, {})[purpose] = WorkerPool(loop)
        return pool


def close_pools() -> None:
    """Close all worker pools of the running event loop; whoever still needs a thread gets a new pool."""
    for pool in [*_pools.get(get_running_loop(), {}).values()]:
        pool.close()


async def run_in_threadpool(
    func: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
) -> Result:
    """Call a synchronous function in a worker thread of the running loop's pool; see `WorkerPool.run`."""
    return await get_pool().run(func, *args, **kwargs)


def _checked_size(size: int) -> int:
    if size < 1:
        raise ValueError(f"The size of a worker pool must be at least 1, not {size}.")
    return size
