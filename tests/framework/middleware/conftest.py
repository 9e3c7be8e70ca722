"""The two boundaries, once one in the other and once as one."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from fireweed.middleware.boundaries import Boundaries
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.exceptions import ExceptionMiddleware
from fireweed.types import ASGIApp

BuildBoundaries = Callable[..., ASGIApp]


def build_apart(app: ASGIApp, handlers: Mapping[Any, Any] | None = None, last: Any = None) -> ASGIApp:
    return ServerErrorMiddleware(ExceptionMiddleware(app, handlers), last)


def build_as_one(app: ASGIApp, handlers: Mapping[Any, Any] | None = None, last: Any = None) -> ASGIApp:
    return Boundaries(ExceptionMiddleware(app, handlers), last)


@pytest.fixture(params=[pytest.param(build_apart, id="apart"), pytest.param(build_as_one, id="as-one")])
def build(request: pytest.FixtureRequest) -> BuildBoundaries:
    """`build(app, handlers, last)`: both boundaries around `app`."""
    chosen: BuildBoundaries = request.param
    return chosen
