import asyncio
import functools
import inspect
import sys
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from fireweed.concurrency import CallableKind, classify_callable, is_async_callable


def function() -> None: ...


async def coroutine() -> None: ...


def generator() -> Iterator[None]:
    yield


async def async_generator() -> AsyncIterator[None]:
    yield


class Methods:
    def function(self) -> None: ...

    async def coroutine(self) -> None: ...

    def generator(self) -> Iterator[None]:
        yield

    async def async_generator(self) -> AsyncIterator[None]:
        yield

    @classmethod
    async def class_coroutine(cls) -> None: ...

    @staticmethod
    async def static_coroutine() -> None: ...


class CallableObject:
    def __call__(self) -> None: ...


class CoroutineObject:
    async def __call__(self) -> None: ...


class GeneratorObject:
    def __call__(self) -> Iterator[None]:
        yield


class AsyncGeneratorObject:
    async def __call__(self) -> AsyncIterator[None]:
        yield


class UnhashableObject(CoroutineObject):
    __hash__ = None  # type: ignore[assignment]


class Decorator:
    """An instance that stands for the function it decorates."""

    def __init__(self, function: Any) -> None:
        functools.update_wrapper(self, function)
        self._function = function

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(*args, **kwargs)


def plainly_wrapped(wrapped: Any) -> Any:
    @functools.wraps(wrapped)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return wrapped(*args, **kwargs)

    return wrapper


def asynchronously_wrapped(wrapped: Any) -> Any:
    @functools.wraps(wrapped)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        return wrapped(*args, **kwargs)

    return wrapper


methods = Methods()

CASES = {
    "function": (function, CallableKind.FUNCTION),
    "coroutine function": (coroutine, CallableKind.COROUTINE),
    "generator function": (generator, CallableKind.GENERATOR),
    "async generator function": (async_generator, CallableKind.ASYNC_GENERATOR),
    "lambda": (lambda: None, CallableKind.FUNCTION),
    "builtin": (len, CallableKind.FUNCTION),
    "method": (methods.function, CallableKind.FUNCTION),
    "coroutine method": (methods.coroutine, CallableKind.COROUTINE),
    "generator method": (methods.generator, CallableKind.GENERATOR),
    "async generator method": (methods.async_generator, CallableKind.ASYNC_GENERATOR),
    "class method": (Methods.class_coroutine, CallableKind.COROUTINE),
    "static method": (Methods.static_coroutine, CallableKind.COROUTINE),
    "class": (CallableObject, CallableKind.FUNCTION),
    "class with a coroutine call": (CoroutineObject, CallableKind.FUNCTION),
    "builtin class": (dict, CallableKind.FUNCTION),
    "instance": (CallableObject(), CallableKind.FUNCTION),
    "coroutine instance": (CoroutineObject(), CallableKind.COROUTINE),
    "generator instance": (GeneratorObject(), CallableKind.GENERATOR),
    "async generator instance": (AsyncGeneratorObject(), CallableKind.ASYNC_GENERATOR),
    "unhashable instance": (UnhashableObject(), CallableKind.COROUTINE),
    "partial": (functools.partial(coroutine), CallableKind.COROUTINE),
    "partial of a class": (functools.partial(CoroutineObject), CallableKind.FUNCTION),
    "partial of a method": (functools.partial(methods.generator), CallableKind.GENERATOR),
    "partial of an instance": (functools.partial(AsyncGeneratorObject()), CallableKind.ASYNC_GENERATOR),
    "partial of a partial": (functools.partial(functools.partial(generator)), CallableKind.GENERATOR),
    "wrapped function": (plainly_wrapped(function), CallableKind.FUNCTION),
    "wrapped coroutine function": (plainly_wrapped(coroutine), CallableKind.COROUTINE),
    "wrapped generator function": (plainly_wrapped(generator), CallableKind.GENERATOR),
    "wrapped twice": (plainly_wrapped(plainly_wrapped(async_generator)), CallableKind.ASYNC_GENERATOR),
    "wrapped class": (plainly_wrapped(CoroutineObject), CallableKind.FUNCTION),
    "wrapped instance": (plainly_wrapped(CoroutineObject()), CallableKind.COROUTINE),
    "wrapped partial": (plainly_wrapped(functools.partial(coroutine)), CallableKind.COROUTINE),
    "partial of wrapped": (functools.partial(plainly_wrapped(generator)), CallableKind.GENERATOR),
    "async wrapper of a function": (asynchronously_wrapped(function), CallableKind.COROUTINE),
    "async wrapper of a generator function": (asynchronously_wrapped(generator), CallableKind.COROUTINE),
    "instance around a coroutine function": (Decorator(coroutine), CallableKind.COROUTINE),
    "cached function": (functools.lru_cache(function), CallableKind.FUNCTION),
    "no callable": (object(), CallableKind.FUNCTION),
}


@pytest.mark.parametrize(("call", "kind"), CASES.values(), ids=CASES.keys())
def test_says_what_calling_gives(call: Any, kind: CallableKind) -> None:
    assert classify_callable(call) is kind


@pytest.mark.parametrize(("call", "kind"), CASES.values(), ids=CASES.keys())
def test_is_async_callable_if_calling_gives_a_coroutine(call: Any, kind: CallableKind) -> None:
    assert is_async_callable(call) is (kind is CallableKind.COROUTINE)


def test_believes_a_function_marked_as_coroutine_function() -> None:
    assert is_async_callable(mark_as_coroutine_function(lambda: None))


def mark_as_coroutine_function(function: Any) -> Any:
    if sys.version_info >= (3, 12):
        return inspect.markcoroutinefunction(function)
    function._is_coroutine = asyncio.coroutines._is_coroutine  # type: ignore[attr-defined]  # how it was done before
    return function
