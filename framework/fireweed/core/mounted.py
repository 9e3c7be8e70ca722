"""The lifespans of mounted applications, run by the application that mounts them.

Each is spoken to as a server would, so any ASGI application will do. Routers have no lifespan protocol: theirs is
entered directly, and what is mounted in them counts too.
"""

from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

from fireweed.core.lifespan import LifespanContext, as_context
from fireweed.core.lifespan_session import LifespanSession
from fireweed.exceptions import FireweedError
from fireweed.routes import BaseRoute, Dispatcher
from fireweed.routes.container import Container
from fireweed.types import ASGIApp


@asynccontextmanager
async def run_mounted_lifespans(routes: Iterable[BaseRoute], owner: ASGIApp) -> AsyncIterator[None]:
    """Start up what is mounted in `routes`, each application once and in that order; shut down in the reverse order.

    Requests below a mount find the state of its application in theirs. `owner`, should it be mounted in itself, has
    started already.

    Raises:
        FireweedError: an application failed to start; those before it have been shut down.
    """
    states: dict[int, dict[str, Any]] = {id(owner): {}}
    async with AsyncExitStack() as stack:
        for container, place in _find_mounted(routes):
            app = container.inner_app
            if id(app) not in states:
                states[id(app)] = await _start(app, place, stack)
            stack.enter_context(container.publishing(states[id(app)]))
        yield


def _find_mounted(routes: Iterable[BaseRoute], prefix: str = "") -> Iterator[tuple[Container, str]]:
    """Every mount and host, with where it is; a router before what is mounted in it."""
    for route in routes:
        for effective in route.expand():
            if not isinstance(effective, Container):
                continue
            place = f"{prefix}{effective.describe_place()}"
            app: Any = effective.inner_app
            if isinstance(app, Container):  # a host below a prefix is a host with a mount in it
                yield from _find_mounted([app], place)
                continue
            yield effective, place
            if isinstance(app, Dispatcher):
                yield from _find_mounted(app.routes, place)


async def _start(app: ASGIApp, place: str, stack: AsyncExitStack) -> dict[str, Any]:
    """Start `app` up, leave its shutdown to `stack`, and return the state that it publishes."""
    try:
        if isinstance(app, Dispatcher):
            return await _enter(app, stack)
        session = LifespanSession(app, {})
        if await session.start_if_supported():
            stack.push_async_callback(session.stop)
        return session.state
    except Exception as error:
        raise FireweedError(f"The application mounted at {place!r} failed to start: {error!r}") from error


async def _enter(router: Dispatcher, stack: AsyncExitStack) -> dict[str, Any]:
    lifespan = _find_lifespan(router)
    state = None if lifespan is None else await stack.enter_async_context(lifespan(router))
    return {} if state is None else dict(state)


def _find_lifespan(router: Dispatcher) -> LifespanContext | None:
    build_lifespan = getattr(router, "build_lifespan", None)
    if build_lifespan is not None:  # a typed router, which includes others
        context: LifespanContext = build_lifespan()
        return context
    return as_context(router.lifespan) if router.lifespan is not None else None
