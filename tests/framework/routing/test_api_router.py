"""A router of path operations, and its inclusion in others."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pydantic import PositiveInt

from fireweed import APIRouter, Depends, Fireweed
from fireweed.exceptions import FireweedError
from fireweed.responses import HTMLResponse
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient
from kit.apps import answering
from kit.lifespans import lifespan_noting, run_lifespan_of
from kit.routing import get


async def endpoint() -> str:
    return "answer"


def router_with(path: str, **options: Any) -> APIRouter:
    router = APIRouter(**options)
    router.get(path)(endpoint)
    return router


# Prefixes


def include(prefix: str) -> None:
    APIRouter().include_router(APIRouter(), prefix=prefix)


def construct(prefix: str) -> None:
    APIRouter(prefix=prefix)


@pytest.mark.parametrize("give", [construct, include])
@pytest.mark.parametrize(
    ("prefix", "message"),
    [
        ("items", "A path prefix must start with '/'"),
        ("/items/", "A path prefix must not end with '/', as the routes will start with '/'"),
        ("/", "A path prefix must not end with '/', as the routes will start with '/'"),
    ],
    ids=["no-slash", "slash-at-the-end", "only-a-slash"],
)
def test_refuses_a_prefix(give: Any, prefix: str, message: str) -> None:
    with pytest.raises(AssertionError) as caught:
        give(prefix)

    assert str(caught.value) == message


def test_prefix_is_part_of_the_paths() -> None:
    router = router_with("/all", prefix="/items")

    assert [route.path for route in router.routes if isinstance(route, APIRoute)] == ["/items/all"]


def test_refuses_an_empty_path_without_prefix() -> None:
    with pytest.raises(FireweedError, match=r"Prefix and path cannot be both empty \(path operation: endpoint\)"):
        Fireweed().include_router(router_with(""))


@pytest.mark.parametrize(("own", "given"), [("/items", ""), ("", "/items")], ids=["of-the-router", "of-the-inclusion"])
def test_empty_path_is_that_of_the_prefix(own: str, given: str) -> None:
    app = Fireweed()
    app.include_router(router_with("", prefix=own), prefix=given)

    assert TestClient(app).get("/items").json() == "answer"


def test_empty_path_may_get_the_prefix_of_an_outer_router() -> None:
    outer = APIRouter(prefix="/items")
    outer.include_router(router_with(""))
    app = Fireweed()
    app.include_router(outer)

    assert TestClient(app).get("/items").json() == "answer"


# What cannot be included


def test_refuses_to_include_itself() -> None:
    router = APIRouter()

    with pytest.raises(AssertionError, match="Cannot include the same APIRouter instance into itself"):
        router.include_router(router)


def test_refuses_a_cycle() -> None:
    first, second, third = APIRouter(), APIRouter(), APIRouter()
    first.include_router(second)
    second.include_router(third)

    with pytest.raises(AssertionError, match="Cannot include an APIRouter instance that already includes this router"):
        third.include_router(first)


@pytest.mark.parametrize("other", [answering(), Fireweed(), None], ids=["function", "application", "none"])
def test_refuses_what_is_no_router(other: Any) -> None:
    with pytest.raises(TypeError, match="include_router takes an APIRouter, not "):
        Fireweed().include_router(other)


def test_refuses_unknown_options() -> None:
    options: Any = {"prefx": "/a"}

    with pytest.raises(TypeError, match=r"APIRouter has no option 'prefx'\. Did you mean 'prefix'"):
        APIRouter(**options)
    with pytest.raises(TypeError, match=r"include_router has no option 'prefx'\. Did you mean 'prefix'"):
        Fireweed().include_router(APIRouter(), **options)


# Served alone


async def test_is_an_application() -> None:
    router = router_with("/a")

    assert (await get(router, "/a")).text == '"answer"'
    assert (await get(router, "/b")).text == "Not Found"


async def test_default_answers_what_no_route_does() -> None:
    assert (await get(APIRouter(default=answering(b"default")), "/b")).text == "default"


async def test_redirects_slashes_unless_told_not_to() -> None:
    assert (await get(router_with("/a/"), "/a")).status == 307
    assert (await get(router_with("/a/", redirect_slashes=False), "/a")).status == 404


async def test_makes_routes_of_its_class() -> None:
    class Special(APIRoute): ...

    router = router_with("/a", route_class=Special)
    app = Fireweed()
    app.include_router(router, prefix="/x")

    assert [type(route) for route in router.routes] == [Special]
    assert [type(route) for route in app.routes[-1].expand()] == [Special]


def test_begins_with_routes() -> None:
    route = APIRoute("/a", endpoint)

    assert APIRouter(routes=[route]).routes == [route]


# What it says of its routes


def test_says_what_its_attributes_say_by_then() -> None:
    router = APIRouter()
    router.tags.append("late")
    router.deprecated = True
    router.default_response_class = HTMLResponse
    router.dependencies.append(Depends(endpoint))

    router.get("/")(endpoint)

    (route,) = router.routes
    assert isinstance(route, APIRoute)
    assert (route.tags, route.deprecated, route.response_class) == (["late"], True, HTMLResponse)
    assert [marker.dependency for marker in route.dependencies] == [endpoint]


def test_dependencies_are_called_from_the_outside_in() -> None:
    calls: list[str] = []

    def noting(name: str) -> Any:
        async def note() -> None:
            calls.append(name)

        return Depends(note)

    inner = APIRouter(prefix="/c", dependencies=[noting("inner")])
    inner.get("/x", dependencies=[noting("route")])(endpoint)
    outer = APIRouter(prefix="/b", dependencies=[noting("outer")])
    outer.include_router(inner, dependencies=[noting("inclusion in outer")])
    app = Fireweed(dependencies=[noting("app")])
    app.include_router(outer, prefix="/a", dependencies=[noting("inclusion in app")])

    TestClient(app).get("/a/b/c/x")

    assert calls == ["app", "inclusion in app", "outer", "inclusion in outer", "inner", "route"]


def test_tags_and_responses_are_merged_from_the_outside_in() -> None:
    def says(name: str) -> dict[int | str, dict[str, Any]]:
        return {name: {"description": name}, "5XX": {"description": name}}

    inner = APIRouter(tags=["inner"], responses=says("2XX"))
    inner.get("/x", tags=["route"], responses=says("3XX"))(endpoint)
    app = Fireweed(responses=says("1XX"))
    app.include_router(inner, tags=["inclusion"], responses=says("4XX"))

    (route,) = app.routes[-1].expand()

    assert isinstance(route, APIRoute)
    assert route.tags == ["inclusion", "inner", "route"]
    assert {status: said["description"] for status, said in route.responses.items()} == {
        "1XX": "1XX",
        "4XX": "4XX",
        "2XX": "2XX",
        "3XX": "3XX",
        "5XX": "3XX",
    }


# Lifespans


async def test_lifespans_of_included_routers_run_inside() -> None:
    events: list[str] = []
    inner = APIRouter(lifespan=lifespan_noting(events, "inner"))
    outer = APIRouter(lifespan=lifespan_noting(events, "outer"))
    outer.include_router(inner)
    app = Fireweed(lifespan=lifespan_noting(events, "app"))
    app.include_router(outer)

    await run_lifespan_of(app)

    assert events == ["app up", "outer up", "inner up", "inner down", "outer down", "app down"]


async def test_of_their_states_the_outer_one_counts() -> None:
    app = Fireweed(lifespan=lifespan_noting([], "app", {"a": "app"}))
    app.include_router(APIRouter(lifespan=lifespan_noting([], "inner", {"a": "inner", "b": "inner"})))

    assert await run_lifespan_of(app) == {"a": "app", "b": "inner"}


@pytest.mark.parametrize("kind", ["asynchronous", "plain"])
async def test_lifespan_may_be_a_generator_function(kind: str) -> None:
    events: list[str] = []

    async def asynchronous(app: Any) -> AsyncIterator[None]:
        events.append("up")
        yield
        events.append("down")

    def plain(app: Any) -> Iterator[None]:
        events.append("up")
        yield
        events.append("down")

    lifespan: Any = {"asynchronous": asynchronous, "plain": plain}[kind]
    await run_lifespan_of(Fireweed(lifespan=lifespan))

    assert events == ["up", "down"]


async def test_lifespan_can_be_entered_and_exchanged_by_hand() -> None:
    events: list[str] = []
    app = Fireweed()

    app.router.lifespan_context = lifespan_noting(events, "by hand")
    async with app.router.lifespan_context(app):
        assert events == ["by hand up"]
    await run_lifespan_of(app)

    assert events == ["by hand up", "by hand down"] * 2


@pytest.mark.parametrize(
    ("app", "included", "route", "status"),
    [
        ({}, {}, {}, 500),
        ({"response_validation": False}, {}, {}, 200),
        ({}, {"response_validation": False}, {}, 200),
        ({}, {}, {"response_validation": False}, 200),
        ({"response_validation": False}, {}, {"response_validation": True}, 500),
    ],
    ids=["default", "application", "inclusion", "route", "innermost"],
)
def test_responses_are_validated_unless_someone_around_says_otherwise(
    app: dict[str, Any], included: dict[str, Any], route: dict[str, Any], status: int
) -> None:
    router = APIRouter()

    @router.get("/", **route)
    async def endpoint() -> list[PositiveInt]:
        return [-1]

    application = Fireweed(**app)
    application.include_router(router, prefix="/a", **included)

    assert TestClient(application, raise_server_exceptions=False).get("/a/").status_code == status
