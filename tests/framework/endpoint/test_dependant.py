"""What programs see of endpoints when they look into routes."""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import (
    BackgroundTasks,
    Body,
    Cookie,
    Depends,
    File,
    Form,
    Header,
    Query,
    Request,
    Response,
    Security,
    UploadFile,
    WebSocket,
    params,
)
from fireweed.connection import HTTPConnection
from fireweed.endpoint.dependant import Dependant
from fireweed.exceptions import FireweedError
from fireweed.routing import APIRoute, APIRouter, APIWebSocketRoute
from fireweed.security import SecurityScopes


class Item(BaseModel):
    name: str


def build_route(endpoint: Callable[..., Any], path: str = "/items/{item_id}", **options: Any) -> APIRoute:
    return APIRoute(path, endpoint, methods=["POST"], **options)


def test_parameters_stand_by_their_source() -> None:
    def endpoint(
        item_id: int,
        item: Item,
        limit: int = 3,
        token: Annotated[str, Header(alias="X-Token")] = "",
        user_agent: Annotated[str, Header()] = "",
        session: Annotated[str | None, Cookie()] = None,
    ) -> None: ...

    dependant = build_route(endpoint).dependant

    assert dependant.call is endpoint
    assert [field.alias for field in dependant.path_params] == ["item_id"]
    assert [(field.name, field.default) for field in dependant.query_params] == [("limit", 3)]
    assert [field.alias for field in dependant.header_params] == ["X-Token", "user-agent"]
    assert [(field.name, field.type_) for field in dependant.cookie_params] == [("session", str | None)]
    assert [field.type_ for field in dependant.body_params] == [Item]


def test_parameters_are_named_that_take_what_the_framework_hands_over() -> None:
    def endpoint(
        request: Request, connection: HTTPConnection, answer: Response, tasks: BackgroundTasks, scopes: SecurityScopes
    ) -> None: ...

    dependant = build_route(endpoint, "/").dependant

    assert (dependant.request_param_name, dependant.http_connection_param_name) == ("request", "connection")
    assert (dependant.response_param_name, dependant.background_tasks_param_name) == ("answer", "tasks")
    assert (dependant.security_scopes_param_name, dependant.websocket_param_name) == ("scopes", None)


def test_dependencies_stand_in_the_order_of_their_calls() -> None:
    def find_user(user_id: int) -> None: ...
    def find_shop(user: Annotated[None, Depends(find_user)]) -> Iterator[int]:
        yield 1

    def check() -> None: ...
    def endpoint(shop: Annotated[int, Depends(find_shop, scope="function", use_cache=False)]) -> None: ...

    dependant = build_route(endpoint, "/", dependencies=[Depends(check)]).dependant

    first, shop = dependant.dependencies
    assert (first.name, first.call, first.use_cache, first.scope) == (None, check, True, None)
    assert (shop.name, shop.call, shop.use_cache, shop.scope) == ("shop", find_shop, False, "function")
    assert [field.name for field in shop.dependencies[0].query_params] == ["user_id"]


def test_scopes_are_those_asked_for_here_and_around() -> None:
    def find_token() -> None: ...
    def find_user(token: Annotated[None, Security(find_token, scopes=["read"])]) -> None: ...
    def endpoint(user: Annotated[None, Security(find_user, scopes=["me"])]) -> None: ...

    (user,) = build_route(endpoint, "/").dependant.dependencies

    assert (user.own_oauth_scopes, user.parent_oauth_scopes) == (("me",), ())
    assert (user.dependencies[0].own_oauth_scopes, user.dependencies[0].parent_oauth_scopes) == (("read",), ("me",))


def test_route_is_seen_where_it_stands() -> None:
    router, outer = APIRouter(), APIRouter()

    def check() -> None: ...

    @router.get("/items/{item_id:int}")
    def endpoint(item_id: int, shop_id: int) -> None: ...

    outer.include_router(router, prefix="/{shop_id}", dependencies=[Depends(check)])
    (effective,) = outer.routes[0].expand()

    assert isinstance(effective, APIRoute)
    dependant = effective.dependant
    assert dependant.path == "/{shop_id}/items/{item_id}"
    assert [field.name for field in dependant.path_params] == ["item_id", "shop_id"]
    assert [dependency.call for dependency in dependant.dependencies] == [check]


def test_endpoint_of_a_websocket_is_seen() -> None:
    def check(token: str) -> None: ...
    async def endpoint(websocket: WebSocket, room: int) -> None: ...

    dependant = APIWebSocketRoute("/rooms/{room}", endpoint, dependencies=[Depends(check)]).dependant

    assert (dependant.websocket_param_name, dependant.path_params[0].name) == ("websocket", "room")
    assert [field.name for field in dependant.dependencies[0].query_params] == ["token"]


