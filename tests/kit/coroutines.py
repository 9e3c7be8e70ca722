"""Runs a coroutine test to its end on a fresh loop, and fails it for what it leaves pending."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

# Seconds; generous, for it only turns a test that hangs into one that fails.
HANG_LIMIT = 60.0

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def run_coroutine(coroutine: Coroutine[Any, Any, None], loop_factory: LoopFactory | None = None) -> None:
    """Run `coroutine` on a new loop; raise AssertionError when it leaves tasks pending, TimeoutError when it hangs."""
    with asyncio.Runner(debug=False, loop_factory=loop_factory) as runner:
        leaked = runner.run(_run_and_list_tasks(coroutine))
    assert not leaked, "the test ended with tasks still pending:\n" + "\n".join(leaked)


async def _run_and_list_tasks(coroutine: Coroutine[Any, Any, None]) -> list[str]:
    async with asyncio.timeout(HANG_LIMIT):
        await coroutine
    # Tasks that were cancelled, and callbacks of closed transports, need a turn of the loop to finish.
    for _ in range(3):
        await asyncio.sleep(0)
    current = asyncio.current_task()
    return [repr(task) for task in asyncio.all_tasks() if task is not current]
