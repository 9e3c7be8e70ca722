import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Json, ValidationError

from fireweed import Body, Header, Query
from fireweed.endpoint.errors import (
    MalformedBody,
    describe_body,
    locate_error,
    parse_document,
    parse_members,
    refuse_lenient_document,
    validate_again,
    validate_values,
    validate_without_members,
)
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.inputs import BodyForm, Inputs
from fireweed.exceptions import BaseHTTPException, RequestValidationError
from kit.asgi import http_scope
from kit.endpoints import missing

LONE_SURROGATE = b'{"name": "\\ud800"}'
DEEP = b"[" * 300 + b"]" * 300
TOO_DEEP = b"[" * 200_000


class Item(BaseModel):
    name: str
    price: float = 1.0


class Strict(BaseModel):
    model_config = ConfigDict(strict=True)

    day: date
    count: int


def build(call: Callable[..., Any], form: BodyForm = BodyForm.JSON) -> Inputs:
    inputs = GraphBuilder().build_call(call).get_inputs(form)
    assert inputs is not None
    return inputs


def again(inputs: Inputs, raw: dict[str, Any]) -> Any:
    """What the second validation says after the first one has failed."""
    with pytest.raises(ValidationError) as caught:
        inputs.validate(raw)
    return validate_again(inputs, raw, caught.value)


def take_item(item: Item) -> None: ...


# Values...


def test_valid_values_become_arguments() -> None:
    def endpoint(a: int) -> None: ...

    assert validate_values(build(endpoint), {"query": {"a": "1"}}) == ({"a": 1}, [])


def test_errors_are_presented_as_clients_know_them() -> None:
    def endpoint(a: int, b: int, c: list[int] = Query(), x_d: list[int] = Header()) -> None: ...

    raw = {"query": {"a": "x"}, "query_lists": {"c": ["1", "y"]}, "header_lists": {}}
    arguments, errors = validate_values(build(endpoint), raw)

    assert arguments is None
    assert [(error["loc"], error["input"]) for error in errors] == [
        (("query", "a"), "x"),
        (("query", "b"), None),
        (("query", "c", 1), "y"),
        (("header", "x-d"), None),
    ]
    assert list(errors[0]) == ["type", "loc", "msg", "input"]


def test_object_with_attributes_is_no_error() -> None:
    class Like:
        name = "tea"
        price = 2

    assert validate_values(build(take_item), {"body": Like()}) == (
        {"item": Item(name="tea", price=2)},
        [],
    )


@pytest.mark.parametrize(
    ("marker", "location"),
    [
        (Query("x", validate_default=True), ("query", "query")),
        (Header("x", alias="X-A", validate_default=True), ("header", "X-A")),
        (Body("x", validate_default=True), ("body",)),
    ],
    ids=["query", "header", "body"],
)
def test_invalid_default_is_an_error_of_its_parameter(marker: Any, location: tuple[str, ...]) -> None:
    def endpoint(query: Any = marker) -> None: ...

    endpoint.__annotations__["query"] = int

    _, errors = validate_values(build(endpoint), {})

    assert [(error["type"], error["loc"]) for error in errors] == [("int_parsing", location)]


def test_invalid_default_of_a_member_is_an_error_of_the_member() -> None:
    def endpoint(a: int = Body("x", validate_default=True), b: int = Body(1)) -> None: ...

    _, errors = validate_values(build(endpoint, BodyForm.MEMBERS), {})

    assert [error["loc"] for error in errors] == [("body", "a")]


# JSON that does not fit...


def test_document_is_explained_as_a_value() -> None:
    arguments, errors = again(build(take_item), {"body": b'{"price": "dear"}'})

    assert arguments is None
    assert [(error["type"], error["loc"], error["input"]) for error in errors] == [
        ("missing", ("body", "name"), {"price": "dear"}),
        ("float_parsing", ("body", "price"), "dear"),
    ]


def test_absent_body_is_missing() -> None:
    assert again(build(take_item), {}) == (None, [{**missing("body"), "loc": ("body",)}])


