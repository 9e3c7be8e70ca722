"""The loops that the server runs on."""

import asyncio
from collections.abc import Callable

import pytest
import uvloop


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop_factory(request: pytest.FixtureRequest) -> Callable[[], asyncio.AbstractEventLoop]:
    """Runs a test that asks for it on every loop."""
    factory: Callable[[], asyncio.AbstractEventLoop] = request.param
    return factory
