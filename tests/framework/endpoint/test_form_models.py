"""Models that are validated over all that a form holds, from the request to the arguments."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AliasChoices, AliasPath, BaseModel, ConfigDict, Field, model_validator

from fireweed import Depends, File, Form, UploadFile
from kit import multipart
from kit.endpoints import details, locations, missing
from kit.forms import post, post_parts


class Person(BaseModel):
    name: str
    age: int = 3
    tags: list[str] = []


class Place(BaseModel):
    city: str
    age: int = 1


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str


class Cat(BaseModel):
    kind: Literal["cat"]
    toys: list[str] = []


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: str


async def of_person(person: Annotated[Person, Form()]) -> Any:
    return person


async def of_closed(model: Annotated[Closed, Form()]) -> Any:
    return model


async def of_open(model: Annotated[Open, Form()]) -> Any:
    return model.model_extra


async def of_optional(person: Annotated[Person | None, Form()] = None) -> Any:
    return person


def test_fields_of_the_form_are_those_of_the_model() -> None:
    answer = post(of_person, "name=Ada&age=36&tags=a&tags=b&other=1")

    assert answer.json() == {"name": "Ada", "age": 36, "tags": ["a", "b"]}


def test_errors_are_located_at_the_fields() -> None:
    assert details(post(of_person)) == [missing("body", "name", input={})]
    assert locations(post(of_person, "name=x&age=y")) == [("int_parsing", ["body", "age"])]


def test_empty_field_is_unset() -> None:
    async def endpoint(person: Annotated[Person, Form()]) -> Any:
        return sorted(person.model_fields_set)

    assert post(endpoint, "name=x&age=").json() == ["name"]
    assert details(post(endpoint, "name=&tags=")) == [missing("body", "name", input={"tags": [""]})]


def test_unknown_fields_are_refused_where_the_model_forbids_them() -> None:
    found = details(post(of_closed, "name=x&a=1&b=&c=1&c=2"))

    assert [(error["loc"], error["input"]) for error in found] == [
        (["body", "a"], "1"),
        (["body", "b"], ""),
        (["body", "c"], ["1", "2"]),
    ]
    assert {error["type"] for error in found} == {"extra_forbidden"}


def test_unknown_fields_are_kept_where_the_model_allows_them() -> None:
    assert post(of_open, "name=x&a=1&b=&c=1&c=2").json() == {"a": "1", "b": "", "c": ["1", "2"]}


def test_fields_of_other_parameters_are_unknown_to_a_model() -> None:
    async def endpoint(model: Annotated[Closed, Form()], note: Annotated[str, Form()]) -> None: ...

    assert locations(post(endpoint, "name=x&note=y")) == [("extra_forbidden", ["body", "note"])]


def test_every_model_reads_all_fields() -> None:
    async def endpoint(
        person: Annotated[Person, Form()], place: Annotated[Place, Form()], note: Annotated[str, Form()] = ""
    ) -> Any:
        return [person.name, person.age, place.city, place.age, note]

    assert post(endpoint, "name=x&city=y&age=7&note=z").json() == ["x", 7, "y", 7, "z"]
    assert [error["loc"] for error in details(post(endpoint))] == [["body", "name"], ["body", "city"]]


def test_files_may_be_beside_models_and_in_them() -> None:
    class Report(BaseModel):
        title: str
        file: UploadFile
        others: list[UploadFile] = []
        maybe: UploadFile | None = None
        data: Annotated[bytes, File()] = b""
        pieces: list[bytes] = []

    async def endpoint(report: Annotated[Report, Form()], cover: UploadFile) -> Any:
        names = [report.file.filename, *(file.filename for file in report.others), cover.filename]
        return [names, report.maybe, report.data.decode(), len(report.pieces)]

    answer = post_parts(
        endpoint,
        multipart.field("title", "t"),
        *(multipart.file(name, "x", filename=name) for name in ("file", "others", "cover", "data", "pieces")),
        multipart.file("others", filename=""),
        multipart.file("pieces", filename=""),
        multipart.file("maybe", filename=""),
    )

    assert answer.json() == [["file", "others", "cover"], None, "x", 1]


def test_unselected_bytes_are_unset() -> None:
    class Report(BaseModel):
        data: bytes = b"default"

    async def endpoint(report: Annotated[Report, Form()]) -> Any:
        return report.data.decode()

    assert post_parts(endpoint, multipart.file("data", filename="")).json() == "default"


# Models that may be absent...


@pytest.mark.parametrize("body", ["", "other=1"])
def test_form_without_names_of_an_optional_model_gives_the_default(body: str) -> None:
    assert post(of_optional, body).json() is None


@pytest.mark.parametrize("body", ["age=1", "name=", "tags="])
def test_any_name_of_an_optional_model_demands_all_of_it(body: str) -> None:
    assert locations(post(of_optional, body)) == [("missing", ["body", "name"])]


def test_optional_model_without_default_is_missing_as_a_whole() -> None:
    async def endpoint(person: Annotated[Person | None, Form()]) -> None: ...

    assert details(post(endpoint, "other=1")) == [missing("body")]


@pytest.mark.parametrize("model", [Closed, Open], ids=["forbid", "allow"])
def test_any_name_is_of_a_model_that_looks_at_unknown_names(model: Any) -> None:
    async def endpoint(model: Any = None) -> Any:
        return model

    endpoint.__annotations__["model"] = Annotated[model | None, Form()]

    assert post(endpoint).json() is None
    assert locations(post(endpoint, "other=1"))[0] == ("missing", ["body", "name"])


def test_default_of_an_optional_model_is_copied_for_each_request() -> None:
    default = Person(name="nobody")

    async def endpoint(person: Annotated[Person | None, Form()] = default) -> Any:
        return person == default and person is not default

    assert post(endpoint).json() is True


def test_default_of_a_model_that_is_not_optional_is_not_used() -> None:
    async def endpoint(person: Annotated[Person, Form()] = Person(name="nobody")) -> None: ...  # noqa: B008

    assert details(post(endpoint)) == [missing("body", "name", input={})]


def test_optional_model_of_a_dependency_is_judged_alone() -> None:
    async def get_person(model: Annotated[Person | None, Form()] = None) -> Person | None:
        return model

    async def endpoint(
        person: Annotated[Person | None, Depends(get_person)], model: Annotated[Place | None, Form()] = None
    ) -> Any:
        return [person is None, model is None]

    assert post(endpoint, "city=x").json() == [True, False]
    assert post(endpoint, "name=x").json() == [False, True]


def test_name_at_the_head_of_a_path_is_one_of_the_model() -> None:
    class First(BaseModel):
        first: int = Field(validation_alias=AliasPath("numbers", 0))

    async def endpoint(model: Annotated[First | None, Form()] = None) -> Any:
        return model

    assert post(endpoint, "numbers=1&numbers=2").json() == {"first": 1}


# Unions...


def test_union_takes_the_model_that_fits() -> None:
    async def endpoint(pet: Annotated[Cat | Dog, Form()]) -> Any:
        return pet

    assert post(endpoint, "kind=cat&toys=ball").json() == {"kind": "cat", "toys": ["ball"]}
    assert post(endpoint, "kind=dog&bark=loud").json() == {"kind": "dog", "bark": "loud"}
    assert locations(post(endpoint, "kind=dog")) == [
        ("literal_error", ["body", "Cat", "kind"]),
        ("missing", ["body", "Dog", "bark"]),
    ]


@pytest.mark.parametrize(
    "type_",
    [
        Annotated[Cat | Dog, Form(discriminator="kind")],
        Annotated[Annotated[Cat | Dog, Field(discriminator="kind")], Form()],
    ],
    ids=["marker", "field"],
)
def test_discriminator_chooses_the_model(type_: Any) -> None:
    async def endpoint(pet: Any) -> Any:
        return pet

    endpoint.__annotations__["pet"] = type_

    assert post(endpoint, "kind=cat&toys=ball").json() == {"kind": "cat", "toys": ["ball"]}
    assert locations(post(endpoint, "kind=dog")) == [("missing", ["body", "dog", "bark"])]
    assert locations(post(endpoint, "kind=cow")) == [("union_tag_invalid", ["body"])]


def test_optional_unions_are_judged_each() -> None:
    async def endpoint(
        pet: Annotated[Cat | Dog | None, Form(discriminator="kind")] = None,
        what: Annotated[Person | Place | None, Form()] = None,
    ) -> Any:
        return [type(pet).__name__, type(what).__name__]

    assert post(endpoint).json() == ["NoneType", "NoneType"]
    assert post(endpoint, "kind=cat").json() == ["Cat", "NoneType"]
    assert post(endpoint, "city=x").json() == ["NoneType", "Place"]


# Names and validators of the model...


def test_aliases_are_the_names_in_the_form() -> None:
    class Aliased(BaseModel):
        name: str = Field(alias="the-name")
        age: int = Field(2, validation_alias=AliasChoices("age", "years"))

    async def endpoint(model: Annotated[Aliased, Form()]) -> Any:
        return [model.name, model.age]

    assert post(endpoint, "the-name=x&age=&years=4").json() == ["x", 4]
    assert locations(post(endpoint, "name=x&years=y")) == [
        ("missing", ["body", "the-name"]),
        ("int_parsing", ["body", "years"]),
    ]


def test_model_may_be_filled_by_name() -> None:
    class Named(BaseModel):
        model_config = ConfigDict(populate_by_name=True)
        name: str = Field(alias="the-name")

    async def endpoint(model: Annotated[Named, Form()]) -> Any:
        return model.name

    assert [post(endpoint, body).json() for body in ("name=x", "the-name=x", "the-name=&name=x")] == ["x", "x", "x"]


def test_validator_of_the_model_sees_all_that_was_filled_in() -> None:
    seen: list[Any] = []

    class Watched(BaseModel):
        name: str = ""
        tags: list[str] = []

        @model_validator(mode="before")
        @classmethod
        def look(cls, value: Any) -> Any:
            seen.append(value)
            return value

        @model_validator(mode="after")
        def refuse(self) -> "Watched":
            if self.name == "bad":
                raise ValueError("a bad name")
            return self

    async def endpoint(model: Annotated[Watched, Form()]) -> None: ...

    post(endpoint, "name=&tags=a&other=1")

    assert seen == [{"tags": ["a"], "other": "1"}]
    assert locations(post(endpoint, "name=bad")) == [("value_error", ["body"])]


def test_names_of_fields_are_not_mistaken_for_those_of_groups() -> None:
    class Other(BaseModel):
        every: str

    async def endpoint(person: Annotated[Person, Form()], other: Annotated[Other | None, Form()] = None) -> Any:
        return other

    assert post(endpoint, "name=x").json() is None


def test_model_may_refer_to_a_class_that_is_defined_later() -> None:
    class Report(BaseModel):
        data: "Annotated[bytes, File()]"
        place: "Later | None" = None

    class Later(BaseModel):
        city: str

    Report.model_rebuild()

    async def endpoint(report: Annotated[Report, Form()]) -> Any:
        return report.data.decode()

    assert post_parts(endpoint, multipart.file("data", "x")).json() == "x"
