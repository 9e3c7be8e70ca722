"""What calling an object gives: a value, a coroutine or a generator. Asked once, at start-up."""

import inspect
import sys
from collections.abc import Iterator
from enum import Enum
from functools import partial
from typing import Any

if sys.version_info >= (3, 12):
    from inspect import iscoroutinefunction
else:
    from asyncio import iscoroutinefunction  # knows functions marked as coroutine functions; inspect does not yet


class CallableKind(Enum):
    """What a call returns: a value, a coroutine, a generator or an asynchronous generator."""

    FUNCTION = "function"
    COROUTINE = "coroutine"
    GENERATOR = "generator"
    ASYNC_GENERATOR = "async_generator"


def classify_callable(call: Any) -> CallableKind:
    """Say what calling an object gives.

    Looks at functions and methods, into (nested) partials, at the `__call__` of instances, and through
    `functools.wraps`: a plain wrapper is taken to return what the wrapped function returns. Classes are functions.
    """
    for layer in _layers(call):
        if iscoroutinefunction(layer):
            return CallableKind.COROUTINE
        if inspect.isasyncgenfunction(layer):
            return CallableKind.ASYNC_GENERATOR
        if inspect.isgeneratorfunction(layer):
            return CallableKind.GENERATOR
    return CallableKind.FUNCTION


def is_async_callable(obj: Any) -> bool:
    """Whether calling an object gives a coroutine; see `classify_callable`."""
    return classify_callable(obj) is CallableKind.COROUTINE


def _layers(call: Any) -> Iterator[Any]:
    """What a call runs through, from the outside in."""
    if inspect.isclass(call):
        return
    if isinstance(call, partial):
        yield from _layers(call.func)
        return
    yield call
    if not inspect.isroutine(call) and callable(call):
        yield from _layers(call.__call__)
    if (wrapped := getattr(call, "__wrapped__", None)) is not None:
        yield from _layers(wrapped)
