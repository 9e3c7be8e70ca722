"""Plays the server for the lifespan of an application: https://asgi.readthedocs.io/en/latest/specs/lifespan.html."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from fireweed.types import ASGIApp
from kit.asgi import AsgiRecorder

Factory = Callable[[Any], AbstractAsyncContextManager[Any]]


def lifespan_recorder(app: ASGIApp, **scope: Any) -> AsgiRecorder:
    """A call of `app` with a start-up and a shutdown to receive; `run()` goes through both."""
    recorder = AsgiRecorder(app, {"type": "lifespan", "state": {}, **scope})
    recorder.feed({"type": "lifespan.startup"}, {"type": "lifespan.shutdown"})
    return recorder


async def run_lifespan_of(app: ASGIApp) -> dict[str, Any]:
    """Start `app` up and shut it down; gives the state that it published."""
    recorder = await lifespan_recorder(app).run()
    assert recorder.types == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    state: dict[str, Any] = recorder.scope["state"]
    return state


def lifespan_noting(events: list[str], name: str, state: dict[str, Any] | None = None) -> Factory:
    """A lifespan that appends "NAME up" and "NAME down" to `events` and yields `state`."""

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[dict[str, Any] | None]:
        events.append(f"{name} up")
        yield state
        events.append(f"{name} down")

    return lifespan
