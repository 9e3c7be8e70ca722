"""Signals that stop the server: the first one politely, the second one at once."""

import contextlib
import os
import signal
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from types import FrameType

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM) + ((signal.SIGBREAK,) if hasattr(signal, "SIGBREAK") else ())

# The terminal goes away. Who was started with `nohup`, which ignores this, means to go on.
_HANG_UP = signal.SIGHUP if hasattr(signal, "SIGHUP") else None


@contextlib.contextmanager
def stopping_on_signals(loop: AbstractEventLoop, stop: Callable[[signal.Signals], None]) -> Iterator[None]:
    """Call `stop` in `loop` at the first stop signal within the block; a second one ends the process as it always does.

    Handlers that were there are put back at the end. Does nothing outside the main thread, which alone gets signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    # The interpreter runs this even while a callback blocks the loop, so the second signal always works; a handler of
    # the loop itself (loop.add_signal_handler) would wait for its turn.
    def handle(number: int, frame: FrameType | None) -> None:
        for stop_signal in handled:
            signal.signal(stop_signal, _end_at_once)
        loop.call_soon_threadsafe(stop, signal.Signals(number))

    handled = [*STOP_SIGNALS]
    if _HANG_UP is not None and signal.getsignal(_HANG_UP) is signal.SIG_DFL:
        handled.append(_HANG_UP)
    previous = [(stop_signal, signal.signal(stop_signal, handle)) for stop_signal in handled]
    try:
        yield
    finally:
        for stop_signal, handler in previous:
            signal.signal(stop_signal, signal.SIG_DFL if handler is None else handler)


def _end_at_once(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
