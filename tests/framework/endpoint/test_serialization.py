import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, PositiveInt, TypeAdapter
from typing_extensions import TypedDict

from fireweed.encoders import build_value_encoder
from fireweed.endpoint.serialization import SerializerOptions, build_encode, build_render
from fireweed.exceptions import ResponseValidationError

TRUSTING = SerializerOptions(validates=False)


class Item(BaseModel):
    name: str
    price: float = 1.0


class Secret(Item):
    password: str = "p"


class Basket(BaseModel):
    items: list[Item]


@dataclass
class Row:
    name: str


@dataclass
class SecretRow(Row):
    password: str = "p"


class Entry(TypedDict):
    name: str


class Record:
    def __init__(self) -> None:
        self.name = "record"
        self.password = "p"


class Counted(BaseModel):
    """Counts how often it is validated."""

    model_config = ConfigDict(revalidate_instances="always")

    name: str

    def model_post_init(self, _: Any) -> None:
        validated.append(self.name)


validated: list[str] = []


def write(model: Any, value: Any, options: SerializerOptions = TRUSTING) -> Any:
    return json.loads(build_render(TypeAdapter(model), options, {})(value))


def test_trusted_value_is_not_validated() -> None:
    value = Counted(name="a")
    validated.clear()

    assert write(Counted, value) == {"name": "a"}
    assert validated == []
    assert write(Counted, value, SerializerOptions()) == {"name": "a"}
    assert validated == ["a"]


@pytest.mark.parametrize(
    ("model", "value", "written"),
    [
        (Item, Secret(name="a"), {"name": "a", "price": 1.0}),
        (list[Item], [Secret(name="a")], [{"name": "a", "price": 1.0}]),
        (dict[str, Item], {"k": Secret(name="a")}, {"k": {"name": "a", "price": 1.0}}),
        (Basket, Basket(items=[Secret(name="a")]), {"items": [{"name": "a", "price": 1.0}]}),
        (Row, SecretRow("a"), {"name": "a"}),
        (Entry, {"name": "a", "password": "p"}, {"name": "a"}),
        (Item | None, Secret(name="a"), {"name": "a", "price": 1.0}),
        (Item | Row, SecretRow("a"), {"name": "a"}),
        (Item, Record(), {"name": "record"}),
        (Iterable[Item], [Secret(name="a")], [{"name": "a", "price": 1.0}]),
    ],
    ids=["model", "list", "dict", "inside", "dataclass", "typed-dict", "optional", "union", "object", "iterable"],
)
def test_trusted_value_never_shows_more_than_is_declared(model: Any, value: Any, written: Any) -> None:
    assert write(model, value) == written


@pytest.mark.parametrize(
    ("model", "value", "written"),
    [
        (Item, {"name": "a", "password": "p"}, {"name": "a", "price": 1.0}),
        (list[Item], [Item(name="a"), {"name": "b", "password": "p"}], [{"name": n, "price": 1.0} for n in "ab"]),
        (Basket, {"items": [Secret(name="a")]}, {"items": [{"name": "a", "price": 1.0}]}),
        (Row, {"name": "a"}, {"name": "a"}),
        (int, "5", 5),
        (list[int], (1, 2), [1, 2]),
    ],
    ids=["dict", "dict-in-list", "nested", "dataclass", "number", "tuple"],
)
def test_value_of_another_shape_is_validated_even_so(model: Any, value: Any, written: Any) -> None:
    assert write(model, value) == written


def test_generator_is_validated_even_so() -> None:
    names = (Secret(name=name) for name in "ab")

    assert write(Iterable[Item], names) == [{"name": name, "price": 1.0} for name in "ab"]


@pytest.mark.parametrize(
    ("model", "value"),
    [(Item, {"password": "p"}), (Item, 5), (int, "x")],
    ids=["dict", "number", "text"],
)
def test_value_that_cannot_be_written_as_declared_is_an_error(model: Any, value: Any) -> None:
    with pytest.raises(ResponseValidationError):
        write(model, value)


@pytest.mark.parametrize(
    ("model", "value", "written"),
    [
        (list[PositiveInt], [-1], [-1]),
        (Item, None, None),
        (Entry, {}, {}),
    ],
    ids=["constraint", "None", "missing-key"],
)
def test_what_trust_lets_pass(model: Any, value: Any, written: Any) -> None:
    assert write(model, value) == written
    with pytest.raises(ResponseValidationError):
        write(model, value, SerializerOptions())


def test_options_hold_for_trusted_values() -> None:
    assert write(Item, Secret(name="a"), SerializerOptions(exclude_defaults=True, validates=False)) == {"name": "a"}
    assert write(Item, Secret(name="a"), SerializerOptions(include=set(), validates=False)) == {}


def test_trusted_value_for_a_chosen_response_class() -> None:
    encode = build_encode(TypeAdapter(list[Item]), TRUSTING, {})

    assert encode([Secret(name="a")]) == [{"name": "a", "price": 1.0}]
    assert encode([{"name": "b"}]) == [{"name": "b", "price": 1.0}]


def test_plain_value_is_prepared_only_where_the_encoder_needs_it() -> None:
    seen: list[Any] = []

    def encode(value: Any) -> bytes:
        seen.append(value)
        return json.dumps(value).encode()

    render = build_value_encoder(encode)

    assert [render({"a": 1}), render({"_sa_x": 1}), render(Row("a"))] == [
        b'{"a": 1}',
        b"{}",
        b'{"name": "a"}',
    ]
    assert seen == [{"a": 1}, {"_sa_x": 1}, {}, Row("a"), {"name": "a"}]
