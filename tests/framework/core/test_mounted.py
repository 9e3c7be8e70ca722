"""The lifespans of mounted applications, where the one that mounts them runs them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from fireweed.core import Application
from fireweed.exceptions import FireweedError
from fireweed.requests import Request
from fireweed.responses import JSONResponse, Response
from fireweed.routes import Host, Mount, Route, Router
from fireweed.testclient import AsyncTestClient
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering, keeping_scopes, wait_forever, with_lifespan
from kit.lifespans import lifespan_noting, lifespan_recorder, run_lifespan_of


async def show_state(request: Request) -> Response:
    return JSONResponse(dict(request.scope["state"]))


def build_app(events: list[str], name: str, **state: Any) -> Application:
    """An application that shows the state of its requests."""
    return Application(routes=[Route("/", show_state)], lifespan=lifespan_noting(events, name, state))


async def test_does_not_run_them_by_default() -> None:
    events: list[str] = []
    app = Application(routes=[Mount("/a", build_app(events, "a"))], lifespan=lifespan_noting(events, "outer"))

    await run_lifespan_of(app)

    assert events == ["outer up", "outer down"]


@pytest.mark.parametrize("kind", [Application, Fireweed])
async def test_enters_in_order_inside_of_its_own_and_leaves_in_reverse(kind: type[Application]) -> None:
    events: list[str] = []
    app = kind(
        routes=[Mount("/a", build_app(events, "a")), Host("b.example.org", build_app(events, "b"))],
        lifespan=lifespan_noting(events, "outer"),
        mounted_lifespans=True,
    )

    await run_lifespan_of(app)

    assert events == ["outer up", "a up", "b up", "b down", "a down", "outer down"]


async def test_gives_their_state_to_the_requests_below_the_mount() -> None:
    events: list[str] = []
    app = Application(
        routes=[
            Mount("/a", build_app(events, "a", own="a", shared="a")),
            Host("b.example.org", build_app(events, "b", own="b")),
            Route("/", show_state),
        ],
        lifespan=lifespan_noting(events, "outer", {"shared": "outer"}),
        mounted_lifespans=True,
    )

    async with AsyncTestClient(app) as client:
        states = [
            (await client.get("/a/")).json(),
            (await client.get("/", headers={"host": "b.example.org"})).json(),
            (await client.get("/")).json(),
        ]

    assert states == [{"shared": "a", "own": "a"}, {"shared": "outer", "own": "b"}, {"shared": "outer"}]


async def test_the_state_is_gone_after_the_shutdown() -> None:
    app = Application(routes=[Mount("/a", build_app([], "a", own="a"))], mounted_lifespans=True)
    client = AsyncTestClient(app)

    async with client:
        pass

    assert (await client.get("/a/")).json() == {}


async def test_a_request_changes_nobody_elses_state() -> None:
    scopes: list[Scope] = []
    inner = with_lifespan(keeping_scopes(scopes), own="a")

    async with AsyncTestClient(Application(routes=[Mount("/a", inner)], mounted_lifespans=True)) as client:
        await client.get("/a/")
        scopes[0]["state"]["own"] = "changed"
        await client.get("/a/")

    assert scopes[1]["state"] == {"own": "a"}


async def test_runs_an_application_that_is_mounted_twice_once() -> None:
    events: list[str] = []
    inner = build_app(events, "a", own="a")
    app = Application(routes=[Mount("/a", inner), Mount("/b", inner)], mounted_lifespans=True)

    async with AsyncTestClient(app) as client:
        states = [(await client.get(path)).json() for path in ("/a/", "/b/")]

    assert events == ["a up", "a down"]
    assert states == [{"own": "a"}] * 2


async def test_an_application_may_be_mounted_in_itself() -> None:
    events: list[str] = []
    app = Application(lifespan=lifespan_noting(events, "app"), mounted_lifespans=True)
    app.mount("/again", app)

    await run_lifespan_of(app)

    assert events == ["app up", "app down"]


async def test_runs_what_is_mounted_in_included_and_mounted_routers() -> None:
    events: list[str] = []
    included, mounted = APIRouter(), Router([Mount("/b", build_app(events, "b", own="b"))])
    included.mount("/a", build_app(events, "a", own="a"))
    app = Fireweed(mounted_lifespans=True)
    app.include_router(included, prefix="/included")
    app.mount("/mounted", mounted)

    async with AsyncTestClient(app) as client:
        states = [(await client.get(path)).json() for path in ("/included/a/", "/mounted/b/")]

    assert events == ["a up", "b up", "b down", "a down"]
    assert states == [{"own": "a"}, {"own": "b"}]


async def test_runs_a_host_below_a_prefix() -> None:
    events: list[str] = []
    router, app = APIRouter(), Fireweed(mounted_lifespans=True)
    router.host("a.example.org", build_app(events, "a", own="a"))
    app.include_router(router, prefix="/included")

    async with AsyncTestClient(app, base_url="http://a.example.org") as client:
        assert (await client.get("/included/")).json() == {"own": "a"}

    assert events == ["a up", "a down"]


@pytest.mark.parametrize("kind", [Router, APIRouter])
async def test_runs_the_lifespan_of_a_mounted_router(kind: Any) -> None:
    events: list[str] = []
    router = kind(routes=[Route("/", show_state)], lifespan=lifespan_noting(events, "router", {"own": "router"}))

    async with AsyncTestClient(Application(routes=[Mount("/r", router)], mounted_lifespans=True)) as client:
        assert (await client.get("/r/")).json() == {"own": "router"}

    assert events == ["router up", "router down"]


async def test_leaves_what_is_mounted_in_a_mounted_application_to_that() -> None:
    events: list[str] = []
    middle = Application(
        routes=[Mount("/inner", build_app(events, "inner"))], lifespan=lifespan_noting(events, "middle")
    )

    await run_lifespan_of(Application(routes=[Mount("/middle", middle)], mounted_lifespans=True))

    assert events == ["middle up", "middle down"]


async def test_takes_what_its_own_start_up_mounts() -> None:
    events: list[str] = []

    @asynccontextmanager
    async def lifespan(app: Application) -> AsyncIterator[None]:
        app.mount("/late", build_app(events, "late"))
        yield

    await run_lifespan_of(Application(lifespan=lifespan, mounted_lifespans=True))

    assert events == ["late up", "late down"]


async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
    assert scope["type"] == "http"


async def return_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    pass


@pytest.mark.parametrize("inner", [refuse, return_at_once, answering()], ids=["raises", "returns", "answers"])
async def test_accepts_an_application_without_lifespan(inner: ASGIApp) -> None:
    assert await run_lifespan_of(Application(routes=[Mount("/a", inner)], mounted_lifespans=True)) == {}


def failing(name: str) -> Application:
    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        if name:
            raise ValueError(f"no database for {name}")
        yield

    return Application(lifespan=lifespan)


@pytest.mark.parametrize(
    ("broken", "place"),
    [
        (Mount("/b", failing("b")), "/b"),
        (Host("b.example.org", failing("b")), "host b.example.org"),
        (Mount("/r", Router([Mount("/b", failing("b"))])), "/r/b"),
    ],
    ids=["mount", "host", "nested"],
)
async def test_a_start_up_that_fails_names_the_mount(broken: Any, place: str) -> None:
    events: list[str] = []
    app = Application(
        routes=[Mount("/a", build_app(events, "a")), broken, Mount("/c", build_app(events, "c"))],
        mounted_lifespans=True,
    )
    recorder = lifespan_recorder(app)

    with pytest.raises(FireweedError, match=f"mounted at '{place}' failed to start: ValueError.'no database for b'"):
        await recorder.run()

    assert recorder.types == ["lifespan.startup.failed"]
    assert events == ["a up", "a down"]


async def test_a_start_up_that_is_cancelled_leaves_nothing_running() -> None:
    started = asyncio.Event()

    @asynccontextmanager
    async def lifespan(app: Any) -> AsyncIterator[None]:
        started.set()
        await wait_forever()
        yield

    app = Application(routes=[Mount("/a", Application(lifespan=lifespan))], mounted_lifespans=True)
    start_up = asyncio.create_task(lifespan_recorder(app).run())
    await started.wait()

    start_up.cancel()
    await asyncio.wait([start_up])

    assert start_up.cancelled()
