"""`max_concurrency`: how many calls of a dependency are at work, whatever kind it is."""

import asyncio
import dataclasses
import gc
import weakref
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Annotated, Any

import pytest

from fireweed import Depends, Fireweed, params
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.limits import get_limiter
from kit.asgi import call, http_scope


class Engine:
    """Made by calling it."""


class Gauge:
    """Endpoints stay inside until `leave`; counts who is at work in a dependency, and whoever came to an endpoint."""

    def __init__(self) -> None:
        self.at_work = 0
        self.most = 0
        self.arrived = 0
        self.leave = asyncio.Event()

    def begin(self) -> None:
        self.at_work += 1
        self.most = max(self.most, self.at_work)

    def end(self) -> None:
        self.at_work -= 1

    async def coroutine(self) -> None:
        self.begin()
        await asyncio.sleep(0)
        self.end()

    def function(self) -> None:
        self.begin()
        self.end()

    async def async_generator(self) -> AsyncIterator[None]:
        self.begin()
        yield
        self.end()

    def generator(self) -> Iterator[None]:
        self.begin()
        yield
        self.end()

    async def wait(self) -> None:
        self.arrived += 1
        await self.leave.wait()


KINDS = ["coroutine", "function", "async_generator", "generator"]
GENERATORS = ["async_generator", "generator"]


def build_app(gauge: Gauge, *dependencies: Any) -> Fireweed:
    app = Fireweed()

    @app.get("/", dependencies=list(dependencies))
    async def read() -> None:
        await gauge.wait()

    return app


