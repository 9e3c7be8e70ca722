from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import AliasPath, BaseModel, BeforeValidator, Json

from fireweed import Body, File, Form, UploadFile
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.form_fields import Reading, find_places, find_reading, is_json_part
from fireweed.endpoint.graph import GraphBuilder


class Model(BaseModel):
    name: str


def field_of(type_: Any) -> InputField:
    """The field of a parameter `x` of this type."""

    async def endpoint(x: Any) -> None: ...

    endpoint.__annotations__["x"] = type_
    call: Callable[..., Any] = endpoint
    [field] = GraphBuilder().build_call(call).fields
    return field


@pytest.mark.parametrize(
    ("type_", "reading"),
    [
        (Annotated[str, Form()], Reading.LAST),
        (Annotated[list[str], Form()], Reading.LIST),
        (UploadFile, Reading.LAST),
        (list[UploadFile], Reading.LIST),
        (Annotated[bytes, File()], Reading.LAST_CONTENT),
        (Annotated[bytes | None, File()], Reading.LAST_CONTENT),
        (Annotated[list[bytes], File()], Reading.LIST_CONTENT),
        (Annotated[bytes | UploadFile, File()], Reading.LAST),
        (Annotated[bytes, Form()], Reading.LAST),
        (Annotated[Json[Model], Form()], Reading.LAST_CONTENT),
        (Annotated[Model, Form()], Reading.GROUP),
        (Annotated[Model | None, Form()], Reading.GROUP),
        (Annotated[Model, Body()], Reading.LAST_CONTENT),
        (Annotated[str, Body()], Reading.LAST),
        (Annotated[list[int], Body()], Reading.LIST),
    ],
    ids=str,
)
def test_type_and_marker_say_how_a_field_is_read(type_: Any, reading: Reading) -> None:
    assert find_reading(field_of(type_)) is reading


@pytest.mark.parametrize(
    ("type_", "expected"),
    [
        (Model, True),
        (dict[str, int], True),
        (list[Model], True),
        (Annotated[Model | None, Body()], True),
        (Annotated[Model, Form()], False),
        (Annotated[int, Body()], False),
        (Annotated[list[int], Body()], False),
        (Annotated[Json[Model], Body()], False),
        (Annotated[Model, BeforeValidator(str), Body()], False),
    ],
    ids=str,
)
def test_body_that_is_no_text_is_a_json_part(type_: Any, expected: bool) -> None:
    assert is_json_part(field_of(type_)) is expected


def test_place_is_found_by_the_way_of_reading_and_the_name() -> None:
    assert find_places(field_of(Annotated[list[str], Form(alias="a")])) == [AliasPath("body_lists", "a")]


def test_models_that_are_in_the_same_forms_have_one_place() -> None:
    places = [find_places(field_of(Annotated[type_, Form()])) for type_ in (Model, Model | None)]

    assert places == [[AliasPath("body_groups", "every")], [AliasPath("body_groups", "of name")]]
