"""Ending a process that does not end by itself: it works even while its event loop, or all of Python, is held up."""

import faulthandler
from typing import Final

LEAVE_TIME: Final = 10.0
"""Seconds that a process has on top of the time for its requests: for the lifespan, and for leaving."""

_STANDARD_ERROR: Final = 2

# What is longer than this is for ever, and more than can be waited for by the system.
_LONGEST: Final = 1e8


def end_after(seconds: float) -> None:
    """Unless called off by then, tell on standard error where each thread is and end the process, with status 1.

    A later call takes the place of an earlier one.
    """
    faulthandler.dump_traceback_later(min(seconds, _LONGEST), file=_STANDARD_ERROR, exit=True)


def call_off() -> None:
    """Let the process live."""
    faulthandler.cancel_dump_traceback_later()
