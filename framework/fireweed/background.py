"""Work to be done after a response has been sent."""

from collections.abc import Callable, Sequence
from typing import Any, ParamSpec

from fireweed.concurrency import is_async_callable, run_in_threadpool
from fireweed.logger import logger

Parameters = ParamSpec("Parameters")


class BackgroundTask:
    """A call to be made later; a synchronous function runs in a worker thread."""

    def __init__(self, func: Callable[Parameters, Any], *args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        self.func = func
        self.args = args
        self.kwargs = kwargs
        self.is_async = is_async_callable(func)

    async def __call__(self) -> None:
        func: object = self.func
        if not callable(func):
            problem = f"The background task {func!r} cannot be called."
            raise TypeError(f"{problem} Give the function and its arguments, add_task(send, address), not its result.")
        if self.is_async:
            await self.func(*self.args, **self.kwargs)
        else:
            await run_in_threadpool(self.func, *self.args, **self.kwargs)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.func!r}, args={self.args!r}, kwargs={self.kwargs!r})"


class BackgroundTasks(BackgroundTask):
    """Calls to be made later, one after the other, in the order in which they were added.

    A task that fails does not keep the others from running: its error is logged, and the first one is raised when all
    have run.
    """

    def __init__(self, tasks: Sequence[BackgroundTask] | None = None) -> None:
        self.tasks = list(tasks) if tasks else []

    def add_task(self, func: Callable[Parameters, Any], *args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        """Call `func` with these arguments after the response has been sent."""
        self.tasks.append(BackgroundTask(func, *args, **kwargs))

    async def __call__(self) -> None:
        first_error: Exception | None = None
        for task in self.tasks:
            try:
                await task()
            except Exception as error:
                logger.exception("Background task failed: %r", task)
                first_error = first_error or error
        if first_error is not None:
            try:
                raise first_error
            finally:
                del first_error

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.tasks!r})"
