from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, Field, TypeAdapter
from typing_extensions import TypeAliasType

from fireweed.endpoint.groups import find_models, find_names, find_path_names, put_readers, takes_none


class Cat(BaseModel):
    x: int = 0


class Dog(BaseModel):
    y: int = 0


Pets = TypeAliasType("Pets", Annotated[Cat | Dog, Field(description="pets")])


@pytest.mark.parametrize(
    ("annotation", "models"),
    [
        (Cat, (Cat,)),
        (Cat | None, (Cat,)),
        (Annotated[Cat | None, "note"], (Cat,)),
        (Pets, (Cat, Dog)),
        (Pets | None, (Cat, Dog)),
        (Cat | int, ()),
        (list[Cat], ()),
        (int, ()),
        (None, ()),
    ],
    ids=str,
)
def test_models_are_members_of_a_union_of_nothing_else(annotation: Any, models: tuple[Any, ...]) -> None:
    assert find_models(annotation) == models


@pytest.mark.parametrize(("annotation", "expected"), [(Cat, False), (Cat | None, True), (Pets | None, True)], ids=str)
def test_none_is_a_member_or_not(annotation: Any, expected: bool) -> None:
    assert takes_none(annotation) is expected


@pytest.mark.parametrize(
    ("config", "field", "names"),
    [
        ({}, Field(), ("x",)),
        ({}, Field(alias="a"), ("a",)),
        ({"populate_by_name": True}, Field(alias="a"), ("a", "x")),
        ({"validate_by_name": True}, Field(alias="a"), ("a", "x")),
        ({"validate_by_name": True, "validate_by_alias": False}, Field(alias="a"), ("x",)),
        ({}, Field(validation_alias=AliasChoices("a", AliasPath("p", 0), "b")), ("a", "b")),
        ({}, Field(validation_alias=AliasPath("p", 0)), ()),
    ],
    ids=str,
)
def test_names_are_those_that_the_model_validates_by(config: Any, field: Any, names: tuple[str, ...]) -> None:
    class Model(BaseModel):
        model_config = config
        x: Any = field

    assert find_names(Model, "x", Model.model_fields["x"]) == names


def test_names_of_paths_are_their_first_members() -> None:
    class Model(BaseModel):
        x: Any = Field(validation_alias=AliasChoices("a", AliasPath("p", 0), AliasPath("q", "r")))

    assert list(find_path_names(Model.model_fields["x"])) == ["p", "q"]


def test_each_model_gets_a_reader_of_its_own() -> None:
    readers: dict[Any, Any] = {Cat: lambda _: {"x": 1}, Dog: lambda _: {"y": 2}}

    adapter: TypeAdapter[Any] = TypeAdapter(put_readers(Cat | None, lambda model: readers[model]))

    assert adapter.validate_python("anything") == Cat(x=1)
    assert adapter.validate_python(None) is None


def test_metadata_stays_around_a_reader() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(put_readers(Pets, lambda _: lambda received: received))

    assert adapter.json_schema()["description"] == "pets"
