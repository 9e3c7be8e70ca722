"""`max_concurrency`: no more than so many calls of a dependency at the same time, in one event loop."""

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from typing import Any
from weakref import WeakKeyDictionary

from fireweed.concurrency import CallableKind, contextmanager_in_threadpool, run_in_threadpool
from fireweed.concurrency.limiter import Limiter
from fireweed.params.depends import Slots

_limiters: WeakKeyDictionary[AbstractEventLoop, WeakKeyDictionary[Slots, Limiter]] = WeakKeyDictionary()


def limit_call(call: Callable[..., Any], kind: CallableKind, slots: Slots) -> tuple[Callable[..., Any], CallableKind]:
    """The same dependency, waiting for a slot before it is called: as a callable and the kind of that.

    Who waits does so in the event loop, not in a worker thread. A generator has its slot until it is closed.
    """
    return _LIMIT[kind](call, slots)


def get_limiter(slots: Slots) -> Limiter:
    """The limiter of the running event loop."""
    loop = asyncio.get_running_loop()
    try:
        return _limiters[loop][slots]
    except KeyError:
        return _limiters.setdefault(loop, WeakKeyDictionary()).setdefault(slots, Limiter(slots.count))


def _limit_coroutine(call: Callable[..., Any], slots: Slots) -> tuple[Callable[..., Any], CallableKind]:
    async def call_limited(**given: Any) -> Any:
        async with get_limiter(slots):
            return await call(**given)

    return call_limited, CallableKind.COROUTINE


def _limit_function(call: Callable[..., Any], slots: Slots) -> tuple[Callable[..., Any], CallableKind]:
    async def call_limited(**given: Any) -> Any:
        async with get_limiter(slots):
            return await run_in_threadpool(call, **given)

    return call_limited, CallableKind.COROUTINE


def _limit_context(
    enter: Callable[..., AbstractAsyncContextManager[Any]], slots: Slots
) -> tuple[Callable[..., Any], CallableKind]:
    async def hold_slot(**given: Any) -> AsyncGenerator[Any, None]:
        async with get_limiter(slots), enter(**given) as value:
            yield value

    return hold_slot, CallableKind.ASYNC_GENERATOR


def _limit_generator(call: Callable[..., Any], slots: Slots) -> tuple[Callable[..., Any], CallableKind]:
    enter = contextmanager(call)
    return _limit_context(lambda **given: contextmanager_in_threadpool(enter(**given)), slots)


def _limit_async_generator(call: Callable[..., Any], slots: Slots) -> tuple[Callable[..., Any], CallableKind]:
    return _limit_context(asynccontextmanager(call), slots)


_LIMIT = {
    CallableKind.COROUTINE: _limit_coroutine,
    CallableKind.FUNCTION: _limit_function,
    CallableKind.GENERATOR: _limit_generator,
    CallableKind.ASYNC_GENERATOR: _limit_async_generator,
}
