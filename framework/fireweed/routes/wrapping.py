"""Puts middleware around an ASGI application."""

from collections.abc import Iterable, Reversible
from typing import Any

from fireweed.types import ASGIApp

MiddlewareRecord = Iterable[Any]
"""`(cls, args, kwargs)`: what to call with the application inside, and what else to pass."""


def wrap_app(app: ASGIApp, middleware: Reversible[MiddlewareRecord] | None) -> ASGIApp:
    """Return `app` inside `middleware`, of which the first is outermost."""
    for cls, args, kwargs in reversed(middleware or ()):
        app = cls(app, *args, **kwargs)
    return app
