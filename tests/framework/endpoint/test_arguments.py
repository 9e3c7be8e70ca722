from typing import Any

import pytest
from pydantic import BaseModel

from fireweed import Body, Depends
from fireweed.endpoint.arguments import (
    build_body_reader,
    build_scope_reader,
    build_step_validator,
    place_body,
    refuse,
    validate_inputs,
)
from fireweed.endpoint.inputs import BodyForm
from fireweed.exceptions import RequestValidationError
from fireweed.requests import BODY_KEY
from fireweed.types import Scope
from kit.asgi import http_scope
from kit.endpoints import JSON
from kit.plans import plan_for


class Item(BaseModel):
    name: str


def take_item(item: Item, q: int = 0) -> None: ...


def take_two(item: Item, count: int = Body(1)) -> None: ...


def post(headers: Any = JSON, query: str = "") -> Scope:
    return http_scope("POST", query=query, headers=headers)


def places(error: RequestValidationError) -> list[Any]:
    return [item["loc"] for item in error.errors()]


# From the scope alone...


def test_scope_becomes_arguments() -> None:
    def endpoint(a: int, b: str = "x") -> None: ...

    assert build_scope_reader(plan_for(endpoint))(http_scope(query="a=1")) == {"a": 1, "b": "x"}


def test_endpoint_without_parameters_reads_nothing() -> None:
    def endpoint() -> None: ...

    assert build_scope_reader(plan_for(endpoint))({}) == {}


def test_invalid_scope_is_refused_with_the_endpoint() -> None:
    def endpoint(a: int) -> None: ...

    with pytest.raises(RequestValidationError) as caught:
        build_scope_reader(plan_for(endpoint))(http_scope(query="a=x"))

    assert places(caught.value) == [("query", "a")]
    assert caught.value.body is None
    assert caught.value.endpoint_function == "endpoint"


# From the scope and the body...


def test_scope_and_body_become_arguments() -> None:
    read = build_body_reader(plan_for(take_item))

    assert read(post(query="q=2"), b'{"name": "tea"}') == {"item": Item(name="tea"), "q": 2}


def test_members_of_a_body_become_arguments() -> None:
    read = build_body_reader(plan_for(take_two))

    assert read(post(), b'{"item": {"name": "tea"}, "count": 2}') == {"item": Item(name="tea"), "count": 2}


def test_errors_of_scope_and_body_are_reported_together() -> None:
    with pytest.raises(RequestValidationError) as caught:
        build_body_reader(plan_for(take_item))(post(query="q=x"), b"{}")

    assert places(caught.value) == [("query", "q"), ("body", "name")]
    assert caught.value.body == {}


@pytest.mark.parametrize("endpoint", [take_item, take_two])
def test_malformed_body_is_reported_alone(endpoint: Any) -> None:
    with pytest.raises(RequestValidationError) as caught:
        build_body_reader(plan_for(endpoint))(post(query="q=x"), b'{"name"')

    assert places(caught.value) == [("body", 7)]
    assert caught.value.body == '{"name"'


def test_body_that_only_the_exact_parser_reads_is_valid() -> None:
    read = build_body_reader(plan_for(take_item))

    assert read(post(), '{"name": "té"}'.encode("utf-16")) == {"item": Item(name="té"), "q": 0}


# Placing the body...


@pytest.mark.parametrize("endpoint", [take_item, take_two])
def test_empty_body_counts_as_absent(endpoint: Any) -> None:
    plan, raw = plan_for(endpoint), dict[str, Any]()

    assert place_body(plan, post(), raw, b"") is plan.body_form
    assert raw == {}


