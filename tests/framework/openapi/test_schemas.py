import dataclasses
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import pytest
from pydantic import BaseModel, ConfigDict, PlainSerializer, computed_field
from pydantic.dataclasses import dataclass as pydantic_dataclass
from typing_extensions import TypedDict

from fireweed.exceptions import DeclarationError
from fireweed.openapi.merging import Place, merge
from fireweed.openapi.schemas import Mode, Schemas


class Part(BaseModel):
    """A part.\f Hidden."""

    name: str


class Rectangle(BaseModel):
    width: int

    @computed_field  # type: ignore[prop-decorator]  # mypy knows no decorated properties
    @property
    def area(self) -> int:
        return self.width


@pydantic_dataclass
class Square:
    width: int

    @computed_field  # type: ignore[prop-decorator]  # as above
    @property
    def area(self) -> int:
        return self.width


@dataclasses.dataclass
class PlainDataclass:
    rectangle: Rectangle


class Dictionary(TypedDict):
    rectangle: Rectangle


class Tuple(NamedTuple):
    rectangle: Rectangle


class Drawing(BaseModel):
    square: Square | None = None
    parent: "Drawing | None" = None


class Stamped(BaseModel):
    moment: Annotated[int, PlainSerializer(str, return_type=str)]


class Strict(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str = "x"


def endpoint() -> None:
    """Stands for the endpoint whose types are described."""


def reserve(schemas: Schemas, type_: Any, mode: Mode = "validation", title: str = "Title") -> Place:
    return schemas.reserve(type_, mode, title=title, endpoint=endpoint)


def test_place_is_empty_until_it_is_filled() -> None:
    schemas = Schemas()
    place = reserve(schemas, int)

    assert place == {}

    schemas.fill()

    assert place == {"type": "integer", "title": "Title"}


def test_what_was_merged_in_wins() -> None:
    schemas = Schemas()
    place = reserve(schemas, list[int])
    merge(place, {"title": "Mine", "items": {"minimum": 1}})

    schemas.fill()

    assert place == {"type": "array", "items": {"type": "integer", "minimum": 1}, "title": "Mine"}


def test_models_are_referred_to_by_name() -> None:
    schemas = Schemas()
    place = reserve(schemas, Part)

    definitions = schemas.fill()

    assert place == {"$ref": "#/components/schemas/Part"}
    assert list(definitions) == ["Part"]


def test_description_ends_at_a_form_feed() -> None:
    schemas = Schemas()
    reserve(schemas, Part)

    assert schemas.fill()["Part"]["description"] == "A part."


def test_shared_model_is_generated_once() -> None:
    asked = []

    class Counted(BaseModel):
        @classmethod
        def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> Any:
            asked.append(core_schema)
            return handler(core_schema)

    def count(operations: int) -> int:
        asked.clear()
        schemas = Schemas()
        for _ in range(operations):
            reserve(schemas, Counted)
        schemas.fill()
        return len(asked)

    assert count(50) == count(1)


@pytest.mark.parametrize("type_", [Rectangle, list[Rectangle], Stamped, Strict], ids=str)
def test_input_and_output_have_schemas_of_their_own_where_they_differ(type_: Any) -> None:
    schemas = Schemas()
    input_place, output_place = reserve(schemas, type_), reserve(schemas, type_, "serialization")

    definitions = schemas.fill()

    assert input_place != output_place
    assert [name.rpartition("-")[2] for name in definitions] == ["Input", "Output"]


def test_input_and_output_share_a_schema_where_they_are_equal() -> None:
    schemas = Schemas()
    input_place, output_place = reserve(schemas, Part), reserve(schemas, Part, "serialization")

    schemas.fill()

    assert input_place == output_place == {"$ref": "#/components/schemas/Part"}


@pytest.mark.parametrize("type_", [Stamped, Strict, list[Strict]], ids=str)
def test_unseparated_output_is_described_as_input(type_: Any) -> None:
    schemas = Schemas(separate_input_output=False)
    input_place, output_place = reserve(schemas, type_), reserve(schemas, type_, "serialization")

    definitions = schemas.fill()

    assert input_place == output_place
    assert len(definitions) == 1


@pytest.mark.parametrize(
    "type_",
    [
        Rectangle,
        list[Rectangle],
        dict[str, Rectangle],
        tuple[int, Rectangle],
        Rectangle | None,
        Square,
        PlainDataclass,
        Dictionary,
        Tuple,
        Drawing,
    ],
    ids=str,
)
def test_unseparated_output_keeps_computed_fields(type_: Any) -> None:
    schemas = Schemas(separate_input_output=False)
    reserve(schemas, type_)
    reserve(schemas, type_, "serialization")

    definitions = schemas.fill()

    with_area = [name for name, schema in definitions.items() if "area" in schema.get("properties", {})]
    assert with_area in (["Rectangle-Output"], ["Square-Output"])


def test_values_that_look_like_schemas_are_no_computed_fields() -> None:
    class Defaults(BaseModel):
        value: dict[str, str] = {"type": "computed-field"}

    schemas = Schemas(separate_input_output=False)
    input_place, output_place = reserve(schemas, Defaults), reserve(schemas, Defaults, "serialization")

    schemas.fill()

    assert input_place == output_place


def test_bytes_are_octets() -> None:
    schemas = Schemas()
    place = reserve(schemas, bytes)

    schemas.fill()

    assert place == {"type": "string", "contentMediaType": "application/octet-stream", "title": "Title"}


def test_bytes_in_base64_say_so() -> None:
    class Encoded(BaseModel):
        model_config = ConfigDict(val_json_bytes="base64")

        data: bytes

    schemas = Schemas()
    reserve(schemas, Encoded)

    assert schemas.fill()["Encoded"]["properties"]["data"] == {
        "type": "string",
        "contentEncoding": "base64",
        "contentMediaType": "application/octet-stream",
        "title": "Data",
    }


def test_output_says_how_bytes_are_serialized() -> None:
    class Encoded(BaseModel):
        model_config = ConfigDict(ser_json_bytes="base64")

        data: bytes

    schemas = Schemas()
    reserve(schemas, Encoded, mode="serialization")

    assert schemas.fill()["Encoded"]["properties"]["data"]["contentEncoding"] == "base64"


class Unknown:
    """A class that pydantic does not know."""


@pytest.mark.parametrize("type_", [Unknown, list["Undefined"]], ids=["class", "name"])  # type: ignore[name-defined]  # noqa: F821  # meant
def test_refuses_a_type_that_pydantic_does_not_know(type_: Any) -> None:
    with pytest.raises(DeclarationError, match=r"endpoint at .*test_schemas.py:\d+: the document cannot describe 'It'"):
        reserve(Schemas(), type_, title="It")


def test_names_the_operation_whose_type_has_no_schema() -> None:
    class Calls(BaseModel):
        call: Callable[[], int]

    schemas = Schemas()
    reserve(schemas, Part, title="The first")
    reserve(schemas, Calls, title="The second")

    with pytest.raises(DeclarationError, match=r"the document cannot describe 'The second': .*CallableSchema"):
        schemas.fill()
