"""A middleware as declared: the factory, and what it is to be called with besides the application."""

from collections.abc import Iterator
from typing import Any, Generic, ParamSpec, Protocol

from fireweed.types import ASGIApp

P = ParamSpec("P")


class MiddlewareFactory(Protocol[P]):
    """Anything that makes an ASGI application out of another: a class, or a function."""

    def __call__(self, app: ASGIApp, /, *args: P.args, **kwargs: P.kwargs) -> ASGIApp: ...


class Middleware(Generic[P]):
    """`cls(app, *args, **kwargs)`, to be called when the stack is built."""

    def __init__(self, cls: "MiddlewareFactory[P]", *args: P.args, **kwargs: P.kwargs) -> None:
        self.cls = cls
        self.args = args
        self.kwargs = kwargs

    def __iter__(self) -> Iterator[Any]:
        return iter((self.cls, self.args, self.kwargs))

    def __repr__(self) -> str:
        name = getattr(self.cls, "__name__", type(self.cls).__name__)
        _, args, kwargs = self
        arguments = [repr(value) for value in args]
        arguments.extend(f"{key}={value!r}" for key, value in kwargs.items())
        return f"{type(self).__name__}({', '.join([name, *arguments])})"
