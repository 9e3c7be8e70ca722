"""What runs before the first request and after the last one, and ASGI's lifespan protocol around it.

https://asgi.readthedocs.io/en/latest/specs/lifespan.html
"""

import inspect
import traceback
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

from fireweed.callables import describe, find_misfit
from fireweed.concurrency import is_async_callable
from fireweed.core.gauges import offer_gauges
from fireweed.types import Receive, Scope, Send

LifespanState = Mapping[str, Any] | None
LifespanContext = Callable[[Any], AbstractAsyncContextManager[LifespanState]]
EventHandler = Callable[[], Any]

_YIELD = "Put a `yield` between what starts and what stops."


def as_context(lifespan: Callable[[Any], Any]) -> LifespanContext:
    """A lifespan as a function to an async context manager; generator functions are wrapped.

    Raises:
        TypeError: it is no function, or a coroutine function, which has nothing to come back to at shutdown.
    """
    if not callable(lifespan):
        raise TypeError(
            f"A lifespan is an async function that takes the application and yields once, not {lifespan!r}."
        )
    if inspect.iscoroutinefunction(lifespan):
        raise TypeError(f"The lifespan {describe(lifespan)} never yields. {_YIELD}")
    if inspect.isasyncgenfunction(lifespan):
        return asynccontextmanager(lifespan)
    if inspect.isgeneratorfunction(lifespan):
        enter = contextmanager(lifespan)

        @asynccontextmanager
        async def enter_in_loop(app: Any) -> AsyncIterator[LifespanState]:
            with enter(app) as state:
                yield state

        return enter_in_loop
    return lifespan


def open_lifespan(lifespan: LifespanContext, app: Any) -> AbstractAsyncContextManager[LifespanState]:
    """What a lifespan returns for the application.

    Raises:
        TypeError: it cannot be called so, or returns something else.
    """
    misfit = find_misfit(lifespan, (app,))
    if misfit is not None:
        raise TypeError(f"The lifespan {describe(lifespan)} is called with the application: {misfit}")
    context = lifespan(app)
    if not hasattr(context, "__aenter__"):
        problem = f"The lifespan {describe(lifespan)} returned {context!r}, which is no asynchronous context manager."
        raise TypeError(f"{problem} Give an async function itself, not what it returns. {_YIELD}")
    return context


def build_event_lifespan(on_startup: Sequence[EventHandler], on_shutdown: Sequence[EventHandler]) -> LifespanContext:
    """A lifespan that calls handlers, each awaited if it is asynchronous. The sequences are read when it runs."""

    @asynccontextmanager
    async def run_handlers(_: Any) -> AsyncIterator[LifespanState]:
        await _call_all(on_startup)
        try:
            yield None
        finally:
            await _call_all(on_shutdown)

    return run_handlers


def merge_lifespans(lifespans: Sequence[LifespanContext]) -> LifespanContext:
    """Several as one: entered in order, left in reverse; of equal keys in their states the first one's counts."""

    @asynccontextmanager
    async def enter_all(app: Any) -> AsyncIterator[LifespanState]:
        async with AsyncExitStack() as stack:
            states = [await stack.enter_async_context(open_lifespan(lifespan, app)) for lifespan in lifespans]
            merged: dict[str, Any] = {}
            for lifespan, state in zip(reversed(lifespans), reversed(states), strict=True):
                merged.update(_as_state(lifespan, state))
            yield merged if any(state is not None for state in states) else None

    return enter_all


async def run_lifespan(lifespan: LifespanContext, scope: Scope, receive: Receive, send: Send) -> None:
    """Speak the lifespan protocol with the server: enter, wait for the shutdown, leave.

    Raises what the lifespan raises, after the server was told.
    """
    has_started = False
    await receive()
    offer_gauges(scope)
    try:
        async with lifespan(scope.get("app")) as state:
            if state is not None:
                _publish(state, scope)
            await send({"type": "lifespan.startup.complete"})
            has_started = True
            await receive()
    except BaseException:
        phase = "shutdown" if has_started else "startup"
        await send({"type": f"lifespan.{phase}.failed", "message": traceback.format_exc()})
        raise
    await send({"type": "lifespan.shutdown.complete"})


async def fail_startup(receive: Receive, send: Send) -> None:
    """Tell the server of the exception that is being handled: with it, the application has not started."""
    await receive()
    await send({"type": "lifespan.startup.failed", "message": traceback.format_exc()})


def _as_state(lifespan: LifespanContext, state: LifespanState) -> dict[str, Any]:
    try:
        return dict(state or {})
    except (TypeError, ValueError):
        problem = f"The lifespan {describe(lifespan)} yielded {state!r}."
        raise TypeError(f"{problem} It yields nothing, or what requests find in `request.state`: a dict.") from None


def _publish(state: Mapping[str, Any], scope: Scope) -> None:
    if "state" not in scope:
        raise RuntimeError('The server does not support "state" in the lifespan scope.')
    scope["state"].update(state)


async def _call_all(handlers: Sequence[EventHandler]) -> None:
    for handler in handlers:
        if is_async_callable(handler):
            await handler()
        else:
            handler()
