from typing import Annotated, Any

from pydantic import BaseModel

from fireweed import Body, Fireweed
from fireweed.openapi.merging import Json


class Item(BaseModel):
    name: str


class User(BaseModel):
    name: str


def describe(endpoint: Any, method: str = "POST") -> tuple[Json | None, Json]:
    """The request body, and the components."""
    app = Fireweed()
    app.add_api_route("/", endpoint, methods=[method])
    document = app.openapi()
    return document["paths"]["/"][method.lower()].get("requestBody"), document["components"]["schemas"]


def test_model_is_the_body() -> None:
    def endpoint(item: Item) -> None: ...

    body, _ = describe(endpoint)

    assert body == {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Item"}}},
        "required": True,
    }


def test_optional_body_is_not_required() -> None:
    def endpoint(item: Item | None = None) -> None: ...

    body, _ = describe(endpoint)

    schema = {"anyOf": [{"$ref": "#/components/schemas/Item"}, {"type": "null"}], "title": "Item"}
    assert body == {"content": {"application/json": {"schema": schema}}}


def test_several_parameters_are_members_of_a_component() -> None:
    def update(item: Item, user: User | None = None, size: Annotated[int, Body(ge=1)] = 3) -> None: ...

    body, components = describe(update)

    assert body == {
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Body_update__post"}}},
        "required": True,
    }
    assert components["Body_update__post"] == {
        "type": "object",
        "title": "Body_update__post",
        "required": ["item"],
        "properties": {
            "item": {"$ref": "#/components/schemas/Item"},
            "user": {"anyOf": [{"$ref": "#/components/schemas/User"}, {"type": "null"}]},
            "size": {"type": "integer", "minimum": 1, "default": 3, "title": "Size"},
        },
    }


def test_embedded_parameter_is_a_member_under_its_alias() -> None:
    def update(item: Annotated[Item, Body(embed=True, alias="theItem")]) -> None: ...

    _, components = describe(update)

    assert components["Body_update__post"]["properties"] == {"theItem": {"$ref": "#/components/schemas/Item"}}


def test_members_may_have_names_that_mean_something_to_models() -> None:
    def update(schema: Item, model_config: Item, copy: Item) -> None: ...

    _, components = describe(update)

    assert list(components["Body_update__post"]["properties"]) == ["schema", "model_config", "copy"]


def test_methods_of_one_route_share_the_component_of_the_body() -> None:
    def update(item: Item, user: User) -> None: ...

    app = Fireweed()
    app.api_route("/", methods=["POST", "PUT"])(update)

    components = app.openapi()["components"]["schemas"]

    assert [name for name in components if "Body" in name] == ["Body_update__post"]


def test_deprecated_member_says_so() -> None:
    def update(item: Item, size: Annotated[int, Body(deprecated=True)] = 1) -> None: ...

    _, components = describe(update)

    assert components["Body_update__post"]["properties"]["size"]["deprecated"] is True


def test_examples_stand_beside_the_schema() -> None:
    def endpoint(item: Annotated[Item, Body(openapi_examples={"a": {"value": Item(name="a")}})]) -> None: ...

    body, _ = describe(endpoint)

    assert body is not None
    assert body["content"]["application/json"]["examples"] == {"a": {"value": {"name": "a"}}}


def test_media_type_is_the_one_given() -> None:
    def endpoint(data: Annotated[str, Body(media_type="text/plain")]) -> None: ...

    body, _ = describe(endpoint)

    assert body is not None
    assert list(body["content"]) == ["text/plain"]


def test_media_types_that_differ_are_json() -> None:
    def endpoint(one: Annotated[str, Body(media_type="a/b")], two: Annotated[str, Body(media_type="a/c")]) -> None: ...

    body, _ = describe(endpoint)

    assert body is not None
    assert list(body["content"]) == ["application/json"]


def test_methods_without_content_have_no_body() -> None:
    def endpoint(item: Item) -> None: ...

    assert describe(endpoint, "GET")[0] is not None
    assert describe(endpoint, "OPTIONS")[0] is None
