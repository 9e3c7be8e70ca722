"""A wait for a future that can be ended early. It knows what asyncio's tasks ask of the objects they wait for."""

from asyncio import AbstractEventLoop
from collections.abc import Callable
from contextvars import Context
from typing import Any, Protocol

Wakeup = Callable[[Any], object]


class FutureLike(Protocol):
    """What tasks ask of an object that a coroutine yields to them."""

    _asyncio_future_blocking: bool

    def get_loop(self) -> AbstractEventLoop: ...
    def add_done_callback(self, callback: Wakeup, /, *, context: Context | None = None) -> None: ...
    def remove_done_callback(self, callback: Wakeup, /) -> int: ...
    def cancel(self, msg: Any = None) -> bool: ...
    def done(self) -> bool: ...


class InterruptibleWait:
    """One wait of a task for a future. It ends when the future is done, or when it is interrupted.

    To be yielded to the task in place of the future. It hands the task's own wake-up on to the future: waiting takes no
    extra turn of the loop, and a cancellation of the task reaches the future as it does without this object between.
    """

    __slots__ = ("_asyncio_future_blocking", "_context", "_future", "_is_interrupted", "_wakeup")

    def __init__(self, future: FutureLike) -> None:
        self._asyncio_future_blocking = True
        self._future = future
        self._is_interrupted = False
        self._wakeup: Wakeup | None = None
        self._context: Context | None = None

    def interrupt(self) -> None:
        """End the wait; the future goes on as if nobody had waited for it."""
        self._is_interrupted = True
        wakeup, self._wakeup = self._wakeup, None
        if wakeup is not None and self._future.remove_done_callback(wakeup):
            self.get_loop().call_soon(wakeup, self, context=self._context)

    # What the task calls, or a wait around this one

    def get_loop(self) -> AbstractEventLoop:
        return self._future.get_loop()

    def add_done_callback(self, callback: Wakeup, /, *, context: Context | None = None) -> None:
        self._future._asyncio_future_blocking = False
        self._wakeup, self._context = callback, context
        self._future.add_done_callback(callback, context=context)

    def remove_done_callback(self, callback: Wakeup, /) -> int:
        self._wakeup = None
        return self._future.remove_done_callback(callback)

    def cancel(self, msg: Any = None) -> bool:
        # A task that is not waiting for the future any more has to raise the cancellation by itself.
        return self._wakeup is not None and self._future.cancel(msg=msg)

    def done(self) -> bool:
        return self._is_interrupted or self._future.done()

    def result(self) -> None:
        """Give nothing: what the future gives is for the coroutine that waits for the future itself."""
