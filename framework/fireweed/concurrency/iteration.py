"""Iterating a synchronous iterable from a coroutine, each step in a worker thread."""

import threading
from collections.abc import AsyncGenerator, Generator, Iterable, Iterator
from contextvars import Context, copy_context
from typing import Final, Generic, TypeVar, cast

from fireweed.concurrency.job import finish
from fireweed.concurrency.pool import get_pool

Item = TypeVar("Item")

_END: Final = object()


async def iterate_in_threadpool(iterable: Iterable[Item]) -> AsyncGenerator[Item, None]:
    """Yield the items of an iterable that may block; it is stepped in worker threads, one step at a time.

    All steps run in one copy of the current context. A generator that is left before its end is closed, also in a
    worker thread.
    """
    pool = get_pool()
    steps = _Steps(iterable, copy_context())
    try:
        while (item := await pool.run(steps.take)) is not _END:
            yield cast(Item, item)
    finally:
        if steps.leave():
            await finish(pool.submit_unqueued(steps.close))


class _Steps(Generic[Item]):
    """An iterator that is stepped and closed by several threads, never by two at the same time."""

    def __init__(self, iterable: Iterable[Item], context: Context) -> None:
        self._iterable = iterable
        self._context = context
        self._iterator: Iterator[Item] | None = None
        self._left = False
        self._lock = threading.Lock()

    def take(self) -> object:
        """Return the next item, or `_END`. In a worker thread."""
        with self._lock:
            item = _END if self._left else self._step()
        if self._left:
            self.close()
        return item

    def leave(self) -> bool:
        """Take no more items. Returns whether the caller has to close; otherwise a thread at work does it."""
        self._left = True
        if not self._lock.acquire(blocking=False):
            return False
        self._lock.release()
        return isinstance(self._iterator, Generator)

    def close(self) -> None:
        """Close a generator. In a worker thread."""
        with self._lock:
            if isinstance(self._iterator, Generator):
                self._context.run(self._iterator.close)

    def _step(self) -> object:
        if self._iterator is None:
            self._iterator = self._context.run(iter, self._iterable)
        return self._context.run(next, self._iterator, _END)
