"""Runs coroutine tests on asyncio's own loop and on uvloop: `pytestmark = pytest.mark.usefixtures("loop_factory")`."""

import asyncio

import pytest
import uvloop

from kit.coroutines import LoopFactory


@pytest.fixture(
    params=[pytest.param(asyncio.new_event_loop, id="asyncio"), pytest.param(uvloop.new_event_loop, id="uvloop")],
)
def loop_factory(request: pytest.FixtureRequest) -> LoopFactory:
    factory: LoopFactory = request.param
    return factory
