"""Turns the endpoint of a route, a function of the request or an ASGI callable, into an ASGI application."""

import functools
import inspect
from collections.abc import Awaitable, Callable
from typing import Any

from fireweed.concurrency import is_async_callable, run_in_threadpool
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
    while isinstance(endpoint, functools.partial):
        endpoint = endpoint.func
    return inspect.isfunction(endpoint) or inspect.ismethod(endpoint)


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


def _in_thread(endpoint: Callable[[Request], Any]) -> Callable[[Request], Awaitable[Any]]:
    async def call(request: Request) -> Any:
        return await run_in_threadpool(endpoint, request)

    return call
