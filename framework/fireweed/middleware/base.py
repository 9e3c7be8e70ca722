"""Middleware as a function of the request and of `call_next`, which runs the application inside and gives its response.

The application inside runs in the same task (`fireweed.concurrency.stepping`): context variables set on one side are
seen on the other, a cancellation reaches the inside first, and a layer costs microseconds.
"""

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, NoReturn

from fireweed.callables import describe, find_misfit
from fireweed.middleware.inner_call import InnerCall
from fireweed.middleware.inner_response import WholeInnerResponse
from fireweed.requests import Request
from fireweed.responses import AsyncContentStream, Response
from fireweed.responses.sending import wait_sent
from fireweed.types import ASGIApp, Receive, Scope, Send

__all__ = [
    "AsyncContentStream",
    "BaseHTTPMiddleware",
    "BodyStreamGenerator",
    "DispatchFunction",
    "RequestResponseEndpoint",
]

BodyStreamGenerator = AsyncGenerator[bytes, None]
"""What the `body_iterator` of a response of `call_next` is."""

RequestResponseEndpoint = Callable[[Request], Awaitable[Response]]
DispatchFunction = Callable[[Request, RequestResponseEndpoint], Awaitable[Response]]


class BaseHTTPMiddleware:
    """Calls `dispatch(request, call_next)` for every HTTP request, and sends the response that it returns.

    Pass `dispatch`, or override the method. `await call_next(request)` runs the application until its response starts.
    What the application does after its response (background tasks, clean-up) follows when the response was sent.
    A response of `call_next` that is not returned is discarded: the application sees its client disconnect.

    Raises:
        RuntimeError: `dispatch` returns nothing, or calls `call_next` twice.
        TypeError: `dispatch` returns something else than a response.
    """

    def __init__(self, app: ASGIApp, dispatch: DispatchFunction | None = None) -> None:
        self.app = app
        self.dispatch_func: DispatchFunction = self.dispatch if dispatch is None else dispatch

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Answer a request; to be overridden."""
        raise NotImplementedError(f"{type(self).__name__} needs a dispatch function: override it, or pass one.")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        call = InnerCall(self.app, scope, receive, send)
        try:
            response = await self.dispatch_func(call.request, call.call_next)
            if not callable(response):
                refuse_result(self.dispatch_func, response)
            try:
                if not (type(response) is WholeInnerResponse and response.pass_on(send)):
                    await response(scope, receive, send)
            except Exception:
                if call.is_unfinished:
                    await call.finish()
                raise
            if call.is_unfinished:
                await wait_sent(send)
                await call.finish()
        except BaseException as error:
            if call.is_unfinished:
                await call.abort(error)
            raise


def check_dispatch(dispatch: Callable[..., Any]) -> None:
    """Refuse a function that cannot be called with a request and `call_next`.

    Raises:
        TypeError: it is one.
    """
    misfit = find_misfit(dispatch, (None, None))
    if misfit is not None:
        raise TypeError(f"{describe(dispatch)} is called with (request, call_next): {misfit}")


def refuse_result(dispatch: Callable[..., Any], result: Any) -> NoReturn:
    """Raise for a result that is no response: RuntimeError, as users know it, if there is none, else TypeError."""
    where, remedy = describe(dispatch), "Write `return await call_next(request)`, or return a response of its own."
    if result is None:
        raise RuntimeError(f"No response returned. {where} has to return one. {remedy}")
    if inspect.iscoroutine(result):
        result.close()  # nobody else will, and Python would complain of it
    raise TypeError(f"{where} returned {result!r}, which is no response. {remedy}")
