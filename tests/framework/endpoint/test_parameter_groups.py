from typing import Any

import pytest
from pydantic import (
    AliasChoices,
    AliasPath,
    BaseModel,
    ConfigDict,
    Field,
    Json,
    field_validator,
    model_validator,
    validator,
)
from pydantic.warnings import PydanticDeprecatedSince20

from fireweed import Header
from fireweed.endpoint.parameter_groups import (
    GroupOptions,
    ModelReading,
    ParameterGroup,
    ReceivedNames,
    UnionInput,
    find_nested,
)

QUERY = GroupOptions(collects_lists=True)
HEADERS = GroupOptions(collects_lists=True, are_headers=True, convert_underscores=True)


class Client(BaseModel):
    x_id: int = 0
    raw_id: int = Header(0, convert_underscores=False)
    token: str = Field("", alias="X_Token")
    tags: list[str] = []
    parts: list[str] = Field([], validation_alias=AliasChoices("part", "Parts"))
    document: Json[list[int]] = Field([])


def received(values: dict[str, str], **repeated: list[str]) -> ReceivedNames:
    names = ReceivedNames(values | {name: every[-1] for name, every in repeated.items()})
    names.repeated = repeated
    return names


def build_reading(model: type[BaseModel], options: GroupOptions = QUERY) -> ModelReading:
    return ParameterGroup((model,), is_optional=False, options=options).build_reading(model)


def test_own_names_come_first_in_the_order_of_the_fields() -> None:
    names = received({"other": "1", "tags": "a", "x_id": "2"})

    assert list(build_reading(Client).read(names).items()) == [("x_id", "2"), ("tags", ["a"]), ("other", "1")]


def test_first_choice_that_is_there_is_read_and_others_are_extra() -> None:
    names = received({}, part=["1", "2"], Parts=["3", "4"], document=["[1]", "[2]"])

    assert build_reading(Client).read(names) == {"part": ["1", "2"], "Parts": ["3", "4"], "document": "[2]"}


def test_names_of_headers_are_hyphenated_where_the_field_says_nothing_else() -> None:
    names = received({"x-id": "1", "raw_id": "2", "x_token": "3", "parts": "4"})

    read = build_reading(Client, HEADERS).read(names)

    assert read == {"x_id": "1", "raw_id": "2", "X_Token": "3", "Parts": ["4"]}


def test_underscores_of_a_hyphenated_header_are_hidden() -> None:
    assert build_reading(Client, HEADERS).read(received({"x_id": "1", "raw-id": "2"})) == {"raw-id": "2"}


def test_what_was_not_received_is_left_alone() -> None:
    default = Open()

    assert build_reading(Client).read(default) is default


def test_each_reading_is_new() -> None:
    reading, names = build_reading(Client), received({}, tags=["a", "b"], other=["c", "d"])
    first = reading.read(names)
    first["tags"].clear()
    first["other"].clear()

    assert reading.read(names) == {"tags": ["a", "b"], "other": ["c", "d"]}


def test_member_of_a_union_reads_what_was_received() -> None:
    names = received({"x-id": "1"})

    assert build_reading(Client, HEADERS).read(UnionInput({"x_id": "1"}, names)) == {"x_id": "1"}


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    x_id: int = 0


class Leading(BaseModel):
    first: str = Field("", validation_alias=AliasPath("values", 0))


@pytest.mark.parametrize(
    ("model", "options", "names", "expected"),
    [
        (Client, QUERY, {}, False),
        (Client, QUERY, {"x_id": "1"}, True),
        (Client, QUERY, {"Parts": "1"}, True),
        (Client, QUERY, {"other": "1"}, False),
        (Client, HEADERS, {"x_id": "1"}, False),
        (Client, HEADERS, {"x-id": "1"}, True),
        (Open, QUERY, {}, False),
        (Open, QUERY, {"other": "1"}, True),
        (Open, HEADERS, {"x_id": "1"}, False),
        (Leading, QUERY, {"values": "1"}, True),
    ],
)
def test_group_is_in_what_has_something_of_it(model: Any, options: Any, names: Any, expected: bool) -> None:
    is_in = ParameterGroup((model,), is_optional=True, options=options).build_is_in()

    assert is_in(ReceivedNames(names)) is expected


def test_presence_tells_apart_what_is_in_other_requests() -> None:
    groups = [
        ParameterGroup((Client,), is_optional=False),
        ParameterGroup((Client,), is_optional=True),
        ParameterGroup((Open,), is_optional=True),
        ParameterGroup((Client, Open), is_optional=True),
    ]

    assert len({group.presence for group in groups}) == 4


def test_locations_are_names_of_headers() -> None:
    assert ParameterGroup((Client,), is_optional=False, options=HEADERS).find_locations() == {"x_id": "x-id"}
    assert ParameterGroup((Client,), is_optional=False, options=QUERY).find_locations() == {}


class Inner(BaseModel):
    a: int = 0


class Nested(BaseModel):
    a: int = 0
    inner: Inner = Inner()
    mapping: dict[str, int] = {}
    lists: list[list[int]] = []
    document: Json[Inner] | None = None
    leading: Inner = Field(Inner(), validation_alias=AliasPath("values", 0))


class Seeing(Nested):
    @field_validator("inner", "mapping", mode="before")
    @classmethod
    def see(cls, value: Any) -> Any:
        return value


class SeeingAfterwards(Nested):
    @field_validator("inner")
    @classmethod
    def see(cls, value: Any) -> Any:
        return value


class SeeingEverything(Nested):
    @field_validator("*", mode="wrap")
    @classmethod
    def see(cls, value: Any, handler: Any) -> Any:
        return handler(value)


class SeeingTheWhole(Nested):
    @model_validator(mode="before")
    @classmethod
    def see(cls, values: Any) -> Any:
        return values


with pytest.warns(PydanticDeprecatedSince20):

    class SeeingInTheOldWay(Nested):
        @validator("inner", "mapping", pre=True)
        @classmethod
        def see(cls, value: Any) -> Any:
            return value


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Client, []),
        (Nested, ["inner", "mapping", "lists"]),
        (Seeing, ["lists"]),
        (SeeingAfterwards, ["inner", "mapping", "lists"]),
        (SeeingEverything, []),
        (SeeingInTheOldWay, ["lists"]),
        (SeeingTheWhole, []),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_fields_that_no_text_can_become_are_found(model: type[BaseModel], names: list[str]) -> None:
    assert find_nested(model) == names
