"""Calling what a plan names: in the loop, in a worker thread, or as a generator that is closed later."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from fireweed.concurrency import CallableKind, contextmanager_in_threadpool, run_in_threadpool
from fireweed.endpoint.arguments import Arguments
from fireweed.endpoint.cleanup import CleanupStacks, enter
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.plan import Plan, Step

# The value of a dependency that was not called, in a request that will be refused.
FAILED = object()


class Watch(Protocol):
    """Who has to know what was called so far, before more is."""

    def check(self, values: Sequence[Any]) -> None: ...


async def call_dependencies(
    plan: Plan,
    arguments: list[Arguments],
    injection: Injection[Any] | None,
    stacks: CleanupStacks | None,
    watch: Watch | None = None,
) -> Arguments:
    """Call the dependencies in order; returns the endpoint's arguments, complete."""
    values: list[Any] = []
    endpoint = plan.steps[-1]
    for step, given in zip(plan.steps, arguments, strict=True):
        for name, slot in step.arguments:
            given[name] = values[slot]
        if injection is not None:
            for name, special in step.specials:
                given[name] = injection.get(special, step)
        if step is endpoint:
            break
        if watch is not None:
            watch.check(values)
        # PERF: the most frequent kind without a look-up and a coroutine of its own (benchmarks/compare, `deps`).
        is_coroutine = step.kind is CallableKind.COROUTINE
        values.append(await (step.call(**given) if is_coroutine else _CALL[step.kind](step, given, stacks)))
    return arguments[-1]


async def call_valid_dependencies(
    plan: Plan,
    arguments: list[Arguments | None],
    injection: Injection[Any] | None,
    stacks: CleanupStacks | None,
    watch: Watch | None = None,
) -> None:
    """Call the dependencies of a request that will be refused: what has invalid arguments is not called, nor what
    depends on it; the others are, and may refuse the request for a better reason.
    """
    values: list[Any] = []
    for step, given in zip(plan.steps[:-1], arguments[:-1], strict=True):
        if watch is not None:
            watch.check(values)
        if given is None or FAILED in [values[slot] for slot in step.needs]:
            values.append(FAILED)
            continue
        given.update((name, values[slot]) for name, slot in step.arguments)
        if injection is not None:
            given.update((name, injection.get(special, step)) for name, special in step.specials)
        values.append(await _CALL[step.kind](step, given, stacks))


async def call_step(step: Step, given: Arguments, stacks: CleanupStacks | None) -> Any:
    """Call one dependency with arguments that are complete; returns its value."""
    return await _CALL[step.kind](step, given, stacks)


# PERF: plain functions, to save a coroutine (benchmarks/micro/declarations.py).


def _call_coroutine(step: Step, given: Arguments, _: CleanupStacks | None) -> Awaitable[Any]:
    call: Callable[..., Awaitable[Any]] = step.call
    return call(**given)


def _call_function(step: Step, given: Arguments, _: CleanupStacks | None) -> Awaitable[Any]:
    return run_in_threadpool(step.call, **given)


def _enter_generator(step: Step, given: Arguments, stacks: CleanupStacks | None) -> Awaitable[Any]:
    assert stacks is not None, "a plan with generators has stacks"
    return enter(_step_in_threads(step, given), stacks.get(step.lifetime))


def _enter_async_generator(step: Step, given: Arguments, stacks: CleanupStacks | None) -> Awaitable[Any]:
    assert stacks is not None, "a plan with generators has stacks"
    return enter(step.call(**given), stacks.get(step.lifetime))


async def _step_in_threads(step: Step, given: Arguments) -> AsyncGenerator[Any, None]:
    """A generator as an asynchronous one, entered and left in worker threads."""
    async with contextmanager_in_threadpool(contextmanager(step.call)(**given)) as value:
        yield value


_CALL: dict[CallableKind, Callable[[Step, Arguments, CleanupStacks | None], Awaitable[Any]]] = {
    CallableKind.COROUTINE: _call_coroutine,
    CallableKind.FUNCTION: _call_function,
    CallableKind.GENERATOR: _enter_generator,
    CallableKind.ASYNC_GENERATOR: _enter_async_generator,
}