def test_strict_model_is_held_to_the_rules_of_json() -> None:
    def endpoint(item: Strict) -> None: ...

    _, errors = again(build(endpoint), {"body": b'{"day": "2026-01-02", "count": "1"}'})

    assert [error["loc"] for error in errors] == [("body", "count")]


def test_strict_container_is_explained_by_json_alone() -> None:
    class Numbers(BaseModel):
        model_config = ConfigDict(strict=True)
        numbers: tuple[int, ...]
        name: str

    def endpoint(item: Numbers) -> None: ...

    _, errors = again(build(endpoint), {"body": b'{"numbers": ["1", 2], "name": 3}'})

    assert [(error["type"], error["loc"]) for error in errors] == [
        ("int_type", ("body", "numbers", 0)),
        ("string_type", ("body", "name")),
    ]


def test_member_given_twice_is_explained_once() -> None:
    def endpoint(item: dict[int, int]) -> None: ...

    _, errors = again(build(endpoint), {"body": b'{"a": 1, "a": 2}'})

    assert [error["loc"] for error in errors] == [("body", "a", "[key]")]


def test_invalid_value_that_a_later_one_replaces_does_not_matter() -> None:
    def endpoint(item: dict[str, int]) -> None: ...

    assert again(build(endpoint), {"body": b'{"a": "x", "a": 2}'}) == ({"item": {"a": 2}}, [])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-8-sig"])
def test_json_in_another_encoding_is_read(encoding: str) -> None:
    document = '{"name": "té"}'.encode(encoding)

    assert again(build(take_item), {"body": document}) == ({"item": Item(name="té")}, [])


@pytest.mark.parametrize("document", [LONE_SURROGATE, DEEP], ids=["surrogate", "deep"])
def test_document_that_only_python_reads_is_malformed(document: bytes) -> None:
    with pytest.raises(MalformedBody) as caught:
        again(build(take_item), {"body": document})

    assert caught.value.details["type"] == "json_invalid"
    assert caught.value.details["loc"] == ("body", 0)


def test_json_inside_of_json_is_no_malformed_body() -> None:
    def endpoint(item: Json[Item]) -> None: ...

    _, errors = again(build(endpoint), {"body": b'"{"'})

    assert [(error["type"], error["loc"]) for error in errors] == [("json_invalid", ("body",))]


# Members...


def take_two(item: Item, count: int = Body(3, alias="n"), q: int = 0) -> None: ...


@pytest.mark.parametrize("document", [None, [1], "text", 1, True], ids=repr)
def test_document_that_is_no_object_lacks_every_member(document: Any) -> None:
    arguments, errors = validate_without_members(build(take_two, BodyForm.MEMBERS), {"body": document})

    assert arguments is None
    assert [error["loc"] for error in errors] == [("body", "item"), ("body", "n")]


def test_errors_of_other_sources_come_first() -> None:
    _, errors = validate_without_members(build(take_two, BodyForm.MEMBERS), {"body": [1], "query": {"q": "x"}})

    assert [error["loc"] for error in errors] == [("query", "q"), ("body", "item"), ("body", "n")]


def test_callable_without_members_does_not_mind() -> None:
    def endpoint(q: int) -> None: ...

    inputs = build(endpoint, BodyForm.MEMBERS)

    assert validate_without_members(inputs, {"body": [1], "query": {"q": "1"}}) == ({"q": 1}, [])


def test_body_that_is_no_json_counts_as_an_empty_object() -> None:
    _, errors = validate_without_members(build(take_two, BodyForm.MEMBERS), {"body": b"text"})

    assert [error["loc"] for error in errors] == [("body", "item")]


# Parsing...


