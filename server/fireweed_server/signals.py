"""Signals: those that stop the server, first politely, then at once, and the one that asks what it is doing."""

import _thread
import contextlib
import math
import os
import signal
import sys
import threading
import time
import traceback
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from types import FrameType

from fireweed_server import last_resort

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM) + ((signal.SIGBREAK,) if hasattr(signal, "SIGBREAK") else ())

# Seconds that a loop has to answer before it counts as blocked.
_ANSWER_TIME = 1.0

# The terminal goes away. Who was started with `nohup`, which ignores this, means to go on.
_HANG_UP = signal.SIGHUP if hasattr(signal, "SIGHUP") else None


@contextlib.contextmanager
def stopping_on_signals(
    loop: AbstractEventLoop, stop: Callable[[signal.Signals], None], limit: float = math.inf
) -> Iterator[None]:
    """Call `stop` in `loop` at the first stop signal within the block; a second one ends the process as it always does.

    So does the first one after `limit` seconds, unless that is called off (`last_resort`): an application may hold up
    its end, or block the loop. Handlers that were there are put back at the end. Does nothing outside the main thread,
    which alone gets signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    # The interpreter runs this even while a callback blocks the loop, so the second signal always works; a handler of
    # the loop itself (loop.add_signal_handler) would wait for its turn.
    def handle(number: int, frame: FrameType | None) -> None:
        for stop_signal in handled:
            signal.signal(stop_signal, _end_at_once)
        if limit < math.inf:
            last_resort.end_after(limit)
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


@contextlib.contextmanager
def interruptible() -> Iterator[None]:
    """Have SIGINT (Ctrl+C) raise KeyboardInterrupt at once within the block, which does not wait for anything.

    `asyncio.Runner` would cancel the task instead, at the next point where it waits.
    """
    is_main = threading.current_thread() is threading.main_thread()
    previous = signal.getsignal(signal.SIGINT) if is_main else signal.SIG_IGN
    if not callable(previous):
        yield
        return
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:  # else the block has a use for it
            signal.signal(signal.SIGINT, previous)


@contextlib.contextmanager
def answering_signal(
    loop: AbstractEventLoop, describe: Callable[[], str], tell: Callable[[str], None]
) -> Iterator[None]:
    """On SIGUSR1 `tell` what `describe` returns, called in `loop`; where that is blocked, what the main thread does.

    Does nothing outside the main thread, and where the application has a use for the signal itself.
    """
    number = getattr(signal, "SIGUSR1", None)
    is_main = threading.current_thread() is threading.main_thread()
    if number is None or not is_main or signal.getsignal(number) not in (signal.SIG_DFL, signal.SIG_IGN):
        yield
        return
    main_thread = threading.get_ident()

    def handle(number: int, frame: FrameType | None) -> None:
        unanswered = [number]

        def answer() -> None:
            unanswered.clear()
            tell(describe())

        loop.call_soon_threadsafe(answer)
        # `threading` takes locks, and this may have interrupted who holds them.
        _thread.start_new_thread(watch, (unanswered,))

    def watch(unanswered: list[int]) -> None:
        time.sleep(_ANSWER_TIME)
        if unanswered:
            stack = "".join(traceback.format_stack(sys._current_frames()[main_thread]))
            tell(f"Process {os.getpid()}: the event loop is blocked. Its thread is here:\n{stack.rstrip()}")

    previous = signal.signal(number, handle)
    try:
        yield
    finally:
        signal.signal(number, previous)


def _end_at_once(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
