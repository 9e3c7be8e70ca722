import dataclasses
import enum
import typing
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar, Union
from uuid import UUID

import pytest
from pydantic import BaseModel, GetCoreSchemaHandler, Json
from pydantic_core import CoreSchema, core_schema
from typing_extensions import TypeAliasType

from fireweed.endpoint.annotations import (
    find_v1_model,
    get_union_members,
    is_scalar,
    is_scalar_sequence,
    is_sequence,
    is_subclass,
    resolve_alias,
    split_annotated,
)

T = TypeVar("T")


class Model(BaseModel):
    a: int


@dataclasses.dataclass
class Data:
    a: int


class Pair(NamedTuple):
    a: int


class Dict(typing.TypedDict):
    a: int


class Colour(enum.Enum):
    RED = "red"


class Boxed(Generic[T]):
    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()


Number = TypeAliasType("Number", int)
Deeper = TypeAliasType("Deeper", Number)
Noted = TypeAliasType("Noted", Annotated[int, "inner"])
Numbers = TypeAliasType("Numbers", list[int])


@pytest.mark.parametrize(("annotation", "resolved"), [(Deeper, int), (Numbers, list[int]), (int, int)], ids=str)
def test_resolves_aliases_of_aliases(annotation: Any, resolved: Any) -> None:
    assert resolve_alias(annotation) == resolved


@pytest.mark.parametrize(
    ("annotation", "split"),
    [
        (int, (int, ())),
        (Annotated[int, 1, 2], (int, (1, 2))),
        (Annotated[Annotated[int, 1], 2], (int, (1, 2))),
        (Noted, (int, ("inner",))),
        (Annotated[Noted, "outer"], (int, ("inner", "outer"))),
        (Annotated[Numbers, 1], (list[int], (1,))),
        (list[Annotated[int, 1]], (list[Annotated[int, 1]], ())),
    ],
    ids=str,
)
def test_splits_annotated_through_aliases(annotation: Any, split: Any) -> None:
    assert split_annotated(annotation) == split


@pytest.mark.parametrize(
    ("annotation", "members"),
    [
        (int | None, (int, type(None))),
        (Union[int, str], (int, str)),  # noqa: UP007
        (Optional[int], (int, type(None))),  # noqa: UP045
        (int, ()),
        (list[int], ()),
    ],
    ids=str,
)
def test_knows_the_members_of_unions(annotation: Any, members: tuple[Any, ...]) -> None:
    assert get_union_members(annotation) == members


SCALARS = [
    int,
    str,
    bytes,
    float,
    bool,
    datetime,
    UUID,
    Colour,
    Literal["a", "b"],
    Any,
    object,
    int | None,
    int | str,
    Optional[UUID],  # noqa: UP045
    Annotated[int, "note"],
    Number,
    Noted,
    Json[list[int]],
    Annotated[Json[Model], "note"],
    type(None),
]
COMPLEX = [
    Model,
    Data,
    Pair,
    Dict,
    list,
    dict,
    list[int],
    dict[str, int],
    set[int],
    frozenset[int],
    tuple[int, str],
    deque[int],
    Sequence[int],
    Mapping[str, int],
    typing.List[int],  # noqa: UP006
    typing.Dict[str, int],  # noqa: UP006
    Model | None,
    int | list[int],
    Annotated[Model, "note"],
    Numbers,
    Boxed[int],
]


@pytest.mark.parametrize("annotation", SCALARS, ids=str)
def test_scalar_comes_from_one_string(annotation: Any) -> None:
    assert is_scalar(annotation)


@pytest.mark.parametrize("annotation", COMPLEX, ids=str)
def test_other_types_need_a_body(annotation: Any) -> None:
    assert not is_scalar(annotation)


@pytest.mark.parametrize(
    "annotation",
    [list, list[int], set[str], frozenset[int], tuple[int, ...], deque[int], Sequence[int], list[int] | None, Numbers],
    ids=str,
)
def test_collection_is_a_sequence(annotation: Any) -> None:
    assert is_sequence(annotation)


@pytest.mark.parametrize("annotation", [str, bytes, int, dict[str, int], Json[list[int]], Model, Any], ids=str)
def test_strings_and_mappings_are_no_sequences(annotation: Any) -> None:
    assert not is_sequence(annotation)


@pytest.mark.parametrize(
    "annotation",
    [
        list,
        list[int],
        tuple[int, ...],
        tuple[int, str],
        set[UUID],
        list[int] | None,
        list[int] | int,
        list[int | None],
        list[Annotated[str, "note"]],
        Annotated[list[int], "note"],
        Numbers,
        list[Json[Model]],
    ],
    ids=str,
)
def test_collection_of_scalars_comes_from_repeated_values(annotation: Any) -> None:
    assert is_scalar_sequence(annotation)


@pytest.mark.parametrize(
    "annotation",
    [int, str, dict[str, int], list[Model], list[list[int]], tuple[Model, int], list[int] | Model, Json[list[int]]],
    ids=str,
)
def test_other_types_do_not_come_from_repeated_values(annotation: Any) -> None:
    assert not is_scalar_sequence(annotation)


@pytest.mark.parametrize("annotation", [list[int], int | None, Literal["a"], "text", 3], ids=repr)
def test_what_is_no_class_is_no_subclass(annotation: Any) -> None:
    assert not is_subclass(annotation, object)


def test_class_is_a_subclass() -> None:
    assert is_subclass(bool, (str, int))


def test_finds_models_of_pydantic_1() -> None:
    from pydantic.v1 import BaseModel as OldModel

    class Old(OldModel):
        a: int

    for annotation in (Old, list[Old], Old | None, dict[str, list[Old]], Annotated[Old, "note"]):
        assert find_v1_model(annotation) is Old


@pytest.mark.parametrize(
    "annotation", [Model, list[Model], int, Any, "text", Literal["a"], Callable[[int], str]], ids=str
)
def test_finds_no_model_of_pydantic_1_elsewhere(annotation: Any) -> None:
    assert find_v1_model(annotation) is None
