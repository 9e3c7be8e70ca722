"""Running coroutines until the first of them ends."""

import asyncio
import warnings
from collections.abc import Callable, Coroutine
from typing import Any

from fireweed.exceptions import FireweedDeprecationWarning


async def run_until_first_complete(*args: tuple[Callable[..., Coroutine[Any, Any, Any]], dict[str, Any]]) -> None:
    """Call the coroutine functions with their keyword arguments, wait for the first to end and cancel the others.

    Deprecated: `asyncio.wait(..., return_when=FIRST_COMPLETED)` and `asyncio.TaskGroup` say what is meant.
    """
    warnings.warn(
        "run_until_first_complete is deprecated; use asyncio.wait or asyncio.TaskGroup instead.",
        FireweedDeprecationWarning,
        stacklevel=2,
    )
    tasks = [asyncio.create_task(func(**kwargs)) for func, kwargs in args]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()
