"""The loops that a middleware has to work on, and the two boundaries, once one in the other and once as one.

`pytestmark = pytest.mark.usefixtures("loop_factory")` runs the coroutine tests of a module on every loop.
"""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import Any

import pytest
import uvloop

from fireweed.middleware.boundaries import Boundaries
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.exceptions import ExceptionMiddleware
from fireweed.types import ASGIApp
from kit.coroutines import LoopFactory

LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}

if sys.version_info >= (3, 12):

    def new_eager_loop() -> asyncio.AbstractEventLoop:
        """A loop whose tasks take their first step when they are created, as the server's requests do."""
        loop = asyncio.new_event_loop()
        loop.set_task_factory(asyncio.eager_task_factory)
        return loop

    LOOPS["eager"] = new_eager_loop


@pytest.fixture(params=LOOPS)
def loop_factory(request: pytest.FixtureRequest) -> LoopFactory:
    return LOOPS[request.param]


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
