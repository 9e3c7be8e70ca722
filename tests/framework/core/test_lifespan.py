from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest

from fireweed.core import Application
from fireweed.core.lifespan import as_context, build_event_lifespan, merge_lifespans
from kit.lifespans import lifespan_noting, lifespan_recorder, run_lifespan_of


async def test_runs_between_start_up_and_shutdown() -> None:
    events: list[str] = []
    recorder = lifespan_recorder(Application(lifespan=lifespan_noting(events, "app")))

    await recorder.run()

    assert events == ["app up", "app down"]
    assert recorder.types == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_router_has_it_for_programs_that_wrap_it() -> None:
    events: list[str] = []
    app = Application(lifespan=lifespan_noting(events, "inner"))
    app.router.lifespan_context = merge_lifespans([lifespan_noting(events, "outer"), app.router.lifespan_context])

    await lifespan_recorder(app).run()

    assert events == ["outer up", "inner up", "inner down", "outer down"]


async def test_router_without_one_has_one_that_does_nothing() -> None:
    app = Application()

    async with app.router.lifespan_context(app) as state:
        assert state is None


async def test_gets_the_application() -> None:
    apps: list[Any] = []

    async def lifespan(app: Application) -> AsyncIterator[None]:
        apps.append(app)
        yield

    app = Application(lifespan=lifespan)  # type: ignore[arg-type]  # a plain generator function will do
    await run_lifespan_of(app)

    assert apps == [app]


async def test_yielded_mapping_is_published() -> None:
    app = Application(lifespan=lifespan_noting([], "app", {"pool": "pool"}))

    assert await run_lifespan_of(app) == {"pool": "pool"}


async def test_server_without_state_is_told() -> None:
    app = Application(lifespan=lifespan_noting([], "app", {"pool": "pool"}))
    recorder = lifespan_recorder(app)
    del recorder.scope["state"]

    with pytest.raises(RuntimeError, match='The server does not support "state" in the lifespan scope'):
        await recorder.run()

    assert recorder.types == ["lifespan.startup.failed"]


async def test_server_without_state_is_fine_if_nothing_is_yielded() -> None:
    recorder = lifespan_recorder(Application(lifespan=lifespan_noting([], "app")))
    del recorder.scope["state"]

    await recorder.run()

    assert recorder.types == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


@pytest.mark.parametrize("phase", ["startup", "shutdown"])
async def test_failure_is_reported_with_its_traceback_and_raised(phase: str) -> None:
    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        if phase == "startup":
            raise ValueError("no database")
        yield
        raise ValueError("no database")

    recorder = lifespan_recorder(Application(lifespan=lifespan))
    with pytest.raises(ValueError, match="no database"):
        await recorder.run()

    assert recorder.types[-1] == f"lifespan.{phase}.failed"
    message = recorder.sent[-1]["message"]
    assert message.startswith("Traceback (most recent call last)")
    assert message.endswith("ValueError: no database\n")


async def test_application_without_lifespan_starts_up_and_shuts_down() -> None:
    assert await run_lifespan_of(Application()) == {}


async def test_plain_generator_function_is_a_lifespan() -> None:
    events: list[str] = []

    def lifespan(app: Any) -> Iterator[dict[str, Any]]:
        events.append("up")
        yield {"a": 1}
        events.append("down")

    async with as_context(lifespan)(None) as state:
        assert (state, events) == ({"a": 1}, ["up"])
    assert events == ["up", "down"]


async def test_event_handlers_are_called_and_awaited_in_order() -> None:
    events: list[str] = []

    async def connect() -> None:
        events.append("connect")

    lifespan = build_event_lifespan([connect, lambda: events.append("warm up")], [lambda: events.append("close")])
    async with lifespan(None) as state:
        assert (state, events) == (None, ["connect", "warm up"])
    assert events == ["connect", "warm up", "close"]


async def test_shutdown_handlers_are_called_after_a_failure_too() -> None:
    events: list[str] = []

    with pytest.raises(ValueError, match="inside"):
        async with build_event_lifespan([], [lambda: events.append("close")])(None):
            raise ValueError("inside")

    assert events == ["close"]


async def test_merged_lifespans_nest() -> None:
    events: list[str] = []

    async with merge_lifespans([lifespan_noting(events, "outer"), lifespan_noting(events, "inner")])(None) as state:
        assert state is None
    assert events == ["outer up", "inner up", "inner down", "outer down"]


async def test_of_merged_states_the_outer_one_counts() -> None:
    outer = lifespan_noting([], "outer", {"a": "outer", "b": "outer"})
    inner = lifespan_noting([], "inner", {"b": "inner", "c": "inner"})

    async with merge_lifespans([outer, lifespan_noting([], "middle"), inner])(None) as state:
        assert state == {"a": "outer", "b": "outer", "c": "inner"}


async def test_entered_lifespans_are_left_when_an_inner_one_fails() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def outer(app: Any) -> AsyncIterator[None]:
        try:
            yield
        finally:
            events.append("left")

    def failing(app: Any) -> AbstractAsyncContextManager[None]:
        raise ValueError("no database")

    with pytest.raises(ValueError, match="no database"):
        async with merge_lifespans([outer, failing])(None):
            """Not reached."""

    assert events == ["left"]
