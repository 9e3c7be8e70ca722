"""Running a part of a task to its end although the task is cancelled meanwhile.

Theory of operation. A task that is cancelled cancels the future that it waits for. So a part is shielded by putting an
object between the two, which holds a cancellation back until the part has ended. The part stays in its task: what
belongs to the task, such as a TaskGroup that was entered before, goes on working.

A timeout or a TaskGroup inside of the part cancels the task too, and has to get through. It is told from others by the
context variables with which its callback runs: they are a copy of those of the code that made it, where `origin` names
the part. `origin` may also be set while code runs that belongs to a part to come.
"""

import asyncio
from asyncio import AbstractEventLoop, CancelledError, Future
from collections.abc import Generator
from contextvars import Context, ContextVar
from types import coroutine
from typing import Any, Protocol

from fireweed.concurrency.interruptible import FutureLike, Wakeup

# The part that the running code belongs to.
origin: ContextVar[object] = ContextVar("fireweed.origin", default=None)


class Steps(Protocol):
    """What `await` runs: the iterator of an awaitable."""

    def send(self, value: None, /) -> Any: ...
    def throw(self, error: BaseException, /) -> Any: ...


@coroutine
def run_shielded(part: object, steps: Steps, awaited: Any) -> Generator[Any, Any, Any]:
    """Run the rest of an awaitable that was stepped once and then asked to wait for `awaited`.

    Returns what it returns and raises what it raises, StopAsyncIteration included. If the task was cancelled meanwhile
    and the awaitable raised nothing else, CancelledError takes the place of its outcome.
    """
    shield = _Shield(part)
    while True:
        try:
            yield shield.cover(awaited)
        except BaseException as error:
            thrown: BaseException | None = error
        else:
            thrown = None
        try:
            awaited = steps.send(None) if thrown is None else steps.throw(thrown)
        except (StopIteration, StopAsyncIteration) as stop:
            if stop is not thrown:
                shield.raise_held()
            if isinstance(stop, StopIteration):
                return stop.value
            raise
        finally:
            thrown = None  # its traceback holds this frame


class _Shield:
    """What decides, for one part of a task, which cancellations reach it."""

    def __init__(self, part: object) -> None:
        task = asyncio.current_task()
        assert task is not None, "who waits is in a task"
        self._part = part
        self._task = task
        # A cancellation that came before the part is still to be raised: asyncio does it at the first wait.
        self._is_cancelled_before = bool(getattr(task, "_must_cancel", False))
        self._cancellations = task.cancelling() - self._is_cancelled_before
        self._has_held = False
        self._message: Any = None

    def cover(self, awaited: Any) -> Any:
        """What the task is to wait for instead."""
        if awaited is None:
            awaited = _wait_a_turn()
        return _Wait(awaited, self) if hasattr(awaited, "_asyncio_future_blocking") else awaited

    def holds(self, message: Any) -> bool:
        """Whether to hold a cancellation back. Called with the context variables of whoever cancels."""
        if not self._is_cancelled_before and origin.get() is self._part:
            return False
        self._is_cancelled_before = False
        self._has_held = True
        self._message = message
        return True

    def raise_held(self) -> None:
        """Raise the cancellation that was held back, unless whoever cancelled has withdrawn it."""
        if self._has_held and self._task.cancelling() > self._cancellations:
            raise CancelledError(*(() if self._message is None else (self._message,))) from None


class _Wait:
    """A wait of a task for a future, whose cancellation the shield may hold back."""

    __slots__ = ("_asyncio_future_blocking", "_future", "_shield")

    def __init__(self, future: FutureLike, shield: _Shield) -> None:
        self._asyncio_future_blocking = True
        self._future = future
        self._shield = shield

    def get_loop(self) -> AbstractEventLoop:
        return self._future.get_loop()

    def add_done_callback(self, callback: Wakeup, /, *, context: Context | None = None) -> None:
        self._future._asyncio_future_blocking = False
        self._future.add_done_callback(callback, context=context)

    def remove_done_callback(self, callback: Wakeup, /) -> int:
        return self._future.remove_done_callback(callback)

    def cancel(self, msg: Any = None) -> bool:
        return self._shield.holds(msg) or self._future.cancel(msg=msg)

    def done(self) -> bool:
        return self._future.done()


def _wait_a_turn() -> Future[None]:
    """A future for `asyncio.sleep(0)`, which waits for nothing that could be cancelled."""
    loop = asyncio.get_running_loop()
    turn: Future[None] = loop.create_future()
    turn._asyncio_future_blocking = True
    loop.call_soon(_end_turn, turn)
    return turn


def _end_turn(turn: Future[None]) -> None:
    if not turn.done():
        turn.set_result(None)
