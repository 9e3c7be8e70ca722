"""What it costs to call a function in a worker thread: the worker pool, beside `loop.run_in_executor` and AnyIO.

    python benchmarks/micro/pool.py [--loop asyncio|uvloop] [--peer PYTHON]

Prints CPU microseconds per call, threads included, the best of several rounds, for several numbers of callers at the
same time; every result is checked. "quick" functions return at once, "blocking" ones sleep for a millisecond as one
does that waits for a database. `--peer` names an interpreter that has AnyIO, which then runs in a process of its own.
"""

import argparse
import asyncio
import subprocess
import time
from collections.abc import Awaitable, Callable
from typing import Any

Offload = Callable[[Callable[[int], int], int], Awaitable[int]]

ROUNDS = 5
CALLERS = (1, 8, 32, 200)
QUICK_CALLS = 6400
BLOCKING_CALLS = 1600


def quick(number: int) -> int:
    return number + 1


def blocking(number: int) -> int:
    time.sleep(0.001)
    return number + 1


async def measure(offload: Offload, function: Callable[[int], int], *, callers: int, calls: int) -> float:
    """Return CPU microseconds per call."""

    async def call_many() -> None:
        for number in range(calls // callers):
            result = await offload(function, number)
            if result != number + 1:
                raise AssertionError(f"Expected {number + 1}, got {result}.")

    begin = time.process_time()
    await asyncio.gather(*(call_many() for _ in range(callers)))
    return (time.process_time() - begin) / calls * 1e6


async def measure_all(name: str, offload: Offload) -> None:
    """Print a line for each kind of function."""
    for label, function, calls in (("quick", quick, QUICK_CALLS), ("blocking", blocking, BLOCKING_CALLS)):
        cells = []
        for callers in CALLERS:
            await measure(offload, function, callers=callers, calls=callers)  # starts the threads
            times = [await measure(offload, function, callers=callers, calls=calls) for _ in range(ROUNDS)]
            cells.append(f"{min(times):8.1f}")
        print(f"{name:16}{label:10}" + "".join(cells))


async def run_ours() -> None:
    from fireweed.concurrency import run_in_threadpool

    loop = asyncio.get_running_loop()
    await measure_all("executor", lambda function, number: loop.run_in_executor(None, function, number))
    await measure_all("worker pool", run_in_threadpool)


async def run_peer() -> None:
    from anyio import to_thread

    run_sync: Offload = to_thread.run_sync
    await measure_all("AnyIO", run_sync)


def build_loop(name: str) -> asyncio.AbstractEventLoop:
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="uvloop")
    parser.add_argument("--peer", help="an interpreter that has AnyIO")
    parser.add_argument("--as-peer", action="store_true", help=argparse.SUPPRESS)
    arguments: Any = parser.parse_args()
    if not arguments.as_peer:
        print(f"{f'us, {arguments.loop}':26}" + "".join(f"{f'c={callers}':>8}" for callers in CALLERS), flush=True)
    with asyncio.Runner(loop_factory=lambda: build_loop(arguments.loop)) as runner:
        runner.run(run_peer() if arguments.as_peer else run_ours())
    if arguments.peer:
        subprocess.run([arguments.peer, __file__, "--as-peer", "--loop", arguments.loop], check=True)


if __name__ == "__main__":
    main()