def test_parameters_cannot_be_changed() -> None:
    def endpoint(limit: int, item: Item) -> None: ...

    dependant: Any = build_route(endpoint, "/").dependant

    for change in (lambda: setattr(dependant, "query_params", []), dependant.body_params.clear):
        with pytest.raises(FireweedError, match="follow from the signature"):
            change()
    assert [field.name for field in dependant.query_params + dependant.body_params] == ["limit", "item"]


def test_field_holds_all_that_was_written() -> None:
    Limited = Annotated[int, Query(ge=1, description="How many")]

    def endpoint(limit: Annotated[Limited, Query(le=9)] = 3) -> None: ...

    (field,) = build_route(endpoint, "/").dependant.query_params

    assert isinstance(field.field_info, params.Query)
    assert (field.field_info.description, field.default) == ("How many", 3)
    assert field.validate("0", loc=("query", "limit"))[1][0]["loc"] == ("query", "limit")
    assert field.validate("10")[1][0]["type"] == "less_than_equal"
    assert field.validate("9") == (9, [])


# Bodies


def test_single_body_is_its_parameter() -> None:
    def endpoint(item: Item) -> None: ...

    field = build_route(endpoint, "/").body_field

    assert field is not None
    assert (field.name, field.type_, field.required) == ("item", Item, True)


def test_several_parameters_make_a_model_of_the_body() -> None:
    def check(code: Annotated[int, Body(gt=2)]) -> None: ...
    def endpoint(item: Item, note: Annotated[str, Body()] = "") -> None: ...

    field = build_route(endpoint, "/", dependencies=[Depends(check)]).body_field

    assert field is not None
    assert (field.name, field.required, field.type_.__name__) == ("body", True, "Body_endpoint__post")
    assert set(field.type_.model_fields) == {"code", "item", "note"}
    assert field.type_(item={"name": "a"}, code=3).note == ""
    assert field.validate({"item": {"name": "a"}, "code": 2}, loc="body")[1][0]["loc"] == ("body", "code")


def test_embedded_body_is_a_model() -> None:
    def endpoint(item: Annotated[Item, Body(embed=True)]) -> None: ...

    field = build_route(endpoint, "/").body_field

    assert field is not None
    assert set(field.type_.model_fields) == {"item"}


def test_body_without_required_parameters_is_not_required() -> None:
    def endpoint(a: Annotated[int, Body()] = 1, b: Annotated[int, Body()] = 2) -> None: ...

    field = build_route(endpoint, "/").body_field

    assert field is not None
    assert (field.required, field.default) == (False, None)


def take_text(text: Annotated[str, Form()]) -> None: ...
def take_file(text: Annotated[str, Form()], file: Annotated[UploadFile, File()]) -> None: ...
def take_json(item: Item, other: Item) -> None: ...


@pytest.mark.parametrize(
    ("endpoint", "kind"),
    [
        pytest.param(take_text, params.Form, id="form"),
        pytest.param(take_file, params.File, id="file"),
        pytest.param(take_json, params.Body, id="json"),
    ],
)
def test_marker_of_a_body_says_how_it_is_sent(endpoint: Callable[..., Any], kind: type[Any]) -> None:
    field = build_route(endpoint, "/").body_field

    assert field is not None
    assert type(field.field_info) is kind


def test_without_a_body_there_is_no_field() -> None:
    def endpoint(limit: int = 3) -> None: ...

    assert build_route(endpoint, "/").body_field is None


# Responses


def returns_items() -> list[Item]: ...  # type: ignore[empty-body]  # never called
def returns_nothing() -> None: ...
def returns_response() -> Response: ...  # type: ignore[empty-body]  # never called
def yields_items() -> Iterator[Item]:
    yield Item(name="a")


def test_response_is_a_field_that_serializes() -> None:
    route = build_route(returns_items, "/")

    field = route.response_field

    assert field is not None
    assert route.response_model == list[Item]
    assert (field.name, field.mode) == ("Response_returns_items__post", "serialization")
    assert field.serialize([Item(name="a")]) == [{"name": "a"}]
    assert field.serialize_json([Item(name="a")]) == b'[{"name":"a"}]'


@pytest.mark.parametrize(
    ("endpoint", "options"),
    [
        pytest.param(returns_nothing, {}, id="None"),
        pytest.param(returns_response, {}, id="Response"),
        pytest.param(yields_items, {}, id="stream"),
        pytest.param(returns_items, {"response_model": None}, id="refused"),
    ],
)
def test_other_responses_have_no_field(endpoint: Callable[..., Any], options: dict[str, Any]) -> None:
    route = build_route(endpoint, "/", **options)

    assert (route.response_field, route.response_model) == (None, None)


def test_model_of_the_option_counts_before_the_annotation() -> None:
    route = build_route(returns_items, "/", response_model=set[Item])

    assert route.response_model == set[Item]


def test_nothing_is_built_before_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("built at start-up")

    monkeypatch.setattr(Dependant, "__init__", refuse)

    assert build_route(take_json, "/").path == "/"
