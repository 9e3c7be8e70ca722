"""Routes that programs change after they were declared: guards that are added must guard."""

import inspect
from collections.abc import Callable
from copy import copy
from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import APIRouter, Depends, Fireweed, HTTPException, Request, WebSocket, WebSocketDisconnect
from fireweed.endpoint.dependant import Dependant
from fireweed.exceptions import FireweedError
from fireweed.responses import PlainTextResponse
from fireweed.routing import APIRoute, APIWebSocketRoute
from fireweed.testclient import TestClient


def refuse() -> None:
    raise HTTPException(401)


def build_guard() -> Dependant:
    return APIRoute("/", refuse).dependant


def build_router() -> tuple[APIRouter, Any]:
    router = APIRouter()

    @router.get("/items")
    async def read_items(limit: int = 1) -> dict[str, int]:
        return {"limit": limit}

    return router, router.routes[0]


def build_app() -> tuple[Fireweed, Any]:
    app = Fireweed()
    app.router.routes.extend(build_router()[0].routes)
    return app, app.routes[-1]


def test_a_dependency_added_before_the_inclusion_is_called() -> None:
    app = Fireweed()
    router, route = build_router()

    route.dependencies.append(Depends(refuse))
    app.include_router(router)

    assert TestClient(app).get("/items").status_code == 401


def test_a_dependency_added_after_the_inclusion_is_called() -> None:
    app = Fireweed()
    router, route = build_router()

    app.include_router(router)
    route.dependencies.append(Depends(refuse))

    assert TestClient(app).get("/items").status_code == 401


def test_a_dependency_added_to_a_websocket_is_called() -> None:
    app, router = Fireweed(), APIRouter()

    @router.websocket("/echo")
    async def echo(socket: WebSocket) -> None:
        await socket.accept()

    route: Any = router.routes[0]
    route.dependencies.append(Depends(refuse))
    app.include_router(router)

    with pytest.raises(WebSocketDisconnect), TestClient(app).websocket_connect("/echo"):
        """It is refused."""


def test_another_endpoint_is_called_where_the_router_is_included() -> None:
    async def read_others(page: int) -> int:
        return page

    app = Fireweed()
    router, route = build_router()
    route.endpoint = read_others
    app.include_router(router)

    assert TestClient(app).get("/items?page=2").json() == 2


SETTINGS: dict[str, tuple[dict[str, Any], Callable[[Any], Any], Any]] = {
    "tags": ({"tags": ["a"]}, lambda operation: operation["tags"], ["a"]),
    "summary": ({"summary": "S"}, lambda operation: operation["summary"], "S"),
    "deprecated": ({"deprecated": True}, lambda operation: operation["deprecated"], True),
    "responses": ({"responses": {404: {"description": "x"}}}, lambda operation: "404" in operation["responses"], True),
    "status_code": ({"status_code": 202}, lambda operation: "202" in operation["responses"], True),
    "operation_id": ({"operation_id": "o"}, lambda operation: operation["operationId"], "o"),
}


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(("given", "look", "expected"), SETTINGS.values(), ids=SETTINGS)
def test_the_document_of_an_inclusion_has_what_was_set(
    given: dict[str, Any], look: Callable[[Any], Any], expected: Any, when: str
) -> None:
    app = Fireweed()
    router, route = build_router()

    if when == "after":
        app.include_router(router)
    for name, value in given.items():
        setattr(route, name, value)
    if when == "before":
        app.include_router(router)

    assert look(app.openapi()["paths"]["/items"]["get"]) == expected


def test_an_inclusion_answers_as_was_set() -> None:
    app, router = Fireweed(), APIRouter()

    @router.get("/items", response_model=dict[str, int | None])
    async def read_items() -> Any:
        return {"limit": None}

    route: Any = router.routes[0]
    route.response_model = str
    route.response_class = PlainTextResponse
    route.include_in_schema = False
    route.endpoint = lambda: "plain"
    app.include_router(router)

    assert TestClient(app).get("/items").text == "plain"
    assert app.openapi()["paths"] == {}


def test_an_inclusion_leaves_out_what_was_set() -> None:
    class Item(BaseModel):
        name: str | None = None

    app, router = Fireweed(), APIRouter()

    @router.get("/items")
    async def read_items() -> Item:
        return Item()

    route: Any = router.routes[0]
    before = route.response_model_exclude_none
    route.response_model_exclude_none = True
    app.include_router(router)

    assert (before, TestClient(app).get("/items").json()) == (False, {})


def test_an_inclusion_takes_the_methods_that_were_added() -> None:
    app = Fireweed()
    router, route = build_router()
    app.include_router(router)

    route.methods.add("PUT")

    assert TestClient(app).put("/items").json() == {"limit": 1}


