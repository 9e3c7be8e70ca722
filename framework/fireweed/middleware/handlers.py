"""Which handler answers an exception: by status for HTTP exceptions, else by class along the exception's ancestors."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from fireweed.concurrency import is_async_callable, run_in_threadpool
from fireweed.exceptions import BaseHTTPException
from fireweed.requests import Request
from fireweed.responses import Response

HandlerKey = int | type[Exception]
ExceptionHandler = Callable[[Any, Any], Any]
CallHandler = Callable[[Request, Exception], Awaitable[Response]]


class ExceptionHandlers:
    """A table of handlers, each `handler(request, exception) -> Response`, called in the loop or in a worker thread."""

    def __init__(self, handlers: Mapping[Any, ExceptionHandler] | None = None) -> None:
        self._by_status: dict[int, CallHandler] = {}
        self._by_class: dict[type[Exception], CallHandler] = {}
        for key, handler in (handlers or {}).items():
            self.add(key, handler)

    def add(self, key: HandlerKey, handler: ExceptionHandler) -> None:
        """Let `handler` answer a status or a class of exceptions.

        Raises:
            TypeError: the key is neither a status nor a class of exceptions.
        """
        if isinstance(key, int):
            self._by_status[key] = _as_coroutine(handler)
        elif is_exception_class(key):
            self._by_class[key] = _as_coroutine(handler)
        else:
            raise TypeError(f"An exception handler is registered for a status or an exception class, not for {key!r}.")

    def find(self, error: Exception) -> CallHandler | None:
        """The handler for an exception, None if nobody handles it."""
        if isinstance(error, BaseHTTPException) and error.status_code in self._by_status:
            return self._by_status[error.status_code]
        for class_ in type(error).__mro__:
            if class_ in self._by_class:
                return self._by_class[class_]
        return None


def is_exception_class(key: Any) -> bool:
    return isinstance(key, type) and issubclass(key, Exception)


def _as_coroutine(handler: ExceptionHandler) -> CallHandler:
    if is_async_callable(handler):
        return handler

    async def call_in_thread(request: Request, error: Exception) -> Response:
        response: Response = await run_in_threadpool(handler, request, error)
        return response

    return call_in_thread
