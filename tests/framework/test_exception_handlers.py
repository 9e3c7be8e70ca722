import json
from typing import Any

import pytest

from fireweed.exception_handlers import http_exception_handler, request_validation_exception_handler
from fireweed.exceptions import HTTPException, RequestValidationError
from fireweed.requests import Request
from kit.asgi import http_scope


def request() -> Request:
    return Request(http_scope())


def error_with(input: Any, **more: Any) -> RequestValidationError:
    return RequestValidationError([{"type": "t", "loc": ("body",), "msg": "m", "input": input, **more}])


async def answer(error: RequestValidationError) -> Any:
    response = await request_validation_exception_handler(request(), error)
    assert response.status_code == 422
    return json.loads(response.body)["detail"]


async def test_http_exception_becomes_a_detail() -> None:
    response = await http_exception_handler(request(), HTTPException(404, {"id": [1]}, {"x-a": "b"}))

    assert (response.status_code, response.body) == (404, b'{"detail":{"id":[1]}}')
    assert response.headers["x-a"] == "b"


@pytest.mark.parametrize("status", [101, 204, 205, 304])
async def test_http_exception_without_content_has_no_body(status: int) -> None:
    response = await http_exception_handler(request(), HTTPException(status, "x", {"etag": "a"}))

    assert (response.status_code, response.body) == (status, b"")
    assert response.headers["etag"] == "a"
    assert "content-type" not in response.headers


async def test_validation_error_becomes_a_list_of_details() -> None:
    assert await answer(error_with({"a": [1]})) == [{"type": "t", "loc": ["body"], "msg": "m", "input": {"a": [1]}}]


async def test_exception_in_the_context_becomes_an_empty_object() -> None:
    assert (await answer(error_with("-1", ctx={"error": ValueError("neg")})))[0]["ctx"] == {"error": {}}


@pytest.mark.parametrize(
    ("input", "written"),
    [
        (float("nan"), None),
        (float("inf"), None),
        (float("-inf"), None),
        ({"price": float("nan"), "name": "tea"}, {"price": None, "name": "tea"}),
        ([1.5, [float("inf")]], [1.5, [None]]),
        ("\ud800", "?"),
        ({"\udfff": 1}, {"?": 1}),
        (b"\xff", "\ufffd"),
    ],
    ids=["nan", "inf", "minus-inf", "in-dict", "in-list", "surrogate", "surrogate-key", "bytes"],
)
async def test_input_that_json_cannot_hold_is_written_as_far_as_possible(input: Any, written: Any) -> None:
    assert (await answer(error_with(input)))[0]["input"] == written


async def test_bound_that_json_cannot_hold_is_null() -> None:
    assert (await answer(error_with(1, ctx={"lt": float("-inf")})))[0]["ctx"] == {"lt": None}


def nest(depth: int) -> list[Any]:
    nested: list[Any] = []
    for _ in range(depth):
        nested = [nested]
    return nested


@pytest.mark.parametrize("input", [nest(200_000), object(), {(1, 2): 3}], ids=["deep", "unknown", "key"])
async def test_input_that_cannot_be_written_is_null(input: Any) -> None:
    assert await answer(error_with(input)) == [{"type": "t", "loc": ["body"], "msg": "m", "input": None}]


async def test_errors_of_another_form_are_written_too() -> None:
    assert await answer(RequestValidationError(["wrong", float("nan")])) == ["wrong", None]
