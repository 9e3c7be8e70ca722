"""Models of every shape that the document has to describe."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Annotated, Any, Generic, Literal, NotRequired, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, computed_field
from typing_extensions import TypedDict

Item = TypeVar("Item")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Missing(BaseModel):
    detail: str


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: float = Field(gt=0, le=1000)


class Square(BaseModel):
    kind: Literal["square"]
    side: float = Field(gt=0, le=1000)


Shape = Annotated[Circle | Square, Field(discriminator="kind")]


class Node(BaseModel):
    """A tree: it holds itself."""

    name: str
    children: list["Node"] = []


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: int | None = None


@dataclass
class Point:
    x: int
    y: int = 0
    tags: list[str] = field(default_factory=list)


class Address(TypedDict):
    city: str
    zip: NotRequired[str]


class Parcel(BaseModel):
    """Read under one name and written under another, with a field that only answers have."""

    model_config = ConfigDict(populate_by_name=True)

    weight: int = Field(ge=0, le=1000, description="In grams.", examples=[250], serialization_alias="grams")
    fragile: bool = False

    @computed_field
    def price(self) -> int:
        """In cents."""
        return self.weight * 2


class Invoice(BaseModel):
    term: timedelta = timedelta(days=30)
    amount: Decimal = Field(ge=0, le=Decimal("99999.99"), max_digits=7, decimal_places=2)


class Everything(BaseModel):
    """A field of each type, but of those that JSON Schema cannot bound."""

    uuid: UUID
    day: date
    moment: datetime
    clock: time
    raw: bytes = b"raw"
    colour: Colour = Colour.RED
    level: Level | None = None
    word: str = Field("word", min_length=1, max_length=20, pattern="^[a-z]+$")
    choice: Literal["a", "b", 3, None] = None
    pair: tuple[int, str] = (1, "one")
    numbers: set[int] = set()
    scores: dict[str, float] = {}
    several: Sequence[int | str] = Field([], max_length=5)
    shape: Shape | None = None
    point: Point = Field(default_factory=lambda: Point(1))
    address: Address = Field(default_factory=lambda: Address(city="Paris"))
    tree: Node | None = None
    parcel: Parcel | None = None
    anything: Any = None
    step: int = Field(10, multiple_of=5, json_schema_extra={"x-unit": "mm"})
    old: str | None = Field(None, deprecated=True)


class Filters(BaseModel):
    """A group of parameters; what it does not name is refused."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(10, gt=0, le=100)
    colours: list[Colour] = Field([], alias="colour")
    since: date | None = None
    order: Literal["asc", "desc"] = "asc"


class Device(BaseModel):
    x_model: str = Field("none", max_length=20, pattern="^[a-z]*$")
    x_version: int = Field(0, ge=0, le=1000)


class Consent(BaseModel):
    session: str = Field("none", pattern="^[a-z]*$")
    tracking: bool = False


class Profile(BaseModel):
    name: str = Field(min_length=1)
    age: int | None = Field(None, ge=0, le=150)
    topics: list[str] = []


class Reading(BaseModel):
    station: str
    celsius: float
