"""The request bodies of forms in the document."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, Json

from fireweed import Body, Depends, File, Fireweed, Form, UploadFile
from fireweed.openapi.merging import Json as JsonObject

MULTIPART = "multipart/form-data"
URLENCODED = "application/x-www-form-urlencoded"
OCTETS = {"type": "string", "contentMediaType": "application/octet-stream"}


class Person(BaseModel):
    name: str
    age: int = 3


class Place(BaseModel):
    city: str


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    name: str = Field(alias="the-name")


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Report(BaseModel):
    file: UploadFile


def refer(name: str) -> JsonObject:
    return {"$ref": f"#/components/schemas/{name}"}


def describe(endpoint: Any) -> tuple[JsonObject, JsonObject]:
    """The request body, and the components."""
    app = Fireweed()
    app.add_api_route("/", endpoint, methods=["POST"])
    document = app.openapi()
    return document["paths"]["/"]["post"]["requestBody"], document["components"]["schemas"]


def describe_form(endpoint: Any) -> JsonObject:
    """The component of the form."""
    schema: JsonObject = describe(endpoint)[1][f"Body_{endpoint.__name__}__post"]
    return schema


def test_fields_are_members_of_a_component() -> None:
    async def send(name: Annotated[str, Form(min_length=2)], age: Annotated[int, Form(alias="years")] = 3) -> None: ...

    body, components = describe(send)

    assert body == {"content": {URLENCODED: {"schema": refer("Body_send__post")}}, "required": True}
    assert components["Body_send__post"] == {
        "type": "object",
        "title": "Body_send__post",
        "required": ["name"],
        "properties": {
            "name": {"type": "string", "minLength": 2, "title": "Name"},
            "years": {"type": "integer", "default": 3, "title": "Years"},
        },
    }


def test_files_make_it_multipart() -> None:
    async def send(
        file: UploadFile,
        data: Annotated[bytes, File()],
        files: list[UploadFile],
        maybe: UploadFile | None = None,
        name: Annotated[str, Form()] = "",
    ) -> None: ...

    body, components = describe(send)

    assert list(body["content"]) == [MULTIPART]
    assert components["Body_send__post"]["properties"] == {
        "file": {**OCTETS, "title": "File"},
        "data": {**OCTETS, "title": "Data"},
        "files": {"type": "array", "items": OCTETS, "title": "Files"},
        "maybe": {"anyOf": [OCTETS, {"type": "null"}], "title": "Maybe"},
        "name": {"type": "string", "default": "", "title": "Name"},
    }


def test_optional_form_is_not_required() -> None:
    async def send(name: Annotated[str, Form()] = "") -> None: ...

    assert "required" not in describe(send)[0]


@pytest.mark.parametrize(
    ("marker", "media_type"),
    [
        (Form(media_type=MULTIPART), MULTIPART),
        (Form(media_type="text/plain"), URLENCODED),
        (File(media_type="image/png"), MULTIPART),
    ],
    ids=["multipart", "text", "image"],
)
def test_form_has_one_of_two_media_types(marker: Any, media_type: str) -> None:
    async def send(name: str = marker) -> None: ...

    assert list(describe(send)[0]["content"]) == [media_type]


def test_form_of_a_dependency_is_the_form_of_the_operation() -> None:
    async def get_name(name: Annotated[str, Form()]) -> str:
        return name

    async def send(file: UploadFile, name: Annotated[str, Depends(get_name)]) -> None: ...

    assert describe_form(send)["required"] == ["file", "name"]


def test_json_parts_say_so() -> None:
    async def send(item: Person, file: UploadFile, text: Annotated[str, Body()] = "") -> None: ...

    body, components = describe(send)

    assert body["content"][MULTIPART]["encoding"] == {"item": {"contentType": "application/json"}}
    assert components["Body_send__post"]["properties"]["item"] == refer("Person")


def test_json_of_pydantic_is_described_in_its_schema() -> None:
    async def send(item: Annotated[Json[Person], Form()]) -> None: ...

    described = describe_form(send)["properties"]["item"]

    assert described["contentMediaType"] == "application/json"
    assert described["contentSchema"] == refer("Person")


# Form models...


def test_only_model_is_the_form() -> None:
    async def send(person: Annotated[Person, Form()]) -> None: ...

    body, components = describe(send)

    assert body == {"content": {URLENCODED: {"schema": refer("Person")}}, "required": True}
    assert "Body_send__post" not in components


def test_model_with_a_file_makes_it_multipart() -> None:
    async def send(report: Annotated[Report, Form()]) -> None: ...

    assert list(describe(send)[0]["content"]) == [MULTIPART]


def test_several_models_are_fulfilled_together_with_the_fields() -> None:
    async def send(
        person: Annotated[Person, Form()], place: Annotated[Place, Form(title="Where")], note: Annotated[str, Form()]
    ) -> None: ...

    assert describe_form(send) == {
        "type": "object",
        "title": "Body_send__post",
        "allOf": [refer("Person"), {**refer("Place"), "title": "Where"}],
        "properties": {"note": {"type": "string", "title": "Note"}},
        "required": ["note"],
    }


ABSENT = {"not": {"anyOf": [{"required": ["age"]}, {"required": ["name"]}]}}
PRESENT = {"anyOf": [refer("Person")], "title": "Person"}


def test_optional_model_is_absent_or_fulfilled() -> None:
    async def send(person: Annotated[Person | None, Form()] = None) -> None: ...

    body, _ = describe(send)

    assert body == {"content": {URLENCODED: {"schema": refer("Body_send__post")}}}
    assert describe_form(send) == {
        "type": "object",
        "title": "Body_send__post",
        "allOf": [{"anyOf": [ABSENT, PRESENT]}],
    }


def test_nullable_model_without_default_is_not_absent() -> None:
    async def send(person: Annotated[Person | None, Form()]) -> None: ...

    assert describe(send)[0]["required"] is True
    assert describe_form(send)["allOf"] == [{"not": ABSENT}, PRESENT]


def test_default_of_the_only_model_is_shown() -> None:
    async def send(person: Annotated[Person | None, Form()] = Person(name="x")) -> None: ...  # noqa: B008

    schema = describe(send)[0]["content"][URLENCODED]["schema"]

    assert schema == {**refer("Body_send__post"), "default": {"name": "x", "age": 3}}


def test_model_that_looks_at_unknown_names_is_absent_from_empty_forms_alone() -> None:
    async def send(model: Annotated[Closed | None, Form()] = None) -> None: ...

    [described] = describe_form(send)["allOf"]

    assert described["anyOf"][0] == {"maxProperties": 0}


def test_required_field_with_several_names_is_required_under_one_of_them() -> None:
    async def send(model: Annotated[Named, Form()], note: Annotated[str, Form()] = "") -> None: ...

    assert describe_form(send)["allOf"] == [
        {
            "type": "object",
            "title": "Named",
            "properties": {"the-name": {"type": "string", "title": "The-Name"}},
            "required": [],
            "allOf": [{"anyOf": [{"required": ["the-name"]}, {"required": ["name"]}]}],
        }
    ]


def test_union_of_models_is_described_as_such() -> None:
    async def send(
        where: Annotated[Person | Place, Form()],
        pet: Annotated[Cat | Dog | None, Form(discriminator="kind")] = None,
    ) -> None: ...

    mapping = {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}
    tagged = {"oneOf": [refer("Cat"), refer("Dog")], "discriminator": {"propertyName": "kind", "mapping": mapping}}
    absent = {"not": {"anyOf": [{"required": ["kind"]}]}}
    assert describe_form(send)["allOf"] == [
        {"anyOf": [refer("Person"), refer("Place")], "title": "Where"},
        {"anyOf": [absent, {"anyOf": [tagged], "title": "Pet"}]},
    ]
