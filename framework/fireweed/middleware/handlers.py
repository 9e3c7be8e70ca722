"""Which handler answers an exception: by status for HTTP exceptions, else by class along the exception's ancestors."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fireweed.callables import describe, find_misfit
from fireweed.concurrency import is_async_callable, run_in_threadpool
from fireweed.connection import HTTPConnection
from fireweed.exceptions import BaseHTTPException
from fireweed.types import ExceptionHandler

HandlerKey = int | type[Exception]
CallHandler = Callable[[HTTPConnection, Exception], Awaitable[Any]]


class ExceptionHandlers:
    """A table of handlers, each called in the loop if it is asynchronous, else in a worker thread.

    `by_status` and `by_class` may be changed at any time.
    """

    def __init__(self, handlers: Mapping[Any, ExceptionHandler] | None = None) -> None:
        self.by_status: dict[int, ExceptionHandler] = {}
        self.by_class: dict[type[Exception], ExceptionHandler] = {}
        self._calls: dict[int, tuple[ExceptionHandler, CallHandler]] = {}
        for key, handler in (handlers or {}).items():
            self.add(key, handler)

    def add(self, key: HandlerKey, handler: ExceptionHandler) -> None:
        """Let `handler` answer a status or a class of exceptions.

        Raises:
            TypeError: the key is neither a status nor a class of exceptions.
        """
        check_handler_key(key)
        if isinstance(key, int):
            self.by_status[key] = handler
        else:
            self.by_class[key] = handler

    def find(self, error: Exception) -> CallHandler | None:
        """The handler for an exception, None if nobody handles it."""
        if isinstance(error, BaseHTTPException) and error.status_code in self.by_status:
            return self._as_coroutine(self.by_status[error.status_code])
        for class_ in type(error).__mro__:
            if class_ in self.by_class:
                return self._as_coroutine(self.by_class[class_])
        return None

    def _as_coroutine(self, handler: ExceptionHandler) -> CallHandler:
        """Looked into once; what is kept with the call keeps the identity from being given to another handler."""
        known = self._calls.get(id(handler))
        if known is None:
            known = self._calls[id(handler)] = (handler, as_coroutine(handler))
        return known[1]


def check_handler_key(key: Any) -> None:
    """Refuse what no exception could be found under.

    Raises:
        TypeError: the key is neither a status nor a class of exceptions.
    """
    if not isinstance(key, int) and not (isinstance(key, type) and issubclass(key, Exception)):
        raise TypeError(f"An exception handler is registered for a status or an exception class, not for {key!r}.")


def check_handler(handler: Any) -> None:
    """Refuse a handler that cannot be called with a request and an exception.

    Raises:
        TypeError: it is one.
    """
    if not callable(handler):
        raise TypeError(f"An exception handler is a function of (request, exception), not {handler!r}.")
    misfit = find_misfit(handler, (None, None))
    if misfit is not None:
        raise TypeError(f"The exception handler {describe(handler)} is called with (request, exception): {misfit}")


def as_coroutine(handler: ExceptionHandler) -> CallHandler:
    """The handler as a coroutine function that refuses to return anything but a response, or None for a WebSocket."""
    is_async = is_async_callable(handler)

    async def call(connection: HTTPConnection, error: Exception) -> Any:
        response = await (handler(connection, error) if is_async else run_in_threadpool(handler, connection, error))
        if not callable(response) and (response is not None or connection["type"] == "http"):
            name = getattr(handler, "__qualname__", repr(handler))
            message = f"The handler {name} of {type(error).__name__} returned {response!r}; it must return a Response."
            raise TypeError(message) from error
        return response

    return call
