"""How an inner option meets an outer one, and the refusal of options that do not exist."""

from typing import Any

import pytest

from fireweed import Depends
from fireweed.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fireweed.routing.options import Inherited, RouteOptions, RouterOptions, check_options


def outer_id(_: Any) -> str:
    return "outer"


def inner_id(_: Any) -> str:
    return "inner"


def first() -> None: ...


def second() -> None: ...


def merge(outer: dict[str, Any], inner: dict[str, Any]) -> Inherited:
    return Inherited.of(outer).around(Inherited.of(inner))


def test_prefixes_are_joined() -> None:
    assert merge({"prefix": "/a"}, {"prefix": "/b"}).prefix == "/a/b"


def test_outer_tags_come_first() -> None:
    assert merge({"tags": ["a", "b"]}, {"tags": ["c", "a"]}).tags == ["a", "b", "c", "a"]


def test_outer_dependencies_come_first() -> None:
    merged = merge({"dependencies": [Depends(first)]}, {"dependencies": [Depends(second)]})

    assert [marker.dependency for marker in merged.dependencies] == [first, second]


def test_inner_responses_win() -> None:
    merged = merge({"responses": {400: {"a": 1}, 401: {"a": 1}}}, {"responses": {401: {"b": 2}, "4XX": {}}})

    assert merged.responses == {400: {"a": 1}, 401: {"b": 2}, "4XX": {}}


@pytest.mark.parametrize(
    ("outer", "inner", "merged"), [(True, None, True), (None, True, True), (None, None, None), (True, False, True)]
)
def test_one_deprecated_is_enough(outer: bool | None, inner: bool | None, merged: bool | None) -> None:
    assert merge({"deprecated": outer}, {"deprecated": inner}).deprecated is merged


@pytest.mark.parametrize(("outer", "inner"), [(True, False), (False, True), (False, False)])
def test_one_that_is_left_out_of_the_document_is_enough(outer: bool, inner: bool) -> None:
    assert not merge({"include_in_schema": outer}, {"include_in_schema": inner}).include_in_schema


@pytest.mark.parametrize(
    ("outer", "inner", "merged"),
    [
        ({}, {}, JSONResponse),
        ({"default_response_class": HTMLResponse}, {}, HTMLResponse),
        ({"default_response_class": HTMLResponse}, {"response_class": PlainTextResponse}, PlainTextResponse),
        ({"default_response_class": HTMLResponse}, {"default_response_class": JSONResponse}, JSONResponse),
    ],
    ids=["nobody", "outer", "inner", "inner-says-the-default"],
)
def test_innermost_response_class_counts(outer: dict[str, Any], inner: dict[str, Any], merged: type) -> None:
    chosen: Any = merge(outer, inner).response_class

    assert getattr(chosen, "value", chosen) is merged


@pytest.mark.parametrize(("inner", "merged"), [({}, outer_id), ({"generate_unique_id_function": inner_id}, inner_id)])
def test_innermost_unique_id_function_counts(inner: dict[str, Any], merged: Any) -> None:
    assert merge({"generate_unique_id_function": outer_id}, inner).generate_unique_id_function is merged


@pytest.mark.parametrize(("inner", "merged"), [({}, False), ({"strict_content_type": True}, True)])
def test_innermost_strictness_counts(inner: dict[str, Any], merged: bool) -> None:
    assert merge({"strict_content_type": False}, inner).strict_content_type is merged


@pytest.mark.parametrize(("inner", "merged"), [({}, False), ({"response_validation": True}, True)])
def test_innermost_validation_of_responses_counts(inner: dict[str, Any], merged: bool) -> None:
    assert merge({"response_validation": False}, inner).response_validation is merged


def test_merging_changes_neither() -> None:
    outer, inner = Inherited.of({"tags": ["a"], "responses": {400: {}}}), Inherited.of({"tags": ["b"]})

    outer.around(inner)

    assert (outer.tags, outer.responses, inner.tags) == (["a"], {400: {}}, ["b"])


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("resposne_model", "The path operation '/' has no option 'resposne_model'. Did you mean 'response_model'?"),
        ("zzz", "The path operation '/' has no option 'zzz'."),
    ],
    ids=["suggestion", "nothing-like-it"],
)
def test_refuses_an_unknown_option(option: str, message: str) -> None:
    with pytest.raises(TypeError) as caught:
        check_options({option: 1}, RouteOptions, "The path operation '/'")

    assert str(caught.value) == message


def test_takes_options_of_all_levels() -> None:
    check_options({"prefix": "/a", "tags": []}, RouterOptions, "APIRouter")
