"""What all supervisors share: signals that reach them, and processes that are collected when they end."""

import asyncio
import contextlib
import os
import signal
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from fireweed_server.errors import OptionError

_INIT: Final = 1

Handlers = Mapping[signal.Signals, Callable[[], None]]


def check_supervising(app: object, reason: str) -> str:
    """The name of the application, which each process imports for itself. Raises OptionError if that cannot be done."""
    if os.name != "posix":
        raise OptionError(f"Option {reason!r} works on POSIX systems only. Leave it out here.")
    if threading.current_thread() is not threading.main_thread():
        raise OptionError(f"Option {reason!r} takes the main thread, which alone gets signals. Call `run` there.")
    if not isinstance(app, str):
        raise OptionError(
            f"Option {reason!r} takes the name of the application, 'module:attribute' or a file, not the application "
            "itself: each process imports it."
        )
    return app


@contextlib.contextmanager
def handling_signals(handlers: Handlers) -> Iterator[None]:
    """Call these in the running loop for signals, within the block."""
    loop = asyncio.get_running_loop()
    for number, handler in handlers.items():
        loop.add_signal_handler(number, handler)
    try:
        yield
    finally:
        for number in handlers:
            loop.remove_signal_handler(number)


def end_by_signal(number: signal.Signals) -> None:
    """End this process as that signal does by itself."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def collect_orphans(own: Collection[int]) -> None:
    """As process 1, as in a container, collect processes that workers have left behind; `own` are not touched.

    Nobody else does, and each would stay in the system's table of processes for as long as this one runs.
    """
    if os.getpid() == _INIT and hasattr(os, "waitid"):
        collect_all_but(own)


def collect_all_but(own: Collection[int]) -> None:
    """Collect every child that has ended, up to one of `own`."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if ended is None or ended.si_pid in own:
            return
        os.waitpid(ended.si_pid, os.WNOHANG)
