"""Ending an application whose client has gone: it is given the time to notice, and cancelled if it does not."""

import asyncio
from collections.abc import Callable

# How many turns of the loop an application gets to look for a disconnect, before it is cancelled.
TURNS_TO_NOTICE = 20
# Seconds an application gets to end after it was told of the disconnect, before it is cancelled.
TIME_TO_END = 1.0


async def end_application(task: asyncio.Task[None], knows_disconnect: Callable[[], bool]) -> bool:
    """Wait for the end of an application that can receive its disconnect; return whether it had to be cancelled."""
    for _ in range(TURNS_TO_NOTICE):
        if knows_disconnect() or task.done():
            break
        await asyncio.sleep(0)
    if knows_disconnect():
        await asyncio.wait([task], timeout=TIME_TO_END)
    if task.done():
        return False
    is_cancelled = task.cancel()
    await asyncio.wait([task])
    return is_cancelled
