"""Looking into dependencies and filling in calls, by the names of FastAPI's `dependencies.utils`."""

from datetime import date
from typing import Annotated, Any, ForwardRef

import pytest

from fireweed import Depends, Request, Security
from fireweed.compat.dependencies import (
    create_model_field,
    ensure_multipart_is_installed,
    get_dependant,
    get_flat_params,
    get_parameterless_sub_dependant,
    get_typed_annotation,
    get_validation_alias,
    serialize_response,
)
from fireweed.exceptions import ResponseValidationError


def get_limit(limit: int = 10) -> int:
    return limit


def get_page(shelf: str, limit: Annotated[int, Depends(get_limit)]) -> tuple[str, int]:
    return shelf, limit


def build_request(query: bytes = b"", path_params: dict[str, str] | None = None) -> Request:
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": []}
    return Request({**scope, "path_params": path_params or {}})


def test_shows_what_a_callable_asks_for() -> None:
    dependant = get_dependant(path="/{shelf}", call=get_page, name="page", use_cache=False)

    [inner] = dependant.dependencies
    assert (dependant.call, dependant.name, dependant.use_cache) == (get_page, "page", False)
    assert [field.name for field in dependant.path_params] == ["shelf"]
    assert (inner.call, [field.name for field in inner.query_params]) == (get_limit, ["limit"])


def test_scopes_of_dependents_are_handed_down() -> None:
    def get_user(token: Annotated[int, Security(get_limit, scopes=["read"])]) -> None: ...

    dependant = get_dependant(path="/", call=get_user, own_oauth_scopes=["me"], parent_oauth_scopes=["all"])

    [inner] = dependant.dependencies
    assert (inner.parent_oauth_scopes, inner.own_oauth_scopes) == (("all", "me"), ("read",))


def test_shows_a_dependency_that_no_parameter_takes() -> None:
    dependant = get_parameterless_sub_dependant(depends=Security(get_limit, scopes=["a"]), path="/")

    assert (dependant.call, dependant.name, dependant.own_oauth_scopes) == (get_limit, None, ("a",))


def test_refuses_a_dependency_that_cannot_be_called() -> None:
    with pytest.raises(AssertionError, match="callable dependency"):
        get_parameterless_sub_dependant(depends=Depends(), path="/")


def test_lists_parameters_of_dependencies_too() -> None:
    parameters = get_flat_params(get_dependant(path="/{shelf}", call=get_page))

    assert [get_validation_alias(parameter) for parameter in parameters] == ["shelf", "limit"]


@pytest.mark.parametrize("annotation", [int, "int", ForwardRef("int")])
def test_evaluates_annotations(annotation: Any) -> None:
    assert get_typed_annotation(annotation, {}) is int


def test_forms_need_nothing_else() -> None:
    ensure_multipart_is_installed()


def test_field_validates() -> None:
    field = create_model_field("size", int, default=3)

    assert (field.validate("4"), field.get_default(), field.alias) == ((4, []), 3, "size")
    assert create_model_field("size", int, alias="Size").alias == "Size"
    assert create_model_field("size", int, field_info=field.field_info).default == 3


# Serializing


async def test_serializes_what_no_field_describes() -> None:
    assert await serialize_response(response_content={"at": date(2026, 1, 2)}) == {"at": "2026-01-02"}


@pytest.mark.parametrize("is_coroutine", [True, False], ids=["here", "thread"])
async def test_serializes_what_a_field_describes(is_coroutine: bool) -> None:
    field = create_model_field("answer", dict[str, int | None], mode="serialization")
    content = {"a": "1", "b": None}

    plain = await serialize_response(field=field, response_content=content, exclude={"b"}, is_coroutine=is_coroutine)
    text = await serialize_response(field=field, response_content=content, is_coroutine=is_coroutine, dump_json=True)

    assert (plain, text) == ({"a": 1}, b'{"a":1,"b":null}')


async def test_refuses_what_the_field_does_not_describe() -> None:
    field = create_model_field("answer", int, mode="serialization")

    with pytest.raises(ResponseValidationError) as caught:
        await serialize_response(field=field, response_content="x")

    assert caught.value.errors()[0]["loc"] == ("response",)
