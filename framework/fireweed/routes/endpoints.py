"""Turns the endpoint of a route, a function of the request or an ASGI callable, into an ASGI application."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from fireweed.concurrency import is_async_callable, run_in_threadpool
from fireweed.exceptions import DeclarationError
from fireweed.requests import REQUEST_KEY, Request
from fireweed.types import ASGIApp, Receive, Scope, Send
from fireweed.websockets import WEBSOCKET_KEY, WebSocket

WebSocketFactory = Callable[[Scope, Receive, Send], Any]


def get_name(endpoint: Callable[..., Any]) -> str:
    """Return the name a route has by default: that of the function or class, else of the class of the object."""
    name: str = getattr(endpoint, "__name__", type(endpoint).__name__)
    return name


def is_function(endpoint: Callable[..., Any]) -> bool:
    """Tell whether `endpoint` takes a request or a WebSocket; anything else is an ASGI application."""
    return inspect.isfunction(_unwrap(endpoint))


def request_response(endpoint: Callable[[Request], Any]) -> ASGIApp:
    """Return the application that calls `endpoint` with the request and sends the response it returns.

    A plain function runs in a worker thread. Exception handlers get the same request.
    """
    call: Callable[[Request], Awaitable[ASGIApp]] = endpoint if is_async_callable(endpoint) else _in_thread(endpoint)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope[REQUEST_KEY] = request = Request(scope, receive, send)
        response = await call(request)
        await response(scope, receive, send)

    return app


def websocket_session(
    endpoint: Callable[[Any], Awaitable[None]], websocket_class: WebSocketFactory = WebSocket
) -> ASGIApp:
    """Return the application that awaits `endpoint` with the WebSocket. Exception handlers get the same one."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope[WEBSOCKET_KEY] = websocket = websocket_class(scope, receive, send)
        await endpoint(websocket)

    return app


def require_coroutine_function(path: str, endpoint: Callable[..., Any]) -> None:
    """Refuse a function that could not wait for anything. A lambda may return what another function does.

    Raises:
        DeclarationError: it is a plain function.
    """
    function = _unwrap(endpoint)
    if is_async_callable(endpoint) or function.__name__ == "<lambda>":
        return
    code = function.__code__
    raise DeclarationError(
        f"{function.__qualname__} at {code.co_filename}:{code.co_firstlineno} is a plain function, which cannot wait "
        f"for the messages of the WebSocket {path!r}. Write `async def {function.__name__}`; if it wraps a coroutine "
        "function, say so with functools.wraps."
    )


def _unwrap(endpoint: Any) -> Any:
    """The function inside partials and methods."""
    while isinstance(endpoint, functools.partial):
        endpoint = endpoint.func
    return getattr(endpoint, "__func__", endpoint)


def _in_thread(endpoint: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Any]]:
    async def call(request: Request) -> Any:
        return await run_in_threadpool(endpoint, request)

    return call
