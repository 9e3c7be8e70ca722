"""One call of a function in a worker thread, and how its outcome reaches the coroutine that awaits it."""

import asyncio
from asyncio import CancelledError, Future
from collections.abc import Callable, Generator, Mapping
from contextvars import Context
from typing import Any, Generic, TypeVar

from fireweed.logger import logger

Result = TypeVar("Result")


class Job(Generic[Result]):
    """A call in a worker thread. Awaiting it gives what the function returns, or raises what it raises.

    Cancelling the `await` does not cancel the job, which may be awaited again; `abandon` it if nobody will.
    """

    __slots__ = ("_abandoned", "_args", "_context", "_error", "_finished", "_function", "_kwargs", "_result", "_waiter")

    _result: Result

    def __init__(
        self, context: Context, function: Callable[..., Result], args: tuple[Any, ...], kwargs: Mapping[str, Any]
    ) -> None:
        self._context = context
        self._function = function
        self._args = args
        self._kwargs = kwargs
        self._error: BaseException | None = None
        self._finished = False
        self._abandoned = False
        self._waiter: Future[None] | None = None

    def __await__(self) -> Generator[Any, None, Result]:
        if not self._finished:
            yield from self.wait()
        error, self._error = self._error, None
        if error is None:
            return self._result
        try:
            raise error
        finally:
            del error, self  # The traceback holds this frame; without these two there is no reference cycle.

    def wait(self) -> Future[None]:
        """Return a future that is done once the outcome is there. Cancelling it leaves the job alone."""
        self._waiter = asyncio.get_running_loop().create_future()
        return self._waiter

    @property
    def finished(self) -> bool:
        """Whether the outcome is there, so that an `await` would not wait."""
        return self._finished

    @property
    def failed(self) -> bool:
        """Whether the finished job has an error that was not raised yet."""
        return self._error is not None

    def abandon(self) -> None:
        """Say that nobody will await the job. If no thread has begun it, its function is not called."""
        self._abandoned = True
        if self._finished:
            self.log_lost_error()

    def execute(self) -> None:
        """Call the function. For the worker thread."""
        if self._abandoned:
            return
        try:
            self._result = self._context.run(self._function, *self._args, **self._kwargs)
        except StopIteration as error:
            # Raised into a coroutine it would end that coroutine (PEP 479).
            self._error = RuntimeError(f"{self._function!r} raised StopIteration in a worker thread")
            self._error.__cause__ = error
        except BaseException as error:
            self._error = error

    def deliver(self) -> None:
        """Wake whoever awaits the job. For the event loop, once the job was executed."""
        self._finished = True
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
        elif self._abandoned:
            self.log_lost_error()

    def log_lost_error(self) -> None:
        """Report an error that nobody is left to receive."""
        error, self._error = self._error, None
        if error is not None:
            logger.error("%r failed in a worker thread after its caller had gone", self._function, exc_info=error)


async def settle(job: Job[Any]) -> CancelledError | None:
    """Wait until a job has finished, cancelled or not. Returns the cancellation that arrived meanwhile."""
    cancellation = None
    while not job.finished:
        try:
            await job.wait()
        except CancelledError as error:
            cancellation = error
    return cancellation


async def finish(job: Job[Result]) -> Result:
    """Await a job that must not be left half done: a cancellation is raised only when it has finished."""
    cancellation = await settle(job)
    if cancellation is None:
        return await job
    job.abandon()
    try:
        raise cancellation
    finally:
        del cancellation
