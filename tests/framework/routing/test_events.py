from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from kit.lifespans import lifespan_noting, run_lifespan_of

OWNERS = (Fireweed, APIRouter)


def as_app(owner: Any) -> Any:
    if isinstance(owner, Fireweed):
        return owner
    app = Fireweed()
    app.include_router(owner)
    return app


@pytest.mark.parametrize("owner", OWNERS)
async def test_handlers_run_at_start_up_and_shutdown(owner: Any) -> None:
    events: list[str] = []
    router = owner(on_startup=[lambda: events.append("up")], on_shutdown=[lambda: events.append("down")])

    router.add_event_handler("startup", lambda: events.append("up 2"))
    router.add_event_handler("shutdown", lambda: events.append("down 2"))
    await run_lifespan_of(as_app(router))

    assert events == ["up", "up 2", "down", "down 2"]


@pytest.mark.parametrize("owner", OWNERS)
async def test_decorator_works_and_warns(owner: Any) -> None:
    events: list[str] = []
    router = owner()

    async def connect() -> None:
        events.append("up")

    with pytest.warns(DeprecationWarning, match="use lifespan instead") as warnings:
        decorated = router.on_event("startup")(connect)

    await run_lifespan_of(as_app(router))
    assert (decorated, events) == (connect, ["up"])
    assert [warning.filename for warning in warnings] == [__file__]


@pytest.mark.parametrize("owner", OWNERS)
def test_refuses_other_events(owner: Any) -> None:
    with pytest.raises(AssertionError, match="'startup' and 'shutdown', not 'restart'"):
        owner().add_event_handler("restart", print)


@pytest.mark.parametrize("owner", OWNERS)
async def test_lifespan_takes_the_place_of_handlers(owner: Any) -> None:
    events: list[str] = []
    router = owner(lifespan=lifespan_noting(events, "own"), on_startup=[lambda: events.append("handler")])

    await run_lifespan_of(as_app(router))

    assert events == ["own up", "own down"]
