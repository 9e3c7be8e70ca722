"""The event loop of a test client. It runs only while a thread waits for something on it, and in that very thread.

Theory of operation. A call acquires `_driving` and runs the loop until its coroutine is done: no thread, no hand-over.
A call from a second thread meanwhile leaves its coroutine to the loop that runs, and waits; when the first thread stops
driving, one of those that wait takes over. A call from a coroutine of another loop lends a thread, because a thread can
run one loop at a time.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

from fireweed.exceptions import FireweedError

Result = TypeVar("Result")
LoopFactory = Callable[[], asyncio.AbstractEventLoop]


class LoopDriver:
    """Runs coroutines to their end on one event loop, from whichever thread calls.

    The loop begins with the first call and lives until `close`; after that, the next call begins another one. Tasks
    that coroutines leave behind go on during later calls while somebody holds the driver, and are cancelled when the
    last holder releases it.
    """

    def __init__(self, loop_factory: LoopFactory, *, debug: bool = False) -> None:
        self._loop_factory = loop_factory
        self._debug = debug
        self._runner: asyncio.Runner | None = None
        self._driving = threading.Lock()
        self._waiting: set[threading.Event] = set()
        self._lock = threading.Lock()
        self._holders = 0

    def run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        """Run `coroutine` in a copy of the current context and return its result; blocks the calling thread.

        Raises FireweedError when called by a coroutine that runs on this very loop.
        """
        running_loop = _find_running_loop()
        if running_loop is None:
            return self._run(coroutine)
        if self._runner is not None and running_loop is self._runner.get_loop():
            coroutine.close()
            raise FireweedError(
                "The test client was called by the application it is testing, from a coroutine: the call would wait for"
                " itself. Call it in a `def` endpoint, or await the methods of an AsyncTestClient."
            )
        with ThreadPoolExecutor(1, thread_name_prefix="fireweed-testclient") as thread:
            return thread.submit(copy_context().run, self._run, coroutine).result()

    def hold(self) -> None:
        """Keep tasks alive between calls until `release`."""
        with self._lock:
            self._holders += 1

    def release(self) -> None:
        """Undo one `hold`; with the last one, cancel the tasks that were left behind."""
        with self._lock:
            self._holders -= 1
            if self._holders or self._runner is None:
                return
            abandoned = asyncio.all_tasks(self._runner.get_loop())
        if abandoned:
            self.run(_cancel(abandoned))

    def close(self) -> None:
        """Cancel what is left on the loop, close its generators, its executor and itself."""
        if _find_running_loop() is not None:
            with ThreadPoolExecutor(1, thread_name_prefix="fireweed-testclient") as thread:
                return thread.submit(self.close).result()
        with self._driving:
            with self._lock:
                runner, self._runner = self._runner, None
            if runner is not None:
                runner.close()

    def _run(self, coroutine: Coroutine[Any, Any, Result]) -> Result:
        loop = self._get_loop()
        if not self._driving.acquire(blocking=False):
            return self._run_with_others(coroutine, loop)
        try:
            return loop.run_until_complete(coroutine)
        finally:
            self._hand_over()

    def _run_with_others(self, coroutine: Coroutine[Any, Any, Result], loop: asyncio.AbstractEventLoop) -> Result:
        news = threading.Event()
        self._waiting.add(news)
        future = asyncio.run_coroutine_threadsafe(coroutine, loop)
        future.add_done_callback(lambda _: news.set())
        try:
            while not future.done():
                if self._driving.acquire(blocking=False):
                    try:
                        return loop.run_until_complete(asyncio.wrap_future(future, loop=loop))
                    finally:
                        self._hand_over()
                news.wait()
                news.clear()
            return future.result()
        finally:
            self._waiting.discard(news)

    def _hand_over(self) -> None:
        self._driving.release()
        for news in tuple(self._waiting):
            news.set()

    def _get_loop(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._runner is None:
                self._runner = asyncio.Runner(debug=self._debug, loop_factory=self._loop_factory)
            return self._runner.get_loop()


def _find_running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


async def _cancel(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
