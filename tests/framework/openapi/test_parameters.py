from enum import Enum
from typing import Annotated, Any

import pytest

from fireweed import Cookie, Fireweed, Header, Path, Query
from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.openapi.merging import Json


class Color(Enum):
    RED = "red"


def describe(endpoint: Any, path: str = "/") -> list[Json]:
    app = Fireweed()
    app.get(path)(endpoint)
    parameters: list[Json] = app.openapi()["paths"][path]["get"].get("parameters", [])
    return parameters


def test_required_parameter() -> None:
    def endpoint(item_id: int) -> None: ...

    assert describe(endpoint, "/{item_id}") == [
        {"name": "item_id", "in": "path", "required": True, "schema": {"type": "integer", "title": "Item Id"}}
    ]


def test_optional_parameter() -> None:
    def endpoint(q: str | None = None) -> None: ...

    assert describe(endpoint) == [
        {
            "name": "q",
            "in": "query",
            "required": False,
            "schema": {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Q"},
        }
    ]


def test_constraints_and_default_are_in_the_schema() -> None:
    def endpoint(limit: Annotated[int, Query(ge=1, le=100)] = 10) -> None: ...

    (parameter,) = describe(endpoint)

    assert parameter["schema"] == {
        "type": "integer",
        "minimum": 1,
        "maximum": 100,
        "default": 10,
        "title": "Limit",
    }


def test_default_of_an_enumeration_stands_beside_the_reference() -> None:
    def endpoint(color: Color = Color.RED) -> None: ...

    (parameter,) = describe(endpoint)

    assert parameter["schema"] == {"$ref": "#/components/schemas/Color", "default": "red"}


def test_description_stands_in_parameter_and_schema() -> None:
    def endpoint(q: Annotated[str, Query(description="What to look for.", title="Query")]) -> None: ...

    (parameter,) = describe(endpoint)

    assert parameter["description"] == "What to look for."
    assert parameter["schema"] == {"type": "string", "title": "Query", "description": "What to look for."}


def test_deprecated_parameter_says_so() -> None:
    def endpoint(q: Annotated[str, Query(deprecated=True)] = "") -> None: ...

    (parameter,) = describe(endpoint)

    assert parameter["deprecated"] is True


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        pytest.param(
            Query(examples=["a"]), {"schema": {"type": "string", "examples": ["a"], "title": "Q"}}, id="of the schema"
        ),
        pytest.param(
            Query(openapi_examples={"a": {"value": Color.RED, "summary": None}}),
            {"examples": {"a": {"value": "red"}}, "schema": {"type": "string", "title": "Q"}},
            id="of the parameter",
        ),
    ],
)
def test_examples(marker: Any, expected: Json) -> None:
    def endpoint(q: Annotated[str, marker]) -> None: ...

    (parameter,) = describe(endpoint)

    assert parameter == {"name": "q", "in": "query", "required": True, **expected}


def test_deprecated_example_stands_beside_the_schema() -> None:
    with pytest.warns(FireweedDeprecationWarning):
        marker = Query(example="a")

    def endpoint(q: Annotated[str, marker]) -> None: ...

    assert describe(endpoint)[0]["example"] == "a"


def test_hidden_parameter_is_validated_only() -> None:
    def endpoint(q: Annotated[str, Query(include_in_schema=False)]) -> None: ...

    assert describe(endpoint) == []


@pytest.mark.parametrize(
    ("annotation", "name", "title"),
    [
        pytest.param(Annotated[str, Header()], "x-token-id", "X-Token-Id", id="header"),
        pytest.param(Annotated[str, Header(convert_underscores=False)], "x_token_id", "X Token Id", id="unconverted"),
        pytest.param(Annotated[str, Header(alias="X-Token")], "X-Token", "X-Token", id="header with alias"),
        pytest.param(Annotated[str, Query(alias="tokenId")], "tokenId", "Tokenid", id="query with alias"),
        pytest.param(Annotated[str, Cookie()], "x_token_id", "X Token Id", id="cookie"),
    ],
)
def test_name_is_that_of_the_request(annotation: Any, name: str, title: str) -> None:
    def endpoint(x_token_id: Any) -> None: ...

    endpoint.__annotations__["x_token_id"] = annotation

    (parameter,) = describe(endpoint)

    assert (parameter["name"], parameter["schema"]["title"]) == (name, title)


def test_path_parameter_with_an_alias() -> None:
    def endpoint(item: Annotated[int, Path(alias="item-id")]) -> None: ...

    (parameter,) = describe(endpoint, "/{item-id}")

    assert (parameter["name"], parameter["required"]) == ("item-id", True)
