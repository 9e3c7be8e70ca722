"""Fields with a type: what they say of themselves, and values that they validate and serialize."""

from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from fireweed.endpoint.model_field import ModelField


def build_field(annotation: Any, default: Any = PydanticUndefined, **options: Any) -> ModelField:
    info = FieldInfo.from_annotated_attribute(annotation, Field(default, **options))
    return ModelField("item", info, "Item")


def test_alias_is_the_name_in_the_request() -> None:
    field = build_field(int)

    assert (field.alias, field.validation_alias, field.serialization_alias) == ("Item", "Item", "Item")


def test_required_field_has_no_default() -> None:
    field = build_field(int)

    assert (field.required, field.default, field.get_default()) == (True, PydanticUndefined, None)


def test_default_is_given() -> None:
    assert build_field(int, 3).get_default() == 3


def test_factory_makes_the_default_anew() -> None:
    field = build_field(list[int], default_factory=list)

    first, second = field.get_default(), field.get_default()

    assert (first, second, first is second, field.required) == ([], [], False, False)


def test_value_is_validated() -> None:
    assert build_field(int, ge=1).validate("3") == (3, [])


def test_errors_stand_below_the_location() -> None:
    value, errors = build_field(list[int]).validate([1, "x"], loc=("body", "item"))

    assert (value, errors[0]["loc"], errors[0]["type"]) == (None, ("body", "item", 1), "int_parsing")


def test_discriminator_chooses_the_model() -> None:
    class Cat(BaseModel):
        kind: Literal["cat"]

    class Dog(BaseModel):
        kind: Literal["dog"]

    field = build_field(Cat | Dog, discriminator="kind")

    assert field.validate({"kind": "dog"}) == (Dog(kind="dog"), [])
    assert field.validate({"kind": "cow"})[1][0]["type"] == "union_tag_invalid"


def test_options_of_serialization_are_those_of_pydantic() -> None:
    class Item(BaseModel):
        name: str
        price: int | None = None

    field = build_field(Item)

    assert field.serialize(Item(name="a"), exclude_none=True) == {"name": "a"}
    assert field.serialize_json(Item(name="a"), exclude_unset=True) == b'{"name":"a"}'
