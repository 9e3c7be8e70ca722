"""The generators of a request that are open, and closing them: what `contextlib` does, made for dependencies.

A generator is resumed once: at its end, or with the error of the request, which it may replace or suppress. What has
been entered is closed whatever is cancelled meanwhile, in reverse order and in the task that entered it.
"""

from collections.abc import AsyncGenerator, Awaitable, Coroutine, Generator
from types import TracebackType, coroutine
from typing import Any

from fireweed.concurrency.shielding import origin, run_shielded
from fireweed.params.depends import DependencyScope

_NOT_BEGUN: Any = object()


@coroutine
def _do_nothing() -> Generator[None, None, None]:
    yield from ()


# PERF: a generator that has ended can be awaited over and over, and gives None at once (see OpenGenerators).
_NOTHING = _do_nothing()
next(_NOTHING, None)


# PERF: a list itself, and plain functions, so that generators which do not wait are closed without a coroutine
# (benchmarks/micro/declarations.py).
class OpenGenerators(list[AsyncGenerator[Any, None]]):
    """Generators that were entered, and are closed when `async with` ends: the last one first.

    Raises what the last of them to fail raises, in place of the error that it was given.
    """

    __slots__ = ()

    def __aenter__(self) -> Awaitable[None]:
        return _NOTHING

    def __aexit__(
        self, _: type[BaseException] | None, error: BaseException | None, __: TracebackType | None
    ) -> Awaitable[bool | None]:
        if error is not None:
            return self._unwind(error)
        if not self:
            return _NOTHING
        before = origin.get()
        try:
            while self:
                generator = self.pop()
                origin.set(generator)
                steps = generator.__anext__()
                try:
                    awaited = steps.send(None)
                except StopAsyncIteration:
                    continue
                except StopIteration:
                    return self._unwind(None, _refuse_second_yield(generator, None))
                except BaseException as raised:
                    return self._unwind(None, _keep(raised))
                return self._unwind(None, _resume(generator, None, steps, awaited))
        finally:
            origin.set(before)
        return _NOTHING

    async def _unwind(
        self, given: BaseException | None, begun: Coroutine[Any, Any, BaseException | None] | None = None
    ) -> bool:
        """Close all, after what has begun; returns whether the given error was suppressed."""
        error = given
        try:
            if begun is not None:
                error = await begun
            while self:
                error = await _close(self.pop(), error)
            if error is None or error is given:
                return error is None
            context = error.__context__
            try:
                raise error
            finally:
                error.__context__ = context  # raising it has put what is being handled there
        finally:
            del given, error  # the traceback of an error holds this frame


class CleanupStacks:
    """The generators of a request that are open: those closed before the answer is sent, and those closed after."""

    __slots__ = ("function", "request")

    def __init__(self) -> None:
        self.function = OpenGenerators()
        self.request = OpenGenerators()

    def get(self, lifetime: DependencyScope | None) -> OpenGenerators:
        return self.function if lifetime == "function" else self.request


async def enter(generator: AsyncGenerator[Any, None], opened: OpenGenerators) -> Any:
    """The value that a generator yields; from then on the generator is open.

    Raises:
        RuntimeError: it ends without yielding.
    """
    before = origin.get()
    origin.set(generator)
    try:
        value = await generator.__anext__()
    except StopAsyncIteration:
        raise _locate(RuntimeError("generator didn't yield"), generator) from None
    finally:
        origin.set(before)
    opened.append(generator)
    return value


async def _close(generator: AsyncGenerator[Any, None], error: BaseException | None) -> BaseException | None:
    """Resume a generator with an error, if there is one; returns the error that remains."""
    try:
        return await _resume(generator, error, generator.__anext__() if error is None else generator.athrow(error))
    finally:
        del error


async def _resume(
    generator: AsyncGenerator[Any, None], error: BaseException | None, steps: Any, awaited: Any = _NOT_BEGUN
) -> BaseException | None:
    """Run a generator to its end; returns the error that remains."""
    traceback = None if error is None else error.__traceback__
    before = origin.get()
    origin.set(generator)
    try:
        if awaited is _NOT_BEGUN:
            awaited = steps.send(None)
        await run_shielded(generator, steps, awaited)
    except StopIteration:
        """It has yielded at once."""
    except BaseException as raised:
        remaining = _find_remaining(raised, error)
        if remaining is not None and remaining is error:
            remaining.__traceback__ = traceback
        return remaining
    finally:
        origin.set(before)
        del steps, awaited
    return await _refuse_second_yield(generator, error)


def _find_remaining(raised: BaseException, thrown: BaseException | None) -> BaseException | None:
    """What remains when a generator ends by raising: StopAsyncIteration is its regular end."""
    if raised is thrown:
        return thrown
    if isinstance(raised, StopAsyncIteration):
        return None
    # A generator cannot let these pass: Python puts a RuntimeError around them (PEP 479, PEP 525).
    is_wrapper = isinstance(raised, RuntimeError) and isinstance(thrown, StopIteration | StopAsyncIteration)
    return thrown if is_wrapper and raised.__cause__ is thrown else raised


async def _refuse_second_yield(
    generator: AsyncGenerator[Any, None], error: BaseException | None
) -> BaseException | None:
    try:
        await generator.aclose()
    except BaseException as raised:
        return raised
    stopped = RuntimeError("generator didn't stop" if error is None else "generator didn't stop after athrow()")
    return _locate(stopped, generator)


def _locate(error: RuntimeError, generator: AsyncGenerator[Any, None]) -> RuntimeError:
    """Say which dependency it is, below the words that users know."""
    name = getattr(generator, "__qualname__", type(generator).__qualname__)
    error.add_note(f"The dependency {name.rpartition('<locals>.')[2]} has to yield exactly once.")
    return error


async def _keep(error: BaseException) -> BaseException:
    return error