@pytest.mark.parametrize(
    ("endpoint", "headers", "body", "form", "placed"),
    [
        (take_item, JSON, b"{}", BodyForm.JSON, b"{}"),
        (take_item, {}, b"{}", BodyForm.VALUE, b"{}"),
        (take_item, {"content-type": "text/plain"}, b"{}", BodyForm.VALUE, b"{}"),
        (take_two, JSON, b'{"a":1}', BodyForm.MEMBERS, {"a": 1}),
        (take_two, JSON, b"[1]", BodyForm.VALUE, [1]),
        (take_two, JSON, b"null", BodyForm.VALUE, None),
        (take_two, {}, b'{"a":1}', BodyForm.VALUE, b'{"a":1}'),
    ],
    ids=["json", "no-type", "text", "members", "list", "null", "members-no-type"],
)
def test_body_is_placed_by_its_media_type(
    endpoint: Any, headers: Any, body: bytes, form: BodyForm, placed: Any
) -> None:
    raw: dict[str, Any] = {}

    assert place_body(plan_for(endpoint), post(headers), raw, body) is form
    assert raw == {"body": placed}


def test_missing_media_type_is_json_if_the_route_says_so() -> None:
    raw: dict[str, Any] = {}

    assert place_body(plan_for(take_item, strict_content_type=False), post({}), raw, b"{}") is BodyForm.JSON


def test_body_is_kept_for_exception_handlers() -> None:
    scope = post()

    place_body(plan_for(take_item), scope, {}, b"{")

    assert scope[BODY_KEY] == b"{"


# The steps of a route with dependencies...


def dependency(a: int) -> int:
    return a


def independent(b: int) -> int:
    return b


def endpoint_with_steps(x: int = Depends(dependency), y: int = Depends(independent), c: int = 0) -> None: ...


def bodyless(*values: tuple[str, str]) -> dict[str, Any]:
    return {"query": dict(values)}


def test_every_step_gets_its_arguments() -> None:
    validate = build_step_validator(plan_for(endpoint_with_steps))

    assert validate(bodyless(("a", "1"), ("b", "2")), None) == ([{"a": 1}, {"b": 2}, {"c": 0}], [])


def test_step_without_inputs_gets_no_arguments() -> None:
    def endpoint(x: int = Depends(lambda: 1)) -> None: ...

    assert build_step_validator(plan_for(endpoint))({}, None) == ([{}, {}], [])


def test_invalid_step_has_no_arguments_and_the_others_have() -> None:
    validate = build_step_validator(plan_for(endpoint_with_steps))

    arguments, errors = validate(bodyless(("a", "x"), ("b", "2"), ("c", "y")), None)

    assert arguments == [None, {"b": 2}, None]
    assert [error["loc"] for error in errors] == [("query", "a"), ("query", "c")]


def with_body(item: Item, x: int = Depends(dependency)) -> None: ...


def test_body_of_a_step_is_explained() -> None:
    validate = build_step_validator(plan_for(with_body))

    arguments, errors = validate({"query": {"a": "1"}, "body": b"{}"}, BodyForm.JSON)

    assert arguments == [{"a": 1}, None]
    assert [error["loc"] for error in errors] == [("body", "name")]


def test_malformed_body_of_a_step_is_reported_alone() -> None:
    validate = build_step_validator(plan_for(with_body))

    with pytest.raises(RequestValidationError) as caught:
        validate({"query": {"a": "x"}, "body": b"{"}, BodyForm.JSON)

    assert places(caught.value) == [("body", 1)]


def test_single_callable_is_validated_as_the_body_stands() -> None:
    inputs = plan_for(take_item).endpoint.inputs
    assert inputs is not None

    assert validate_inputs(inputs, {"body": b'{"name": "a"}'}, BodyForm.JSON) == ({"item": Item(name="a"), "q": 0}, [])
    assert validate_inputs(inputs, {"body": {"name": "a"}}, BodyForm.VALUE) == ({"item": Item(name="a"), "q": 0}, [])


def test_refusal_knows_body_and_endpoint() -> None:
    with pytest.raises(RequestValidationError) as caught:
        refuse(plan_for(take_item), [{"loc": ("x",)}], {"body": b"[1]"}, BodyForm.JSON)

    assert caught.value.errors() == [{"loc": ("x",)}]
    assert caught.value.body == [1]
    assert caught.value.endpoint_function == "take_item"
