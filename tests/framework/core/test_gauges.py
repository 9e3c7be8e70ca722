import threading
from collections.abc import Callable

from fireweed.concurrency import get_pool
from fireweed.core.gauges import offer_gauges


async def test_shows_how_busy_the_worker_pool_is() -> None:
    readers: dict[str, Callable[[], float]] = {}
    offer_gauges({"extensions": {"fireweed.metrics": {"add_gauge": readers.__setitem__}}})
    pool = get_pool()
    pool.size = 1
    begun, release = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        release.wait()

    jobs = [pool.submit(work), pool.submit(work)]
    begun.wait()
    figures = {name: read() for name, read in readers.items()}
    release.set()
    for job in jobs:
        await job
    pool.close()

    assert figures == {
        "fireweed_worker_threads_limit": 1,
        "fireweed_worker_threads_busy": 1,
        "fireweed_worker_calls_waiting": 1,
    }
