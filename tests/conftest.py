"""What every test relies on: coroutine tests run on a loop of their own, and no test leaves anything behind."""

import gc
import inspect
from collections.abc import Iterator
from typing import cast

import pytest

from kit.coroutines import LoopFactory, run_coroutine
from kit.leaks import changed_context_variables, leaked_threads


def pytest_configure(config: pytest.Config) -> None:
    """Take the time out of property tests: a busy machine makes an example slow, not wrong."""
    if config.pluginmanager.hasplugin("hypothesispytest"):  # programs of other packages are tested without it
        from hypothesis import HealthCheck, settings

        settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
        settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests; a fixture called `loop_factory` chooses the loop, asyncio's own is the default."""
    loop_factory = cast("LoopFactory | None", pyfuncitem.funcargs.get("loop_factory"))
    property_test = getattr(pyfuncitem.obj, "hypothesis", None)
    if property_test is not None and inspect.iscoroutinefunction(property_test.inner_test):
        inner_test = property_test.inner_test
        property_test.inner_test = lambda *args, **kwargs: run_coroutine(inner_test(*args, **kwargs), loop_factory)
        return None
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    run_coroutine(pyfuncitem.obj(**arguments), loop_factory)
    return True


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fail a test that leaves threads running (a pool's daemons may stay), context variables set, or sockets open."""
    with leaked_threads() as threads, changed_context_variables() as variables:
        yield
    # Unclosed loops, sockets and transports sit in cycles: collecting the young ones now lays the warning at this door.
    gc.collect(1)
    assert not threads, f"the test left threads running: {threads}"
    assert not variables, f"the test left context variables set: {variables}"
