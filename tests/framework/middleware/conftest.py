"""Runs coroutine tests on asyncio's own loop and on uvloop: `pytestmark = pytest.mark.usefixtures("loop_factory")`."""

import asyncio
import sys

import pytest
import uvloop

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
