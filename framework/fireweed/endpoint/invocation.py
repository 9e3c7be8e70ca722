"""Calling what a plan names: in the loop, in a worker thread, or as a generator that is closed later."""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import Any

from fireweed.concurrency import CallableKind, contextmanager_in_threadpool, run_in_threadpool
from fireweed.endpoint.arguments import Arguments
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.plan import RoutePlan, Step

_FAILED = object()


class CleanupStacks:
    """The generators of a request that are open: those closed before the answer is sent, and those closed after."""

    __slots__ = ("function", "request")

    def __init__(self) -> None:
        self.function = AsyncExitStack()
        self.request = AsyncExitStack()

    def get(self, step: Step) -> AsyncExitStack:
        return self.function if step.lifetime == "function" else self.request


async def call_dependencies(
    plan: RoutePlan, arguments: list[Arguments | None], injection: Injection | None, stacks: CleanupStacks | None
) -> Arguments | None:
    """Call the dependencies in order; returns the endpoint's arguments, None when they are invalid.

    What has invalid arguments is not called, nor what depends on it; the others are.
    """
    values: list[Any] = []
    for step, given in zip(plan.steps, arguments, strict=True):
        if given is None or _FAILED in [values[slot] for slot in step.needs]:
            values.append(_FAILED)
            continue
        for name, slot in step.arguments:
            given[name] = values[slot]
        if injection is not None:
            for name, special in step.specials:
                given[name] = injection.get(special, step)
        values.append(given if step is plan.endpoint else await _CALL[step.kind](step, given, stacks))
    endpoint_arguments: Arguments | None = values[-1] if values[-1] is not _FAILED else None
    return endpoint_arguments


async def _call_coroutine(step: Step, given: Arguments, _: CleanupStacks | None) -> Any:
    return await step.call(**given)


async def _call_function(step: Step, given: Arguments, _: CleanupStacks | None) -> Any:
    return await run_in_threadpool(step.call, **given)


async def _enter_generator(step: Step, given: Arguments, stacks: CleanupStacks | None) -> Any:
    assert stacks is not None, "a plan with generators has stacks"
    manager = contextmanager_in_threadpool(contextmanager(step.call)(**given))
    return await stacks.get(step).enter_async_context(manager)


async def _enter_async_generator(step: Step, given: Arguments, stacks: CleanupStacks | None) -> Any:
    assert stacks is not None, "a plan with generators has stacks"
    return await stacks.get(step).enter_async_context(asynccontextmanager(step.call)(**given))


_CALL: dict[CallableKind, Callable[[Step, Arguments, CleanupStacks | None], Awaitable[Any]]] = {
    CallableKind.COROUTINE: _call_coroutine,
    CallableKind.FUNCTION: _call_function,
    CallableKind.GENERATOR: _enter_generator,
    CallableKind.ASYNC_GENERATOR: _enter_async_generator,
}
