"""Running a coroutine part by part, inside the task of whoever awaits it.

While the coroutine waits for something, so does that task. The coroutine therefore shares all that belongs to the task:
context variables, cancellation, `asyncio.current_task()`.
"""

from asyncio import CancelledError
from collections.abc import Coroutine, Generator
from types import coroutine
from typing import Any

from fireweed.concurrency.interruptible import FutureLike, InterruptibleWait


class Stepper:
    """A coroutine that runs while this object is awaited: each `await` lasts until it pauses or ends.

    An `await` raises what the coroutine raises; an error after a pause is raised by the next one. `is_over` tells that
    the coroutine has ended and nothing is left to be raised: then an `await` does nothing.

    `resume` and `keep_error` make a stepper of a coroutine that has taken its first step already.
    """

    is_over = False
    _is_paused = False
    # What the coroutine waits for, and the wait for it of the task that awaits the stepper.
    _awaited: FutureLike | None = None
    _wait: InterruptibleWait | None = None
    # Whether the coroutine yielded something else in its first step, which its task has not got yet, and what.
    _has_unpassed = False
    _unpassed: object = None
    # What is to be raised in the coroutine, and what it has raised that nobody has got yet.
    _thrown: BaseException | None = None
    _error: BaseException | None = None

    def __init__(self, coroutine: Coroutine[Any, Any, object]) -> None:
        self._coroutine = coroutine

    @classmethod
    def resume(cls, coroutine: Coroutine[Any, Any, object], yielded: Any) -> "Stepper":
        """A stepper for the rest of a coroutine that has yielded `yielded` in its first step."""
        stepper = cls(coroutine)
        if getattr(yielded, "_asyncio_future_blocking", None) is not None:
            stepper._awaited = yielded
        else:
            stepper._has_unpassed, stepper._unpassed = True, yielded
        return stepper

    @classmethod
    def keep_error(cls, coroutine: Coroutine[Any, Any, object], error: Exception) -> "Stepper":
        """A stepper for a coroutine that has failed in its first step: the next `await` raises `error`."""
        stepper = cls(coroutine)
        stepper._error = error
        return stepper

    def __await__(self) -> Generator[Any, None, None]:
        if self._wait is not None:
            raise RuntimeError("A Stepper cannot be awaited by two tasks at the same time.")
        if self._error is not None:
            self._raise_kept_error()
        if self.is_over:
            return
        self._is_paused = False
        if self._has_unpassed:
            self._has_unpassed = False
            yield from self._pass_on(self._unpassed)
        # PERF: what runs the coroutine stands here, not in methods (benchmarks/micro/middleware.py).
        while not self._is_paused or self._thrown is not None:
            awaited = self._awaited
            if awaited is not None and self._thrown is None and not awaited.done():
                yield from self._wait_for(awaited)
                continue
            try:
                yielded = self._coroutine.send(None) if self._thrown is None else self._throw()
            except StopIteration:
                self.is_over = True
                return
            except BaseException as error:
                self._end_with(error)
                return
            if getattr(yielded, "_asyncio_future_blocking", None) is not None:
                self._awaited = yielded
            else:
                self._awaited = None
                yield from self._pass_on(yielded)

    @coroutine
    def run_to_end(self) -> Generator[Any, None, None]:
        """Run the coroutine to its end; there must be no pause any more. Raises what the coroutine raises."""
        if self._error is not None or self._thrown is not None or not self._is_ready():
            yield from self.__await__()
        elif not self.is_over:
            # PERF: nothing comes between the task and the coroutine any more (benchmarks/micro/middleware.py).
            try:
                yield from self._coroutine.__await__()
            finally:
                self.is_over = True

    def pause(self) -> None:
        """End the `await`: as soon as the coroutine waits for something, which may be now.

        For the coroutine and all that run on its behalf, other tasks included.
        """
        self._is_paused = True
        if self._wait is not None:
            self._wait.interrupt()

    def cancel(self) -> None:
        """Let the coroutine be cancelled when it is awaited next, in the way of `Task.cancel`."""
        if self._error is None and (self._awaited is None or not self._awaited.cancel()):
            self._thrown = CancelledError()

    def close(self) -> None:
        """Raise GeneratorExit in the coroutine: for when there is no loop any more to run it to its end."""
        self.is_over = True
        self._coroutine.close()

    def _is_ready(self) -> bool:
        return not self._has_unpassed and (self._awaited is None or self._awaited.done())

    def _throw(self) -> Any:
        thrown, self._thrown = self._thrown, None
        assert thrown is not None, "there is something to be raised"
        try:
            return self._coroutine.throw(thrown)
        finally:
            del thrown  # its traceback holds this frame

    def _wait_for(self, awaited: FutureLike) -> Generator[Any, None, None]:
        self._wait = InterruptibleWait(awaited)
        try:
            yield self._wait
        except GeneratorExit:
            self.close()
            raise
        except BaseException as error:
            if isinstance(error, CancelledError):
                awaited.cancel()  # does nothing, unless the wait had been interrupted when the cancellation came
            self._thrown = error
        finally:
            self._wait = None

    def _pass_on(self, yielded: object) -> Generator[Any, None, None]:
        """Yield what is not a future: the None of `asyncio.sleep(0)`, or something that the task refuses."""
        try:
            yield yielded
        except GeneratorExit:
            self.close()
            raise
        except BaseException as error:
            self._thrown = error

    def _end_with(self, error: BaseException) -> None:
        if self._is_paused and isinstance(error, Exception):
            self._error = error
        else:
            self.is_over = True
            raise error

    def _raise_kept_error(self) -> None:
        self.is_over = True
        error, self._error = self._error, None
        assert error is not None, "there is an error"
        try:
            raise error
        finally:
            del error
