from enum import Enum
from typing import Any

import pytest

from fireweed import APIRouter, Fireweed
from fireweed.openapi.merging import Json


class Tag(Enum):
    ITEMS = "items"


def read_all_items() -> None:
    """The items.

    All of them.\f Hidden.
    """


def describe(endpoint: Any = read_all_items, **options: Any) -> Json:
    app = Fireweed()
    app.get("/items", **options)(endpoint)
    operation: Json = app.openapi()["paths"]["/items"]["get"]
    return operation


def test_smallest_operation() -> None:
    def read() -> None: ...

    assert describe(read) == {
        "summary": "Read",
        "operationId": "read_items_get",
        "responses": {
            "200": {"description": "Successful Response", "content": {"application/json": {"schema": {}}}},
        },
    }


@pytest.mark.parametrize(
    ("options", "member", "value"),
    [
        pytest.param({}, "summary", "Read All Items", id="summary of the name"),
        pytest.param({"name": "a_name"}, "summary", "A Name", id="summary of the given name"),
        pytest.param({"summary": "Mine"}, "summary", "Mine", id="summary"),
        pytest.param({}, "description", "The items.\n\nAll of them.", id="description of the docstring"),
        pytest.param({"description": "Mine"}, "description", "Mine", id="description"),
        pytest.param({"description": "Mine\fnot"}, "description", "Mine", id="description with a form feed"),
        pytest.param({"tags": ["a", Tag.ITEMS]}, "tags", ["a", "items"], id="tags"),
        pytest.param({"operation_id": "mine"}, "operationId", "mine", id="id"),
        pytest.param({"deprecated": True}, "deprecated", True, id="deprecated"),
    ],
)
def test_decorator_and_docstring_describe(options: Json, member: str, value: Any) -> None:
    assert describe(**options)[member] == value


@pytest.mark.parametrize("member", ["tags", "parameters", "requestBody", "deprecated", "description"])
def test_what_there_is_not_is_left_out(member: str) -> None:
    def read() -> None: ...

    assert member not in describe(read, deprecated=False, tags=[])


def test_generated_id_is_that_of_the_function_given() -> None:
    assert describe(generate_unique_id_function=lambda route: f"my-{route.name}")["operationId"] == "my-read_all_items"


def test_each_method_of_a_route_has_an_id_of_its_own() -> None:
    app = Fireweed()
    app.api_route("/", methods=["POST", "GET"])(read_all_items)

    operations = app.openapi()["paths"]["/"]

    assert {method: operation["operationId"] for method, operation in operations.items()} == {
        "get": "read_all_items__get",
        "post": "read_all_items__post",
    }


def test_inclusion_describes() -> None:
    app, router = Fireweed(), APIRouter(prefix="/router", tags=["router"])
    router.get("/items", tags=["own"])(read_all_items)
    app.include_router(router, prefix="/included", tags=["included"], deprecated=True)

    (path, operations), *_ = app.openapi()["paths"].items()

    assert path == "/included/router/items"
    assert operations["get"]["tags"] == ["included", "router", "own"]
    assert operations["get"]["deprecated"] is True
    assert operations["get"]["operationId"] == "read_all_items_included_router_items_get"


def test_extra_is_merged_in() -> None:
    extra: Json = {
        "tags": ["b"],
        "summary": "Mine",
        "responses": {"200": {"headers": {"X-A": {}}}, "404": {"description": "No"}},
        "x-own": {"a": 1, "b": None},
    }

    operation = describe(openapi_extra=extra, tags=["a"])

    assert operation["tags"] == ["a", "b"]
    assert operation["summary"] == "Mine"
    assert operation["responses"]["200"].keys() == {"description", "content", "headers"}
    assert operation["responses"]["404"] == {"description": "No"}
    assert operation["x-own"] == {"a": 1}


def test_extra_is_merged_into_schemas() -> None:
    def create(item: dict[str, int]) -> None: ...

    schema = {"schema": {"maxProperties": 3}, "example": {"a": 1}}

    operation = describe(create, openapi_extra={"requestBody": {"content": {"application/json": schema}}})

    assert operation["requestBody"]["content"]["application/json"] == {
        "schema": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "title": "Item",
            "maxProperties": 3,
        },
        "example": {"a": 1},
    }


def test_extra_stays_as_it_was_written() -> None:
    app = Fireweed()
    app.get("/", openapi_extra={"externalDocs": {"url": "https://example.com"}})(lambda: None)

    operation = app.openapi()["paths"]["/"]["get"]

    assert operation["externalDocs"] == {"url": "https://example.com"}
