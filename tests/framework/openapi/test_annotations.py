from typing import Annotated, Any

import pytest
from pydantic import Field, TypeAdapter
from pydantic.fields import FieldInfo

from fireweed.openapi.annotations import annotate


def describe(info: FieldInfo) -> dict[str, Any]:
    return TypeAdapter(annotate(info)).json_schema()


@pytest.mark.parametrize(
    ("annotation", "schema"),
    [
        pytest.param(int, {"type": "integer"}, id="nothing said"),
        pytest.param(Annotated[int, Field(ge=1)], {"type": "integer", "minimum": 1}, id="constraint"),
        pytest.param(
            Annotated[int, Field(title="T", description="D", examples=[3])],
            {"type": "integer", "title": "T", "description": "D", "examples": [3]},
            id="documentation",
        ),
        pytest.param(Annotated[int, Field(json_schema_extra={"x": 1})], {"type": "integer", "x": 1}, id="extra"),
        pytest.param(Annotated[int, Field(deprecated=True)], {"type": "integer", "deprecated": True}, id="deprecated"),
        pytest.param(Annotated[int, Field(deprecated="use b")], {"type": "integer", "deprecated": True}, id="message"),
        pytest.param(Annotated[int, Field(default=3)], {"type": "integer", "default": 3}, id="default"),
        pytest.param(
            Annotated[int | None, Field(default=None)],
            {"anyOf": [{"type": "integer"}, {"type": "null"}]} | {"default": None},
            id="default None",
        ),
        pytest.param(Annotated[int, Field(default_factory=int)], {"type": "integer"}, id="default factory"),
    ],
)
def test_schema_shows_what_is_said(annotation: Any, schema: dict[str, Any]) -> None:
    assert describe(FieldInfo.from_annotation(annotation)) == schema


@pytest.mark.parametrize(
    "annotation",
    [
        Annotated[int, Field(alias="other")],
        Annotated[int, Field(validation_alias="other")],
        Annotated[int, Field(serialization_alias="other")],
    ],
    ids=["alias", "validation alias", "serialization alias"],
)
def test_names_are_no_part_of_the_schema(annotation: Any) -> None:
    assert describe(FieldInfo.from_annotation(annotation)) == {"type": "integer"}


def test_type_without_anything_said_stays_what_it_is() -> None:
    assert annotate(FieldInfo.from_annotation(int)) is int