@pytest.mark.parametrize(
    ("document", "position", "problem"),
    [
        (b'{"a": }', 6, "Expecting value"),
        (b"{", 1, "Expecting property name enclosed in double quotes"),
        (b"[1] x", 4, "Extra data"),
        (b"'a'", 0, "Expecting value"),
        (b"  ", 2, "Expecting value"),
        (b'"\x01"', 1, "Invalid control character at"),
        (b'"abc', 0, "Unterminated string starting at"),
    ],
)
def test_malformed_document_is_refused_with_its_position(document: bytes, position: int, problem: str) -> None:
    with pytest.raises(MalformedBody) as caught:
        parse_document(document)

    assert caught.value.document == document.decode()
    assert caught.value.details == {
        "type": "json_invalid",
        "loc": ("body", position),
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": problem},
    }


@pytest.mark.parametrize(
    "document", [b"\xff\xfe\xff", b'"\xc3"', TOO_DEEP, b"9" * 5000], ids=["odd", "cut", "deep", "digits"]
)
def test_document_that_cannot_be_read_is_400(document: bytes) -> None:
    with pytest.raises(BaseHTTPException) as caught:
        parse_document(document)

    assert (caught.value.status_code, caught.value.detail) == (400, "There was an error parsing the body")


@pytest.mark.parametrize("parse", [parse_document, parse_members])
@pytest.mark.parametrize("value", [{"a": [1, None, "é"]}, [1], "text", None, 1.5], ids=repr)
def test_document_is_parsed(parse: Callable[[bytes], Any], value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


def test_last_of_repeated_members_counts() -> None:
    assert parse_members(b'{"a": 1, "a": 2}') == {"a": 2}


def test_members_in_another_encoding_are_read() -> None:
    assert parse_members('{"a": "é"}'.encode("utf-16")) == {"a": "é"}


@pytest.mark.parametrize(
    "document", [LONE_SURROGATE, DEEP, b'"\xed\xa0\x80"'], ids=["surrogate", "deep", "raw-surrogate"]
)
def test_members_that_only_python_reads_are_malformed(document: bytes) -> None:
    with pytest.raises(MalformedBody):
        parse_members(document)


def test_document_of_a_refusal_can_be_written() -> None:
    with pytest.raises(MalformedBody) as caught:
        refuse_lenient_document(b'"\xed\xa0\x80"')

    assert caught.value.document == '"?"'


@pytest.mark.parametrize(
    "document", [b"[NaN]", '"é"'.encode("utf-16"), b'\xef\xbb\xbf{"a": 1}'], ids=["nan", "utf-16", "bom"]
)
def test_harmless_document_passes(document: bytes) -> None:
    refuse_lenient_document(document)


# What an error knows...


@pytest.mark.parametrize(
    ("raw", "form", "body"),
    [
        ({}, None, None),
        ({}, BodyForm.JSON, None),
        ({"body": b'{"a": 1}'}, BodyForm.JSON, {"a": 1}),
        ({"body": b"text"}, BodyForm.VALUE, b"text"),
        ({"body": {"a": 1}}, BodyForm.MEMBERS, {"a": 1}),
        ({"body": [1]}, BodyForm.VALUE, [1]),
    ],
    ids=["no-body", "absent", "json", "text", "members", "no-members"],
)
def test_body_is_described_as_it_was_parsed(raw: dict[str, Any], form: BodyForm | None, body: Any) -> None:
    assert describe_body(raw, form) == body


def test_error_learns_the_whole_path() -> None:
    error = RequestValidationError([], endpoint_ctx={"path": "/items/{id}"})

    locate_error(error, {"path": "/items/{id}"}, http_scope("PUT", root_path="/api"))
    locate_error(error, {"path": "/items/{id}"}, http_scope("PUT", root_path="/api"))

    assert error.endpoint_path == "PUT /api/items/{id}"


@pytest.mark.parametrize("path", [None, "GET /other"], ids=["none", "own"])
def test_error_of_the_application_keeps_its_path(path: str | None) -> None:
    error = RequestValidationError([], endpoint_ctx={"path": path} if path else None)

    locate_error(error, {"path": "/items"}, http_scope())

    assert error.endpoint_path == path
