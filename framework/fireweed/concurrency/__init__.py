"""Running synchronous code beside the event loop."""

from contextlib import asynccontextmanager

from fireweed.concurrency.callables import CallableKind, classify_callable, is_async_callable
from fireweed.concurrency.context import contextmanager_in_threadpool
from fireweed.concurrency.iteration import iterate_in_threadpool
from fireweed.concurrency.pool import PoolStatistics, WorkerPool, close_pools, get_pool, run_in_threadpool
from fireweed.concurrency.racing import run_until_first_complete

__all__ = [
    "CallableKind",
    "PoolStatistics",
    "WorkerPool",
    "asynccontextmanager",
    "classify_callable",
    "close_pools",
    "contextmanager_in_threadpool",
    "get_pool",
    "is_async_callable",
    "iterate_in_threadpool",
    "run_in_threadpool",
    "run_until_first_complete",
]
