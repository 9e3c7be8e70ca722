"""Types of parameters and bodies by name, for tests that are tables. Knows no framework: only types and pydantic."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address
from typing import Annotated, Any, Literal, NotRequired
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Json, model_validator
from typing_extensions import TypedDict


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Rank(IntEnum):
    LOW = 1
    HIGH = 2


class Item(BaseModel):
    name: str
    price: float = Field(gt=0)
    tags: list[str] = []


class Order(BaseModel):
    item: Item
    count: int = Field(ge=1, le=9)
    due: date | None = None


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str


class Aliased(BaseModel):
    item_name: str = Field(alias="itemName")


class Range(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def check_order(self) -> "Range":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]
    good: bool


@dataclass
class Point:
    x: int
    y: int = 0


class Movie(TypedDict):
    title: str
    year: NotRequired[int]


def refuse_odd(number: int) -> int:
    if number % 2:
        raise ValueError("odd")
    return number


def assert_short(text: str) -> str:
    assert len(text) < 3, "too long"
    return text


def split_commas(value: Any) -> Any:
    return value.split(",") if isinstance(value, str) else value


SCALARS: dict[str, Any] = {
    "int": int,
    "int or None": int | None,
    "float": float,
    "bool": bool,
    "Decimal": Decimal,
    "UUID": UUID,
    "datetime": datetime,
    "date": date,
    "time": time,
    "timedelta": timedelta,
    "IPv4Address": IPv4Address,
    "Enum": Colour,
    "IntEnum": Rank,
    "Literal": Literal["asc", "desc"],
    "int or bool": int | bool,
    "gt": Annotated[int, Field(gt=0)],
    "ge": Annotated[int, Field(ge=1)],
    "lt": Annotated[int, Field(lt=10)],
    "le": Annotated[float, Field(le=1)],
    "several bounds": Annotated[int, Field(gt=0), Field(lt=10)],
    "multiple_of": Annotated[int, Field(multiple_of=5)],
    "finite": Annotated[float, Field(allow_inf_nan=False)],
    "strict": Annotated[int, Field(strict=True)],
    "max_digits": Annotated[Decimal, Field(max_digits=4, decimal_places=2)],
    "min_length": Annotated[str, Field(min_length=3)],
    "max_length": Annotated[str, Field(max_length=3)],
    "pattern": Annotated[str, Field(pattern="^[a-z]+$")],
    "ValueError": Annotated[int, AfterValidator(refuse_odd)],
    "assertion": Annotated[str, AfterValidator(assert_short)],
    "Json": Json[list[int]],
}
"""What one text can become."""

COLLECTIONS: dict[str, Any] = {
    "list": list[int],
    "list or None": list[int] | None,
    "list of Literal": list[Literal["a", "b"]],
    "list of short texts": list[Annotated[str, Field(max_length=2)]],
    "set": set[int],
    "frozenset": frozenset[Colour],
    "deque": deque[float],
    "Sequence": Sequence[bool],
    "tuple": tuple[int, bool],
    "tuple of any length": tuple[int, ...],
    "two at least": Annotated[list[int], Field(min_length=2)],
    "two at most": Annotated[list[int], Field(max_length=2)],
    "fail_fast": Annotated[list[int], Field(fail_fast=True)],
    "list or int": list[int] | int,
    "split": Annotated[list[int], BeforeValidator(split_commas)],
}
"""What repeated texts can become."""

BODIES: dict[str, Any] = {
    "model": Item,
    "model or None": Item | None,
    "nested model": Order,
    "model that forbids": Closed,
    "model with an alias": Aliased,
    "model with a validator": Range,
    "list of models": list[Item],
    "dict": dict[str, int],
    "dict of models": dict[int, Item],
    "dataclass": Point,
    "TypedDict": Movie,
    "union": Item | Point,
    "discriminated union": Annotated[Cat | Dog, Field(discriminator="kind")],
    "set": set[int],
    "tuple": tuple[int, str],
}
"""What only a JSON document can become."""
