"""`def` or `async def`: where an endpoint runs, how many may run at a time, and how to see that it is too few."""

import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from typing import Annotated

from fireweed import Fireweed, Query
from fireweed.concurrency import get_pool, run_in_threadpool


@asynccontextmanager
async def lifespan(_app: Fireweed) -> AsyncIterator[None]:
    get_pool().size = 64
    yield


app = Fireweed(lifespan=lifespan)


Seconds = Annotated[float, Query(ge=0, le=1)]


def read_slow_disk(seconds: float) -> str:
    time.sleep(seconds)
    return threading.current_thread().name


@app.get("/in-a-thread")
def answer_in_a_thread(seconds: Seconds = 0) -> dict[str, str]:
    return {"ran in": read_slow_disk(seconds)}


@app.get("/in-the-loop")
async def answer_in_the_loop() -> dict[str, str]:
    return {"ran in": threading.current_thread().name}


@app.get("/in-both")
async def answer_in_both(seconds: Seconds = 0) -> dict[str, str]:
    return {"waited for": await run_in_threadpool(read_slow_disk, seconds)}


@app.get("/pool")
async def read_pool() -> dict[str, int]:
    return asdict(get_pool().statistics())
