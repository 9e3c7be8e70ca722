"""SIGHUP: sent by somebody it means to read anew; sent by the system, that the terminal has gone."""

import contextlib
import os
import signal
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from types import FrameType

_HANG_UP = signal.SIGHUP if hasattr(signal, "SIGHUP") else None


@contextlib.contextmanager
def reloading_on_hang_up(loop: AbstractEventLoop, reload: Callable[[], None]) -> Iterator[None]:
    """Call `reload` in `loop` for a SIGHUP that somebody sends within the block.

    One that tells of the end of the process's terminal is left to the handler that was there, and so are all where
    that ignores them, or outside the main thread.
    """
    is_main = threading.current_thread() is threading.main_thread()
    previous = signal.getsignal(_HANG_UP) if _HANG_UP is not None and is_main else signal.SIG_IGN
    if _HANG_UP is None or not callable(previous):
        yield
        return
    had_terminal = _has_terminal()

    def handle(number: int, frame: FrameType | None) -> None:
        if had_terminal and not _has_terminal():
            previous(number, frame)
        else:
            loop.call_soon_threadsafe(reload)

    signal.signal(_HANG_UP, handle)
    try:
        yield
    finally:
        if signal.getsignal(_HANG_UP) is handle:  # else a stop signal came meanwhile, and a second one ends the process
            signal.signal(_HANG_UP, previous)


def _has_terminal() -> bool:
    """Whether the process has a controlling terminal; the system takes it away before it tells of the hang-up."""
    try:
        os.close(os.open("/dev/tty", os.O_RDONLY | os.O_NOCTTY))
    except OSError:
        return False
    return True
