"""Functions that stand still in other threads until a test releases them, and waiting for what threads do."""

import threading
import time
from collections.abc import Callable

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 10.0


class Blockade:
    """A function that does not return before it is released; it may be called from several threads."""

    def __init__(self) -> None:
        self._begun = threading.Semaphore(0)
        self._released = threading.Event()

    def __call__(self) -> None:
        self._begun.release()
        assert self._released.wait(HANG_LIMIT)

    def wait_begun(self, count: int = 1) -> None:
        """Wait until `count` more calls stand still."""
        for _ in range(count):
            assert self._begun.acquire(timeout=HANG_LIMIT)

    def release(self) -> None:
        """Let all calls return, those to come at once."""
        self._released.set()


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait until what other threads do has made `condition` true."""
    deadline = time.monotonic() + HANG_LIMIT
    while not condition():
        assert time.monotonic() < deadline, "the condition never became true"
        time.sleep(0)
