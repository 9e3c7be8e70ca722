"""Adding to routes that exist, with the functions that packages for pagination use."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import pytest

from fireweed import APIRouter, Body, Depends, Fireweed, Form, Query, Request, Response
from fireweed.compat.rewriting import (
    build_default_lifespan,
    get_body_field,
    get_flat_body_params,
    get_parameterless_sub_dependant,
    merge_lifespan_context,
    request_response,
)
from fireweed.responses import PlainTextResponse
from fireweed.routing import APIRoute
from fireweed.testclient import TestClient


def add_limit(route: APIRoute, seen: list[int]) -> None:
    """Give a route a dependency, the way that packages do that rewrite the private records of FastAPI's."""

    def limit(limit: Annotated[int, Query(le=5)] = 2) -> None:
        seen.append(limit)

    depends = Depends(limit)
    route.dependencies.append(depends)
    route.dependant.dependencies.append(get_parameterless_sub_dependant(depends=depends, path=route.path_format))
    route.body_field = get_body_field(
        body_params=get_flat_body_params(route.dependant),
        name=route.unique_id,
        embed_body_fields=route._embed_body_fields,
    )
    route.app = request_response(route.get_route_handler())


def build_app(*, included: bool) -> tuple[Fireweed, APIRoute]:
    app, router = Fireweed(), APIRouter()
    owner = router if included else app.router

    @owner.get("/items")
    async def read_items() -> str:
        return "items"

    route = owner.routes[-1]
    assert isinstance(route, APIRoute)
    app.include_router(router)
    return app, route


@pytest.mark.parametrize("included", [False, True], ids=["own", "included"])
def test_a_dependency_added_to_a_route_is_called(included: bool) -> None:
    app, route = build_app(included=included)
    seen: list[int] = []

    add_limit(route, seen)
    client = TestClient(app)
    statuses = [client.get(path).status_code for path in ("/items", "/items?limit=4", "/items?limit=6")]

    assert (statuses, seen) == ([200, 200, 422], [2, 4])


@pytest.mark.parametrize("included", [False, True], ids=["own", "included"])
def test_a_dependency_added_to_a_route_is_documented(included: bool) -> None:
    app, route = build_app(included=included)

    add_limit(route, [])

    (parameter,) = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert (parameter["name"], parameter["schema"]["maximum"]) == ("limit", 5)


@pytest.mark.parametrize("included", [False, True], ids=["own", "included"])
def test_dependencies_of_such_a_route_can_be_overridden(included: bool) -> None:
    app, router = Fireweed(), APIRouter()
    owner = router if included else app.router

    def find_name() -> str:
        return "Ada"

    @owner.get("/name")
    async def read_name(name: Annotated[str, Depends(find_name)]) -> str:
        return name

    route = owner.routes[-1]
    assert isinstance(route, APIRoute)
    app.include_router(router)
    add_limit(route, [])
    client = TestClient(app)

    before = client.get("/name").json()
    app.dependency_overrides[find_name] = lambda: "Grace"

    assert (before, client.get("/name").json()) == ("Ada", "Grace")


def test_the_route_tells_what_it_asks_for_since() -> None:
    _, route = build_app(included=False)

    add_limit(route, [])

    (dependency,) = route.dependant.dependencies
    assert [field.name for field in dependency.query_params] == ["limit"]


def dependant_of(endpoint: Any) -> Any:
    return APIRoute("/", endpoint, methods=["POST"])


def test_lists_the_body_parameters_of_dependencies() -> None:
    def find(token: Annotated[str, Body()]) -> None: ...

    def endpoint(name: Annotated[str, Body()], found: Annotated[None, Depends(find)]) -> None: ...

    assert [field.name for field in get_flat_body_params(dependant_of(endpoint).dependant)] == ["name", "token"]


@pytest.mark.parametrize("marker", [Body(), Body(embed=True), Form()], ids=["whole", "embedded", "form"])
def test_builds_the_field_of_a_body(marker: Any) -> None:
    def endpoint(size: Annotated[int, marker]) -> None: ...

    route = dependant_of(endpoint)

    field = get_body_field(
        body_params=get_flat_body_params(route.dependant), name="x", embed_body_fields=route._embed_body_fields
    )

    assert field is not None
    assert field.name == route.body_field.name


def test_no_body_is_no_field() -> None:
    assert get_body_field(body_params=[], name="x", embed_body_fields=True) is None


def test_a_plain_function_answers_in_a_thread() -> None:
    threads: list[int] = []

    def handle(_: Request) -> Response:
        threads.append(threading.get_ident())
        return PlainTextResponse("plain")

    answer = TestClient(request_response(handle)).get("/")

    assert answer.text == "plain"
    assert threads != [threading.get_ident()]


def test_both_lifespans_run_one_inside_of_the_other() -> None:
    log: list[str] = []

    def build(name: str) -> Any:
        @asynccontextmanager
        async def lifespan(_: Any) -> AsyncIterator[None]:
            log.append(f"enter {name}")
            yield
            log.append(f"leave {name}")

        return lifespan

    app = Fireweed()
    app.router.lifespan_context = merge_lifespan_context(build("outer"), build("inner"))
    with TestClient(app):
        log.append("serve")

    assert log == ["enter outer", "enter inner", "serve", "leave inner", "leave outer"]


def test_the_default_lifespan_calls_the_handlers_that_are_there_when_it_runs() -> None:
    log: list[str] = []
    app = Fireweed()
    app.router.lifespan_context = build_default_lifespan(app.router)
    app.router.add_event_handler("startup", lambda: log.append("up"))

    with TestClient(app):
        log.append("serve")

    assert log == ["up", "serve"]
