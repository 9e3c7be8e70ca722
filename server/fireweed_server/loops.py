"""The event loops that the server runs on, by name."""

import asyncio
from collections.abc import Callable

from fireweed_server.errors import OptionError

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def find_loop_factory(name: str) -> LoopFactory | None:
    """What makes the loop of that name; None stands for asyncio's own. Raises OptionError if uvloop is not there."""
    if name == "asyncio":
        return None
    try:
        import uvloop
    except ImportError:
        if name == "uvloop":
            raise OptionError("Option 'loop' is 'uvloop', which is not installed: pip install uvloop.") from None
        return None
    return uvloop.new_event_loop
