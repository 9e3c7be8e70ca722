"""The two shapes of an ASGI application, and the one that the test client calls."""

import inspect
from collections.abc import Awaitable, Callable
from typing import cast

from fireweed.types import ASGIApp, Receive, Scope, Send

ASGIInstance = Callable[[Receive, Send], Awaitable[None]]
ASGI2App = Callable[[Scope], ASGIInstance]
ASGI3App = Callable[[Scope, Receive, Send], Awaitable[None]]


def as_asgi3(app: ASGI2App | ASGI3App) -> ASGIApp:
    """Return `app` itself if it takes scope, receive and send in one call; else a wrapper for ASGI 2's two calls."""
    if not _takes_scope_only(app):
        return cast("ASGI3App", app)
    asgi2_app = cast("ASGI2App", app)

    async def call_twice(scope: Scope, receive: Receive, send: Send) -> None:
        await asgi2_app(scope)(receive, send)

    return call_twice


def _takes_scope_only(app: ASGI2App | ASGI3App) -> bool:
    signature = inspect.signature(app)
    try:
        signature.bind(None, None, None)
    except TypeError:
        return True
    return False