CHANGES: dict[str, Callable[[Dependant], Any]] = {
    "append": lambda dependant: dependant.dependencies.append(build_guard()),
    "extend": lambda dependant: dependant.dependencies.extend([build_guard()]),
    "insert": lambda dependant: dependant.dependencies.insert(0, build_guard()),
    "slice": lambda dependant: dependant.dependencies.__setitem__(slice(0, 0), [build_guard()]),
    "add": lambda dependant: dependant.dependencies.__iadd__([build_guard()]),
    "assign": lambda dependant: setattr(dependant, "dependencies", [build_guard()]),
    "call": lambda dependant: setattr(dependant, "call", lambda **_: refuse()),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_requests_see_what_was_changed_in_the_dependant(change: Callable[[Dependant], Any]) -> None:
    app, route = build_app()
    client = TestClient(app)

    before = client.get("/items").status_code
    change(route.dependant)

    assert (before, client.get("/items").status_code) == (200, 401)


REMOVALS: dict[str, Callable[[Dependant], Any]] = {
    "pop": lambda dependant: dependant.dependencies.pop(),
    "remove": lambda dependant: dependant.dependencies.remove(dependant.dependencies[0]),
    "clear": lambda dependant: dependant.dependencies.clear(),
    "delete": lambda dependant: dependant.dependencies.__delitem__(0),
}


@pytest.mark.parametrize("remove", REMOVALS.values(), ids=REMOVALS)
def test_a_dependency_can_be_taken_away(remove: Callable[[Dependant], Any]) -> None:
    app, route = build_app()
    route.dependant.dependencies.append(build_guard())

    remove(route.dependant)

    assert TestClient(app).get("/items").status_code == 200


def test_dependencies_of_dependencies_can_be_changed() -> None:
    def pass_by() -> None: ...

    app, route = build_app()
    inner = APIRoute("/", pass_by).dependant
    route.dependant.dependencies.append(inner)

    inner.dependencies.append(build_guard())

    assert TestClient(app).get("/items").status_code == 401


def test_a_copy_is_changed_alone() -> None:
    app, route = build_app()

    copy(route.dependant).dependencies.append(build_guard())

    assert TestClient(app).get("/items").status_code == 200


def test_an_added_dependency_is_documented() -> None:
    def check(token: str) -> None: ...

    app, route = build_app()
    route.dependant.dependencies.append(APIRoute("/", check).dependant)

    parameters = app.openapi()["paths"]["/items"]["get"]["parameters"]
    assert [parameter["name"] for parameter in parameters] == ["limit", "token"]


def test_an_added_dependency_can_be_overridden() -> None:
    app, route = build_app()
    route.dependency_overrides_provider = app
    route.dependant.dependencies.append(build_guard())

    app.dependency_overrides[refuse] = lambda: None

    assert TestClient(app).get("/items").status_code == 200


def test_another_dependant_holds_for_the_next_handler() -> None:
    async def read_others(page: int) -> int:
        return page

    app, route = build_app()
    route.dependant = APIRoute("/items", read_others).dependant
    before = TestClient(app).get("/items").json()
    route.get_route_handler()

    assert before == {"limit": 1}
    assert [field.name for field in route.dependant.query_params] == ["page"]


def test_what_was_put_around_the_application_stays() -> None:
    app, route = build_app()
    inner, seen = route.app, []

    async def around(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["path"])
        await inner(scope, receive, send)

    route.app = around
    route.dependant.dependencies.append(build_guard())

    assert (TestClient(app).get("/items").status_code, seen) == (401, ["/items"])


def test_refuses_a_change_that_requests_would_not_see() -> None:
    app, route = build_app()
    TestClient(app).get("/items")
    route.app = print

    with pytest.raises(FireweedError, match="`app` was replaced"):
        route.dependant.dependencies.append(build_guard())


def test_handshakes_see_what_was_changed_in_the_dependant() -> None:
    async def echo(socket: WebSocket) -> None:
        await socket.accept()

    app = Fireweed()
    route = APIWebSocketRoute("/echo", echo)
    app.router.routes.append(route)
    route.dependant.dependencies.append(build_guard())

    with pytest.raises(WebSocketDisconnect), TestClient(app).websocket_connect("/echo"):
        """It is refused."""


def test_routes_of_an_inclusion_can_be_changed() -> None:
    app = Fireweed()
    app.include_router(build_router()[0])
    included: Any = app.routes[-1]

    (route,) = included.effective_candidates()
    route.dependant.call = lambda limit: {"limit": -limit}

    assert TestClient(app).get("/items").json() == {"limit": -1}


def test_a_decorator_may_ask_for_what_the_protocol_lacks() -> None:
    """The function takes whichever of the two is there."""

    async def read(**connections: Any) -> list[str]:
        return sorted(connections)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter(kind.__name__, keyword, annotation=kind) for kind in (Request, WebSocket)]
    read.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    app = Fireweed()
    app.get("/")(read)

    assert TestClient(app).get("/").json() == ["Request"]
