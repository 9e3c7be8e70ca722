"""Stopping work when the client goes, on servers that tell so only through `receive`."""

import asyncio
from collections.abc import Awaitable

from fireweed.types import Receive


async def run_until_disconnect(work: Awaitable[None], receive: Receive) -> None:
    """Await `work` in the current task, and cancel it when `receive` reports `http.disconnect`.

    That cancellation ends here; any other one is raised. An error of `receive` also cancels the work, and is raised.
    """
    task = asyncio.current_task()
    assert task is not None
    cancellations_before = task.cancelling()
    interrupted = False

    def interrupt(_: asyncio.Task[None]) -> None:
        nonlocal interrupted
        interrupted = True
        task.cancel()

    watcher = asyncio.create_task(_wait_for_disconnect(receive))
    watcher.add_done_callback(interrupt)
    try:
        await work
    except asyncio.CancelledError:
        if not interrupted or task.cancelling() > cancellations_before + 1:
            raise
    finally:
        watcher.remove_done_callback(interrupt)
        if interrupted:
            task.uncancel()
        watcher.cancel()
        await asyncio.wait((watcher,))
    if not watcher.cancelled():
        watcher.result()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
