"""A middleware as declared: the factory, and what it is to be called with besides the application."""

import inspect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Generic, ParamSpec, Protocol

from fireweed.callables import find_misfit
from fireweed.types import ASGIApp

P = ParamSpec("P")


class MiddlewareFactory(Protocol[P]):
    """Anything that makes an ASGI application out of another: a class, or a function."""

    def __call__(self, app: ASGIApp, /, *args: P.args, **kwargs: P.kwargs) -> ASGIApp: ...


class Middleware(Generic[P]):
    """`cls(app, *args, **kwargs)`, to be called when the stack is built.

    Raises:
        TypeError: that cannot be called so.
    """

    def __init__(self, cls: "MiddlewareFactory[P]", *args: P.args, **kwargs: P.kwargs) -> None:
        _check_call(cls, args, kwargs)
        self.cls = cls
        self.args = args
        self.kwargs = kwargs

    def __iter__(self) -> Iterator[Any]:
        return iter((self.cls, self.args, self.kwargs))

    def __repr__(self) -> str:
        name = _get_name(self.cls)
        _, args, kwargs = self
        arguments = [repr(value) for value in args]
        arguments.extend(f"{key}={value!r}" for key, value in kwargs.items())
        return f"{type(self).__name__}({', '.join([name, *arguments])})"


def check_middleware(declared: Iterable[Any]) -> list[Middleware[...]]:
    """Return what an application lists.

    Raises:
        TypeError: something in it is no declaration, such as a class.
    """
    listed = list(declared)
    for item in listed:
        if not isinstance(item, Iterable) or isinstance(item, str):
            raise TypeError(f"middleware lists declarations, not {item!r}. Write Middleware(...) around the class.")
    return listed


def _get_name(factory: Any) -> str:
    name: str = getattr(factory, "__name__", type(factory).__name__)
    return name


def _check_call(factory: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Refuse now what would fail when the stack is built, far from the line that is wrong."""
    misfit = find_misfit(factory, (None, *args), kwargs)
    if misfit is None and callable(factory):
        return
    if not inspect.isclass(factory) and not inspect.isroutine(factory) and not isinstance(factory, partial):
        raise TypeError(f"A middleware is given as its class, with its options beside it, not as {factory!r}.")
    remedy = "" if kwargs else " It is called with the application inside of it first: `def __init__(self, app)`."
    raise TypeError(f"The middleware {_get_name(factory)} cannot be made: {misfit}{remedy}")
