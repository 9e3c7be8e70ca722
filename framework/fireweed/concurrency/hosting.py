"""Running a coroutine in a task of its own, for callers who come and go in different tasks."""

import asyncio
from collections.abc import Coroutine, Generator
from typing import Any


class Host:
    """The same as `Stepper` to those who await it, but the coroutine has one task from its beginning to its end.

    It does not stop at a pause, only the `await` does. Cancelling who awaits cancels the coroutine.
    """

    __slots__ = ("_changed", "_coroutine", "_is_paused", "_task")

    def __init__(self, coroutine: Coroutine[Any, Any, object]) -> None:
        self._coroutine = coroutine
        self._changed = asyncio.Event()
        self._is_paused = False
        self._task: asyncio.Task[object] | None = None

    @property
    def is_over(self) -> bool:
        return self._task is not None and self._task.done() and not self._is_paused

    def __await__(self) -> Generator[Any, None, None]:
        return self._run().__await__()

    async def run_to_end(self) -> None:
        """Wait for the end of the coroutine. Raises what it raises."""
        while not self.is_over:
            await self

    def pause(self) -> None:
        """End the `await`."""
        self._is_paused = True
        self._changed.set()

    def cancel(self) -> None:
        """Cancel the coroutine."""
        self._get_task().cancel()

    def close(self) -> None:
        """Cancel the coroutine without waiting for it, if there is a loop to run it."""
        if self._task is not None and not self._task.get_loop().is_closed():
            self._task.cancel()

    async def _run(self) -> None:
        if self.is_over:
            return
        self._is_paused = False
        task = self._get_task()
        while not (self._is_paused or task.done()):
            self._changed.clear()
            try:
                await self._changed.wait()
            except asyncio.CancelledError:
                task.cancel()
        if not self._is_paused:
            task.result()

    def _get_task(self) -> asyncio.Task[object]:
        """The task, begun by the first who asks, and in a copy of their context."""
        if self._task is None:
            self._task = asyncio.create_task(self._coroutine)
            self._task.add_done_callback(lambda _: self._changed.set())
        return self._task
