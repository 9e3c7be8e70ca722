"""Unions of models that are validated over all names of a source."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from fireweed import Header, Query
from kit.endpoints import locations
from kit.parameters import answer


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    need: int = 0


class Cat(BaseModel):
    kind: Literal["cat"]
    toys: list[int] = []


class Dog(BaseModel):
    kind: Literal["dog"]
    bark: int


class ByKind(BaseModel):
    item_kind: Literal["number"]
    item_value: int


class ByText(BaseModel):
    item_kind: Literal["text"]
    item_value: str


ByField = Annotated[Cat | Dog, Field(discriminator="kind")]


@pytest.mark.parametrize(
    ("annotation", "query", "expected"),
    [
        (Annotated[Cat | Dog, Query()], "kind=cat&toys=1&toys=2", {"kind": "cat", "toys": [1, 2]}),
        (Annotated[Cat | Dog, Query()], "kind=dog&bark=1", {"kind": "dog", "bark": 1}),
        (Annotated[Cat | Dog, Query(discriminator="kind")], "kind=cat&toys=1", {"kind": "cat", "toys": [1]}),
        (
            Annotated[Annotated[Cat | Dog, Field(discriminator="kind")] | None, Query()],
            "kind=dog&bark=2",
            {"kind": "dog", "bark": 2},
        ),
        (Annotated[Cat | Open, Query()], "a=1&a=2", {"need": 0, "a": ["1", "2"]}),
    ],
    ids=["list", "other", "discriminated", "optional", "extra"],
)
def test_member_of_a_union_reads_for_itself(annotation: Any, query: str, expected: Any) -> None:
    assert answer(annotation, query=query).json() == expected


def test_optional_union_is_there_with_a_name_of_a_member() -> None:
    annotation = Annotated[Cat | Dog | None, Query()]

    assert answer(annotation, None, query="other=1").json() is None
    assert locations(answer(annotation, None, query="bark=1"))[0] == ("missing", ["query", "Cat", "kind"])


@pytest.mark.parametrize("marker", [Header(), Header(discriminator="item_kind")], ids=["plain", "discriminated"])
def test_union_of_header_models_reads_hyphens(marker: Any) -> None:
    annotation = Annotated[ByKind | ByText, marker]

    response = answer(annotation, headers=[("item-kind", "text"), ("item-value", "x")])

    assert response.json() == {"item_kind": "text", "item_value": "x"}


def test_error_in_a_union_of_header_models_has_the_name_of_the_header() -> None:
    annotation = Annotated[ByKind | ByText, Header(discriminator="item_kind")]

    response = answer(annotation, headers=[("item-kind", "number"), ("item-value", "x")])

    assert locations(response) == [("int_parsing", ["header", "number", "item-value"])]


def test_discriminator_spelled_with_underscores_is_as_if_not_there() -> None:
    annotation = Annotated[ByKind | ByText, Header(discriminator="item_kind")]

    response = answer(annotation, headers=[("item_kind", "number"), ("item-value", "1")])

    assert locations(response) == [("union_tag_not_found", ["header"])]
