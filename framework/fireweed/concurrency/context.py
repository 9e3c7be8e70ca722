"""Using a synchronous context manager from a coroutine: entered and left in worker threads."""

import threading
from asyncio import CancelledError
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from types import TracebackType
from typing import TypeVar, cast

from fireweed.concurrency.job import Job, finish, settle
from fireweed.concurrency.pool import get_pool

Value = TypeVar("Value")


def contextmanager_in_threadpool(cm: AbstractContextManager[Value]) -> AbstractAsyncContextManager[Value, bool | None]:
    """Enter and leave a synchronous context manager in worker threads.

    What has been entered is left, whatever is cancelled: leaving never queues behind the calls of a saturated pool,
    and a cancellation is raised only after it. If the caller is cancelled while entering is queued, neither happens.
    """
    return _ThreadedContext(cm)


class _ThreadedContext(AbstractAsyncContextManager[Value, bool | None]):
    def __init__(self, context_manager: AbstractContextManager[Value]) -> None:
        self._context_manager = context_manager
        self._unclaimed = threading.Lock()

    async def __aenter__(self) -> Value:
        entering = get_pool().submit(self._enter)
        try:
            await entering.wait()
        except CancelledError as error:
            if self._claim():
                entering.abandon()
            else:
                await self._undo(entering, error)
            raise
        return await entering

    async def __aexit__(
        self, error_class: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> bool | None:
        leaving = get_pool().submit_unqueued(self._context_manager.__exit__, error_class, error, traceback)
        return await finish(leaving)

    def _claim(self) -> bool:
        """Decide, for the first who asks, whether the context manager is entered or given up."""
        return self._unclaimed.acquire(blocking=False)

    def _enter(self) -> Value:
        if not self._claim():
            return cast(Value, None)  # Given up while it was queued: nobody receives this.
        return self._context_manager.__enter__()

    async def _undo(self, entering: Job[Value], cancellation: CancelledError) -> None:
        """Leave what a thread was entering when the caller was cancelled."""
        await settle(entering)
        if entering.failed:
            entering.abandon()
            return
        exit_ = self._context_manager.__exit__
        leaving = get_pool().submit_unqueued(exit_, type(cancellation), cancellation, cancellation.__traceback__)
        await settle(leaving)
        leaving.abandon()
