"""What the application does when its lifespan begins, so that the first request need not, and when it ends."""

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fireweed.concurrency import get_pool, run_in_threadpool
from fireweed.concurrency.pool import IDLE_TIMEOUT
from fireweed.core import Application
from fireweed.exceptions import FireweedError
from fireweed.middleware import Middleware
from fireweed.routes import BaseRoute, Mount, Router
from fireweed.types import ASGIApp
from kit.apps import answering
from kit.asgi import call, http_scope
from kit.lifespans import lifespan_noting, lifespan_recorder, run_lifespan_of
from kit.routing import Group, route


class CountedGroup(Group):
    """Counts how often a table asked for its routes."""

    expansions = 0

    def expand(self) -> list[BaseRoute]:
        self.expansions += 1
        return self.routes


class Undecided(BaseRoute):
    def expand(self) -> list[BaseRoute]:
        raise FireweedError("cannot be routed")


async def test_builds_the_tables_of_routes() -> None:
    group = CountedGroup([route("/a")])
    app = Application(routes=[group])
    await run_lifespan_of(app)

    await call(app, http_scope("GET", "/a"))

    assert group.expansions == 1


async def test_builds_the_middleware_once() -> None:
    built: list[ASGIApp] = []

    def build(app: ASGIApp, /) -> ASGIApp:
        built.append(app)
        return app

    app = Application(routes=[route("/a")], middleware=[Middleware(build)])
    await run_lifespan_of(app)
    await call(app, http_scope("GET", "/a"))

    assert len(built) == 1


async def test_wrong_declaration_fails_the_start_up() -> None:
    events: list[str] = []
    recorder = lifespan_recorder(Application(routes=[Undecided()], lifespan=lifespan_noting(events, "app")))

    with pytest.raises(FireweedError, match="cannot be routed"):
        await recorder.run()

    assert recorder.types == ["lifespan.startup.failed"]


async def test_lifespan_may_add_routes_and_handlers() -> None:
    @asynccontextmanager
    async def lifespan(app: Application) -> AsyncIterator[None]:
        app.mount("/late", answering(b"late"))
        yield

    app = Application(lifespan=lifespan)
    await run_lifespan_of(app)

    assert (await call(app, http_scope("GET", "/late/"))).text == "late"


async def test_refuses_middleware_once_started() -> None:
    app = Application()
    await run_lifespan_of(app)

    with pytest.raises(RuntimeError, match="Cannot add middleware after an application has started"):
        app.add_middleware(lambda app: app)


@pytest.mark.parametrize("fails", [False, True], ids=["shutdown", "failed-start-up"])
async def test_ends_the_worker_threads_of_the_loop(fails: bool) -> None:
    threads: list[threading.Thread] = []

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        threads.append(await run_in_threadpool(threading.current_thread))
        if fails:
            raise ValueError("no database")
        yield

    recorder = lifespan_recorder(Application(lifespan=lifespan))
    if fails:
        with pytest.raises(ValueError, match="no database"):
            await recorder.run()
    else:
        await recorder.run()

    # An idle thread would end by itself, but not so soon.
    threads[0].join(IDLE_TIMEOUT / 2)
    assert not threads[0].is_alive()


async def test_threads_can_be_used_while_the_lifespan_ends() -> None:
    names: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        yield
        names.append(await run_in_threadpool(lambda: threading.current_thread().name))

    await run_lifespan_of(Application(lifespan=lifespan))

    assert names[0].startswith("fireweed-worker")


async def test_another_application_on_the_loop_gets_new_threads() -> None:
    app = Application(routes=[route("/a")])
    pool = get_pool()
    await run_lifespan_of(app)

    assert await run_in_threadpool(lambda: 1) == 1
    assert get_pool() is not pool
    get_pool().close()


@pytest.mark.parametrize(
    "mount",
    [
        lambda group: Mount("/m", Application(routes=[group])),
        lambda group: Mount("/m", routes=[group]),
        lambda group: Mount("/m", Router([Mount("", Application(routes=[group]))])),
    ],
    ids=["application", "routes", "application in a router"],
)
async def test_builds_the_tables_of_what_is_mounted(mount: Callable[[BaseRoute], BaseRoute]) -> None:
    group = CountedGroup([route("/a")])
    app = Application(routes=[mount(group)])
    await run_lifespan_of(app)
    expansions = group.expansions

    answer = await call(app, http_scope("GET", "/m/a"))

    assert (answer.status, group.expansions, expansions) == (200, 1, 1)


async def test_an_application_may_be_mounted_in_itself() -> None:
    app = Application(routes=[route("/a")])
    app.mount("/again", app)
    await run_lifespan_of(app)

    assert (await call(app, http_scope("GET", "/again/a"))).status == 200


async def test_building_a_url_freezes_nothing_that_is_mounted() -> None:
    inner = Application(routes=[route("/a", name="a")])
    app = Application(routes=[Mount("/m", inner)])

    app.url_path_for("a")

    inner.add_middleware(lambda app: app)
