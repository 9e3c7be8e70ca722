"""A path operation by itself: what users read of it, and what it decides at declaration."""

from http import HTTPStatus
from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import Depends, Fireweed
from fireweed.exceptions import FireweedError
from fireweed.responses import JSONResponse, PlainTextResponse
from fireweed.routes import Router
from fireweed.routing import APIRoute
from fireweed.routing.options import Inherited
from kit.asgi import call, http_scope
from kit.routing import get


class Item(BaseModel):
    name: str


async def read_item(item_id: int) -> Item:
    """Read it.

    Not for the document:\f
    the rest.
    """
    return Item(name=f"item {item_id}")


async def test_can_stand_in_any_router() -> None:
    router = Router([APIRoute("/items/{item_id}", read_item)])

    answer = await get(router, "/items/3")

    assert (answer.status, answer.text) == (200, '{"name":"item 3"}')


def test_tells_what_was_declared() -> None:
    declared = APIRoute(
        "/items/{item_id:int}",
        read_item,
        methods=["get", "HEAD"],
        tags=["a"],
        summary="Summary",
        status_code=HTTPStatus.CREATED,
        operation_id="read",
        deprecated=True,
        responses={404: {"description": "gone"}},
        openapi_extra={"x-a": 1},
    )

    assert (declared.path, declared.path_format, declared.name) == (
        "/items/{item_id:int}",
        "/items/{item_id}",
        "read_item",
    )
    assert (declared.methods, declared.endpoint) == ({"GET", "HEAD"}, read_item)
    assert (declared.tags, declared.summary, declared.deprecated) == (["a"], "Summary", True)
    assert (declared.status_code, type(declared.status_code)) == (201, int)
    assert (declared.responses, declared.openapi_extra) == ({404: {"description": "gone"}}, {"x-a": 1})
    assert (declared.output.model, declared.plan.endpoint.call) == (Item, read_item)


def test_description_is_the_docstring_up_to_a_form_feed() -> None:
    assert APIRoute("/{item_id}", read_item).description == "Read it.\n\nNot for the document:"
    assert APIRoute("/{item_id}", read_item, description="Given").description == "Given"


def test_models_keep_the_unique_id_when_another_operation_id_is_set() -> None:
    app = Fireweed()

    @app.get("/{item_id}")
    async def read(item_id: int) -> int | str:
        return item_id

    route = app.routes[-1]
    assert isinstance(route, APIRoute)
    route.operation_id = "read"

    operation = app.openapi()["paths"]["/{item_id}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert (operation["operationId"], route.unique_id) == ("read", "read__item_id__get")
    assert schema["title"] == "Response Read  Item Id  Get"


def test_an_operation_id_takes_the_place_of_a_generated_one() -> None:
    def refuse(route: APIRoute) -> str:
        raise LookupError(route.path)

    route = APIRoute("/{item_id}", read_item, operation_id="read", generate_unique_id_function=refuse)

    assert route.unique_id == "read"


@pytest.mark.parametrize("status", [100, 204, 304])
def test_refuses_a_model_for_a_status_without_content(status: int) -> None:
    with pytest.raises(AssertionError, match=f"Status code {status} must not have a response body"):
        APIRoute("/{item_id}", read_item, status_code=status)


def test_refuses_an_unknown_option() -> None:
    options: Any = {"sumary": "a"}

    with pytest.raises(TypeError, match=r"has no option 'sumary'\. Did you mean 'summary'"):
        APIRoute("/{item_id}", read_item, **options)


def test_does_not_refuse_a_path_without_slash() -> None:
    assert APIRoute("items", print, response_model=None).path == "items"


# Derived from another


def test_derived_route_remembers_the_original() -> None:
    original = APIRoute("/{item_id}", read_item, tags=["b"])

    derived = original.derive(Inherited(prefix="/items", tags=["a"]), None)
    twice = derived.derive(Inherited(prefix="/v1"), None)

    assert (derived.path, derived.tags, derived.original_route) == ("/items/{item_id}", ["a", "b"], original)
    assert (twice.path, twice.tags, twice.original_route) == ("/v1/items/{item_id}", ["a", "b"], original)
    assert (original.path, original.tags, original.original_route) == ("/{item_id}", ["b"], None)


async def test_prefix_brings_path_parameters() -> None:
    async def show(tenant: str, number: int) -> str:
        return f"{tenant} {number}"

    derived = APIRoute("/{number}", show).derive(Inherited(prefix="/{tenant}"), None)

    assert (await get(Router([derived]), "/acme/3")).text == '"acme 3"'


async def test_prefix_brings_path_parameters_of_dependencies() -> None:
    def get_tenant(tenant: str) -> str:
        return tenant

    async def show(name: str = Depends(get_tenant)) -> str:
        return name

    derived = APIRoute("/show", show).derive(Inherited(prefix="/{tenant}"), None)

    assert (await get(Router([derived]), "/acme/show")).text == '"acme"'


async def test_unique_id_is_generated_anew_with_the_function_that_counts() -> None:
    outer = Inherited(prefix="/items", generate_unique_id_function=lambda route: f"{route.path}!")

    derived = APIRoute("/{item_id}", read_item).derive(outer, None)

    assert derived.unique_id == "/items/{item_id}!"


async def test_response_class_of_the_router_counts() -> None:
    async def show() -> str:
        return "text"

    derived = APIRoute("/", show).derive(Inherited(response_class=PlainTextResponse), None)
    own = APIRoute("/", show, response_class=JSONResponse).derive(Inherited(response_class=PlainTextResponse), None)

    assert (await get(Router([derived]), "/")).text == "text"
    assert (await get(Router([own]), "/")).text == '"text"'


async def test_strictness_of_the_router_counts() -> None:
    async def create(item: Item) -> str:
        return item.name

    declared = APIRoute("/", create, methods=["POST"])
    lenient = declared.derive(Inherited(prefix="/lenient", strict_content_type=False), None)
    app = Fireweed(routes=[declared, lenient])

    assert (await call(app, http_scope("POST", "/"), body=b'{"name":"a"}')).status == 422
    assert (await call(app, http_scope("POST", "/lenient/"), body=b'{"name":"a"}')).text == '"a"'


def test_mistake_that_only_the_prefix_makes_is_refused() -> None:
    with pytest.raises(ValueError, match="Duplicated param name"):
        APIRoute("/{item_id}", read_item).derive(Inherited(prefix="/{item_id}"), None)


def test_framework_error_for_an_unserialisable_model_names_the_endpoint() -> None:
    with pytest.raises(FireweedError, match="read_item"):
        APIRoute("/{item_id}", read_item, response_model=object())


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ({404: "gone"}, "An additional response must be a dict"),
        ({204: {"model": Item}}, "Status code 204 must not have a response body"),
    ],
    ids=["no dict", "model without a body"],
)
def test_refuses_additional_responses_that_cannot_be_shown(responses: Any, message: str) -> None:
    with pytest.raises(AssertionError, match=message):
        APIRoute("/items/{item_id}", read_item, responses=responses)
