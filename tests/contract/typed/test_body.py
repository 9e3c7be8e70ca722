"""A body of one parameter: the whole JSON document is its value."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Json, RootModel, model_validator
from typing_extensions import TypedDict

from fireweed import APIRouter, Body, Fireweed
from fireweed.testclient import TestClient
from kit.endpoints import JSON, details, locations, missing, serve


class Inner(BaseModel):
    q: int


class Item(BaseModel):
    name: str
    price: float = 0
    tags: list[str] = []
    inner: Inner | None = None


@dataclass
class Row:
    a: int


class Options(TypedDict):
    a: int


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    name: str


NOT_A_MODEL = "Input should be a valid dictionary or object to extract fields from"
NOT_A_NUMBER = "Input should be a valid number, unable to parse string as a number"
FULL = {"name": "a", "price": 0.0, "tags": [], "inner": None}


def serve_body(annotation: Any, default: Any = ..., **options: Any) -> TestClient:
    """A client for `POST /` with one body parameter, which is answered."""

    def endpoint(item: Any) -> Any:
        return item

    endpoint.__annotations__["item"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    return serve(endpoint, method="POST", **options)


def malformed(position: int, problem: str) -> dict[str, Any]:
    return {
        "type": "json_invalid",
        "loc": ["body", position],
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": problem},
    }


def not_a_model(input: Any) -> dict[str, Any]:
    return {"type": "model_attributes_type", "loc": ["body"], "msg": NOT_A_MODEL, "input": input}


# What is accepted...


@pytest.mark.parametrize(
    ("annotation", "document"),
    [
        (Item, {"name": "a", "price": 1.5, "tags": ["x"], "inner": {"q": 1}}),
        (Item | None, None),
        (list[Inner], [{"q": 1}, {"q": 2}]),
        (dict[str, Inner], {"a": {"q": 1}}),
        (dict[str, Any], {"a": [1, 2.5, None, "x"]}),
        (list, [1, "x"]),
        (tuple[int, Inner], [1, {"q": 1}]),
        (Row, {"a": 1}),
        (Options, {"a": 1}),
        (RootModel[list[int]], [1, 2]),
        (Annotated[int, Body()], 5),
        (Annotated[str, Body()], "text"),
        (Annotated[bool, Body()], True),
        (Annotated[Any, Body()], {"a": [None]}),
        (Annotated[Any, Body()], None),
        (Annotated[int | str, Body()], "x"),
        (Cat | Dog, {"kind": "dog", "name": "rex"}),
    ],
    ids=str,
)
def test_document_is_the_value(annotation: Any, document: Any) -> None:
    assert serve_body(annotation).post("/", content=json.dumps(document), headers=JSON).json() == document


@pytest.mark.parametrize(
    ("annotation", "document", "value"),
    [
        (Item, {"name": "a"}, FULL),
        (Item, {"name": "a", "price": "2", "unknown": 1}, {**FULL, "price": 2.0}),
        (list[int], ["1", 2], [1, 2]),
        (set[int], [1, 1], [1]),
        (dict[int, float], {"1": "2"}, {"1": 2.0}),
        (Annotated[date, Body()], "2026-01-02", "2026-01-02"),
        (Annotated[bytes, Body()], "abc", "abc"),
    ],
    ids=str,
)
def test_document_is_converted(annotation: Any, document: Any, value: Any) -> None:
    assert serve_body(annotation).post("/", json=document).json() == value


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "POST"])
def test_every_method_may_have_a_body(method: str) -> None:
    def endpoint(item: Item) -> Item:
        return item

    assert serve(endpoint, method=method).request(method, "/", json={"name": "a"}).json() == FULL


def test_fields_that_were_set_are_known() -> None:
    def endpoint(item: Item) -> dict[str, Any]:
        return item.model_dump(exclude_unset=True)

    assert serve(endpoint, method="PATCH").patch("/", json={"name": "a", "price": 0}).json() == {
        "name": "a",
        "price": 0.0,
    }


@pytest.mark.parametrize("space", [b"\n", b" \t\r\n"])
def test_space_around_the_document_does_not_matter(space: bytes) -> None:
    assert serve_body(Item).post("/", content=space + b'{"name":"a"}' + space, headers=JSON).json() == FULL


def test_last_of_repeated_members_counts() -> None:
    assert serve_body(Item).post("/", content=b'{"name":1,"name":"a"}', headers=JSON).json() == FULL


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_document_in_another_encoding_is_read(encoding: str) -> None:
    content = '{"name":"té"}'.encode(encoding)

    assert serve_body(Item).post("/", content=content, headers=JSON).json() == {**FULL, "name": "té"}


def test_body_is_read_in_pieces() -> None:
    assert serve_body(Item).post("/", content=iter([b'{"na', b"", b'me":"a"}']), headers=JSON).json() == FULL


# What is absent...


def test_absent_body_is_missing() -> None:
    assert details(serve_body(Item).post("/")) == [missing("body")]
    assert details(serve_body(Item | None).post("/")) == [missing("body")]


@pytest.mark.parametrize(
    ("annotation", "default", "value"),
    [
        (Item | None, None, None),
        (Annotated[int, Body()], 5, 5),
        (int, Body(5), 5),
        (list[int], [1], [1]),
        (Annotated[dict[str, int], Body(default_factory=dict)], ..., {}),
    ],
    ids=str,
)
def test_absent_body_is_its_default(annotation: Any, default: Any, value: Any) -> None:
    assert serve_body(annotation, default).post("/").json() == value


def test_null_is_a_value_and_not_the_default() -> None:
    assert serve_body(Annotated[Any, Body()], 5).post("/", content=b"null", headers=JSON).json() is None
    assert details(serve_body(Item, None).post("/", content=b"null", headers=JSON)) == [not_a_model(None)]


# What is invalid...


@pytest.mark.parametrize(
    ("content", "errors"),
    [
        (b"", [missing("body")]),
        (b"null", [not_a_model(None)]),
        (b"[1]", [not_a_model([1])]),
        (b'"s"', [not_a_model("s")]),
        (b"1", [not_a_model(1)]),
        (b"{}", [missing("body", "name", input={})]),
        (
            b'{"name":1}',
            [{"type": "string_type", "loc": ["body", "name"], "msg": "Input should be a valid string", "input": 1}],
        ),
        (
            b'{"name":"a","price":"dear","tags":1,"inner":{"q":"z"}}',
            [
                {"type": "float_parsing", "loc": ["body", "price"], "msg": NOT_A_NUMBER, "input": "dear"},
                {"type": "list_type", "loc": ["body", "tags"], "msg": "Input should be a valid list", "input": 1},
                {
                    "type": "int_parsing",
                    "loc": ["body", "inner", "q"],
                    "msg": "Input should be a valid integer, unable to parse string as an integer",
                    "input": "z",
                },
            ],
        ),
        (b'{"name":1', [malformed(9, "Expecting ',' delimiter")]),
        (b'{"name":"a"} x', [malformed(13, "Extra data")]),
        (b"'a'", [malformed(0, "Expecting value")]),
        (b" ", [malformed(1, "Expecting value")]),
        (b"\x00", [malformed(0, "Expecting value")]),
        (b'{"name":"\x01"}', [malformed(9, "Invalid control character at")]),
    ],
    ids=lambda value: value.decode("latin-1")[:30] if isinstance(value, bytes) else "",
)
def test_invalid_document_is_exact_errors(content: bytes, errors: list[Any]) -> None:
    assert details(serve_body(Item).post("/", content=content, headers=JSON)) == errors


@pytest.mark.parametrize(
    ("annotation", "document", "errors"),
    [
        (list[Item], [{"name": "a"}, {}], [("missing", ["body", 1, "name"])]),
        (dict[str, int], {"a": "x"}, [("int_parsing", ["body", "a"])]),
        (dict[int, int], {"x": 1}, [("int_parsing", ["body", "x", "[key]"])]),
        (Annotated[int, Body()], "x", [("int_parsing", ["body"])]),
        (Annotated[int, Body(gt=1)], 1, [("greater_than", ["body"])]),
        (Annotated[list[int], Field(min_length=1), Body()], [], [("too_short", ["body"])]),
        (Annotated[Cat | Dog, Body(discriminator="kind")], {"kind": "x"}, [("union_tag_invalid", ["body"])]),
        (Annotated[Cat | Dog, Field(discriminator="kind")], {"kind": "cat"}, [("missing", ["body", "cat", "lives"])]),
        (
            Cat | Dog,
            {"kind": "cat"},
            [
                ("missing", ["body", "Cat", "lives"]),
                ("literal_error", ["body", "Dog", "kind"]),
                ("missing", ["body", "Dog", "name"]),
            ],
        ),
        (Annotated[bytes, Body()], 1, [("bytes_type", ["body"])]),
        (Row, {"a": "x"}, [("int_parsing", ["body", "a"])]),
    ],
    ids=str,
)
def test_invalid_document_is_located(annotation: Any, document: Any, errors: Any) -> None:
    assert locations(serve_body(annotation).post("/", json=document)) == errors


def test_extra_members_may_be_forbidden() -> None:
    class Closed(BaseModel):
        model_config = ConfigDict(extra="forbid")

    assert details(serve_body(Closed).post("/", json={"a": 1})) == [
        {"type": "extra_forbidden", "loc": ["body", "a"], "msg": "Extra inputs are not permitted", "input": 1}
    ]


def test_alias_of_a_field_is_in_the_location() -> None:
    class Aliased(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        a: int = Field(alias="aB")

    client = serve_body(Aliased)

    assert client.post("/", json={"a": 1}).json() == {"aB": 1}
    assert locations(client.post("/", json={"aB": "x"})) == [("int_parsing", ["body", "aB"])]


def test_error_of_a_validator_is_located() -> None:
    class Checked(BaseModel):
        a: int

        @model_validator(mode="after")
        def check(self) -> "Checked":
            if self.a == 9:
                raise ValueError("nine")
            return self

    assert details(serve_body(Checked).post("/", json={"a": 9})) == [
        {"type": "value_error", "loc": ["body"], "msg": "Value error, nine", "input": {"a": 9}, "ctx": {"error": {}}}
    ]


def test_validator_before_the_model_sees_what_was_sent() -> None:
    def wrap(value: Any) -> Any:
        return {"name": type(value).__name__}

    client = serve_body(Annotated[Item, BeforeValidator(wrap)])

    assert client.post("/", json=[1]).json()["name"] == "list"
    assert client.post("/", content=b"text", headers={"content-type": "text/plain"}).json()["name"] == "bytes"


def test_validator_after_the_model_decides() -> None:
    client = serve_body(Annotated[Item, AfterValidator(lambda item: item.name)])

    assert client.post("/", json={"name": "a"}).json() == "a"


def test_strict_model_takes_what_json_can_say() -> None:
    class Strict(BaseModel):
        model_config = ConfigDict(strict=True)
        day: date
        numbers: tuple[int, ...]

    client = serve_body(Strict)

    assert client.post("/", json={"day": "2026-01-02", "numbers": [1]}).status_code == 200
    assert locations(client.post("/", json={"day": "2026-01-02", "numbers": ["1"]})) == [
        ("int_type", ["body", "numbers", 0])
    ]


def test_json_inside_of_a_json_string_is_parsed() -> None:
    client = serve_body(Json[Item])

    assert client.post("/", json='{"name":"a"}').json() == FULL
    assert locations(client.post("/", json={"name": "a"})) == [("json_type", ["body"])]


# Media types...


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "APPLICATION/JSON",
        "application/json; charset=latin-1",
        "application/vnd.api+json",
        "application/problem+JSON; a=b",
    ],
)
def test_json_is_known_by_its_media_type(content_type: str) -> None:
    response = serve_body(Item).post("/", content=b'{"name":"a"}', headers={"content-type": content_type})

    assert response.json() == FULL


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/json2", "text/json", "application", "multipart/form-data", "*/*"]
)
def test_other_media_types_are_not_parsed(content_type: str | None) -> None:
    headers = {"content-type": content_type} if content_type else {}

    response = serve_body(Item).post("/", content=b'{"name":"a"}', headers=headers)

    assert details(response) == [not_a_model('{"name":"a"}')]


@pytest.mark.parametrize(("annotation", "value"), [(bytes, "raw"), (str, "raw"), (Any, "raw")])
def test_other_media_types_are_bytes(annotation: Any, value: str) -> None:
    client = serve_body(Annotated[annotation, Body()])

    assert client.post("/", content=b"raw", headers={"content-type": "text/plain"}).json() == value


def test_missing_media_type_is_json_if_the_application_says_so() -> None:
    app = Fireweed(strict_content_type=False)

    @app.post("/")
    def endpoint(item: Item) -> Item:
        return item

    client = TestClient(app)

    assert client.post("/", content=b'{"name":"a"}').json() == FULL
    assert client.post("/", content=b'{"name":"a"}', headers={"content-type": "text/plain"}).status_code == 422


def test_innermost_router_decides_about_a_missing_media_type() -> None:
    app = Fireweed(strict_content_type=False)
    router = APIRouter(strict_content_type=True)

    @router.post("/")
    def endpoint(item: Item) -> Item:
        return item

    app.include_router(router)

    assert TestClient(app).post("/", content=b'{"name":"a"}').status_code == 422