async def settle(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110  # several kinds of things are waited for
        await asyncio.sleep(0)


@pytest.mark.parametrize("kind", KINDS)
async def test_no_more_calls_are_at_work_than_allowed(kind: str) -> None:
    gauge = Gauge()
    gauge.leave.set()
    app = build_app(gauge, Depends(getattr(gauge, kind), max_concurrency=2))

    answers = await asyncio.gather(*(call(app, http_scope()) for _ in range(6)))

    assert [answer.status for answer in answers] == [200] * 6
    assert gauge.most <= 2


@pytest.mark.parametrize("kind", GENERATORS)
async def test_generator_has_its_slot_until_it_is_closed(kind: str) -> None:
    gauge = Gauge()
    app = build_app(gauge, Depends(getattr(gauge, kind), max_concurrency=1))

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(call(app, http_scope()))
        await settle(lambda: gauge.arrived == 1)
        gauge.leave.set()

    assert (gauge.most, gauge.arrived) == (1, 3)


@pytest.mark.parametrize("kind", ["coroutine", "function"])
async def test_other_dependency_gives_its_slot_back_when_it_returns(kind: str) -> None:
    gauge = Gauge()
    app = build_app(gauge, Depends(getattr(gauge, kind), max_concurrency=1))

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(call(app, http_scope()))
        await settle(lambda: gauge.arrived == 3)
        gauge.leave.set()

    assert gauge.most == 1


async def test_dependencies_of_a_limited_one_are_called_before_it_waits() -> None:
    gauge, inner = Gauge(), Gauge()

    async def limited(_: Annotated[None, Depends(inner.async_generator)]) -> AsyncIterator[None]:
        gauge.begin()
        yield
        gauge.end()

    app = build_app(gauge, Depends(limited, max_concurrency=1))

    async with asyncio.TaskGroup() as group:
        for _ in range(3):
            group.create_task(call(app, http_scope()))
        await settle(lambda: inner.at_work == 3)
        at_work = gauge.at_work
        gauge.leave.set()

    assert at_work == 1


async def test_limit_is_shared_by_all_who_use_the_same_object() -> None:
    gauge = Gauge()
    shared = Depends(gauge.async_generator, max_concurrency=1)
    apps = [build_app(gauge, shared), build_app(gauge, shared)]

    async with asyncio.TaskGroup() as group:
        for app in apps:
            group.create_task(call(app, http_scope()))
        await settle(lambda: gauge.arrived == 1)
        gauge.leave.set()

    assert gauge.most == 1


async def test_other_object_has_a_limit_of_its_own() -> None:
    gauge = Gauge()
    first, second = (Depends(gauge.async_generator, max_concurrency=1) for _ in range(2))

    async with asyncio.TaskGroup() as group:
        for dependency in (first, second):
            group.create_task(call(build_app(gauge, dependency), http_scope()))
        await settle(lambda: gauge.arrived == 2)
        gauge.leave.set()

    assert gauge.most == 2


async def test_value_that_is_reused_takes_no_second_slot() -> None:
    gauge = Gauge()
    gauge.leave.set()
    limited = Depends(gauge.async_generator, max_concurrency=1)

    answer = await call(build_app(gauge, limited, limited), http_scope())

    assert (answer.status, gauge.most) == (200, 1)


async def test_override_is_limited_as_well() -> None:
    gauge = Gauge()

    async def get_nothing() -> None: ...

    app = build_app(gauge, Depends(get_nothing, max_concurrency=1))
    app.dependency_overrides[get_nothing] = gauge.async_generator

    async with asyncio.TaskGroup() as group:
        for _ in range(2):
            group.create_task(call(app, http_scope()))
        await settle(lambda: gauge.arrived == 1)
        gauge.leave.set()

    assert gauge.most == 1


async def test_slot_comes_back_when_a_request_is_cancelled() -> None:
    gauge = Gauge()
    app = build_app(gauge, Depends(gauge.async_generator, max_concurrency=1))
    tasks = [asyncio.create_task(call(app, http_scope())) for _ in range(3)]
    await settle(lambda: gauge.arrived == 1)

    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    gauge.leave.set()

    assert (await call(app, http_scope())).status == 200


def test_each_event_loop_has_a_limit_of_its_own() -> None:
    slots = params.Slots(1)

    async def get() -> object:
        return get_limiter(slots)

    assert asyncio.run(get()) is not asyncio.run(get())


async def test_event_loop_has_one_limiter() -> None:
    slots = params.Slots(1)

    assert get_limiter(slots) is get_limiter(slots)


def test_waiting_does_not_keep_the_event_loop_alive() -> None:
    slots = params.Slots(1)

    async def contend() -> weakref.ref[asyncio.AbstractEventLoop]:
        async def enter() -> None:
            async with get_limiter(slots):
                await asyncio.sleep(0)

        await asyncio.gather(enter(), enter())
        return weakref.ref(asyncio.get_running_loop())

    loop = asyncio.run(contend())
    gc.collect()

    assert loop() is None


@pytest.mark.parametrize("limit", [0, -1, True, False, 1.0, "1"], ids=repr)
def test_limit_that_is_no_positive_integer_is_refused(limit: Any) -> None:
    with pytest.raises(ValueError, match=r"^max_concurrency must be a positive integer or None$"):
        Depends(len, max_concurrency=limit)


@pytest.mark.parametrize(("limit", "is_shared"), [(2, True), (3, False), (None, False)])
def test_copy_shares_the_limit_unless_it_is_another_one(limit: int | None, is_shared: bool) -> None:
    dependency: params.Depends = Depends(len, max_concurrency=2)

    copy = dataclasses.replace(dependency, use_cache=False, max_concurrency=limit)

    assert (copy.slots is dependency.slots) is is_shared
    assert (copy.slots and copy.slots.count) == limit


def test_dependency_taken_from_the_annotation_keeps_the_limit_of_its_marker() -> None:
    marker: params.Depends = Depends(max_concurrency=1)

    async def read(gauge: Annotated[Gauge, marker], engine: Annotated[Engine, marker]) -> None: ...

    found = [dependency.slots for dependency in GraphBuilder().build_call(read).dependencies]

    assert found == [marker.slots, marker.slots]
