"""What clients are told of parameter models that are not fulfilled, to the letter."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, model_validator

from fireweed import Cookie, Header, Query
from kit.endpoints import details, locations, missing
from kit.parameters import answer


class Filters(BaseModel):
    limit: int = Field(100, gt=0)
    tags: list[str] = []
    order: Literal["up", "down"] = "up"


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    need: int


class Named(BaseModel):
    model_config = ConfigDict(populate_by_name=True)
    x: int = Field(alias="eks")
    y: list[int] = Field([], validation_alias=AliasChoices("why", "wye"))


class Client(BaseModel):
    user_agent: str = "none"
    x_count: int
    x_tags: list[int] = []
    raw_name: str = Header("raw", convert_underscores=False)
    token: int = Field(0, alias="X_Token")


class ClosedClient(Client):
    model_config = ConfigDict(extra="forbid")


class Session(BaseModel):
    session: str
    visits: int = 0


class ClosedSession(Session):
    model_config = ConfigDict(extra="forbid")


class Cat(BaseModel):
    kind: Literal["cat"]
    toys: list[int] = []


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: int


EXACT: dict[str, tuple[Any, str, list[tuple[str, str]], list[dict[str, Any]]]] = {
    "invalid-and-literal": (
        Annotated[Filters, Query()],
        "limit=0&order=side",
        [],
        [
            {
                "type": "greater_than",
                "loc": ["query", "limit"],
                "msg": "Input should be greater than 0",
                "input": "0",
                "ctx": {"gt": 0},
            },
            {
                "type": "literal_error",
                "loc": ["query", "order"],
                "msg": "Input should be 'up' or 'down'",
                "input": "side",
                "ctx": {"expected": "'up' or 'down'"},
            },
        ],
    ),
    "missing-shows-what-came": (
        Annotated[Closed, Query()],
        "a=1&b=2&b=3",
        [],
        [
            missing("query", "need", input={"a": "1", "b": ["2", "3"]}),
            {"type": "extra_forbidden", "loc": ["query", "a"], "msg": "Extra inputs are not permitted", "input": "1"},
            {
                "type": "extra_forbidden",
                "loc": ["query", "b"],
                "msg": "Extra inputs are not permitted",
                "input": ["2", "3"],
            },
        ],
    ),
    "first-alias-when-missing": (Annotated[Named, Query()], "", [], [missing("query", "eks", input={})]),
    "alias-that-matched": (
        Annotated[Named, Query()],
        "x=a&wye=1&wye=b",
        [],
        [
            {
                "type": "int_parsing",
                "loc": ["query", "x"],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "input": "a",
            },
            {
                "type": "int_parsing",
                "loc": ["query", "wye", 1],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "input": "b",
            },
        ],
    ),
    "header-by-its-name": (
        Annotated[Client, Header()],
        "",
        [("x-tags", "a")],
        [
            missing("header", "x-count", input={"user_agent": "t", "x_tags": ["a"], "host": "testserver"}),
            {
                "type": "int_parsing",
                "loc": ["header", "x-tags", 0],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "input": "a",
            },
        ],
    ),
    "forbidden-headers": (
        Annotated[ClosedClient, Header()],
        "",
        [("x-count", "1"), ("z", "1"), ("z", "2")],
        [
            {
                "type": "extra_forbidden",
                "loc": ["header", "host"],
                "msg": "Extra inputs are not permitted",
                "input": "testserver",
            },
            {
                "type": "extra_forbidden",
                "loc": ["header", "z"],
                "msg": "Extra inputs are not permitted",
                "input": ["1", "2"],
            },
        ],
    ),
    "cookies": (
        Annotated[ClosedSession, Cookie()],
        "",
        [("cookie", "visits=x; junk=1; junk=2")],
        [
            missing("cookie", "session", input={"visits": "x", "junk": "2"}),
            {
                "type": "int_parsing",
                "loc": ["cookie", "visits"],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "input": "x",
            },
            {
                "type": "extra_forbidden",
                "loc": ["cookie", "junk"],
                "msg": "Extra inputs are not permitted",
                "input": "2",
            },
        ],
    ),
    "member-of-a-union": (
        Annotated[Cat | Dog, Query(discriminator="kind")],
        "kind=dog&toys=1",
        [],
        [missing("query", "dog", "bark", input={"kind": "dog", "toys": "1"})],
    ),
    "no-member-of-a-union": (
        Annotated[Cat | Dog, Query(discriminator="kind")],
        "kind=cow",
        [],
        [
            {
                "type": "union_tag_invalid",
                "loc": ["query"],
                "msg": "Input tag 'cow' found using 'kind' does not match any of the expected tags: 'cat', 'dog'",
                "input": {"kind": "cow"},
                "ctx": {"discriminator": "'kind'", "tag": "cow", "expected_tags": "'cat', 'dog'"},
            }
        ],
    ),
}


@pytest.mark.parametrize(("annotation", "query", "headers", "expected"), EXACT.values(), ids=EXACT)
def test_errors_are_exact(annotation: Any, query: str, headers: Any, expected: Any) -> None:
    assert details(answer(annotation, query=query, headers=headers)) == expected


def test_names_of_fields_stand_in_errors_where_the_model_says_so() -> None:
    class ByFieldName(BaseModel):
        model_config = ConfigDict(loc_by_alias=False)
        my_x: int = Field(alias="eks")
        other_y: int

    assert locations(answer(Annotated[ByFieldName, Header()])) == [
        ("missing", ["header", "my_x"]),
        ("missing", ["header", "other_y"]),
    ]


def test_errors_of_a_model_itself_stand_at_the_source() -> None:
    class Unlucky(BaseModel):
        number: int

        @model_validator(mode="after")
        def check(self) -> "Unlucky":
            raise ValueError("unlucky")

    assert details(answer(Annotated[Unlucky, Query()], query="number=13")) == [
        {
            "type": "value_error",
            "loc": ["query"],
            "msg": "Value error, unlucky",
            "input": {"number": "13"},
            "ctx": {"error": {}},
        }
    ]
