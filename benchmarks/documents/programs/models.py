"""Models: nested, recursive, generic, of the same name, different in and out."""

# Programs as users write them, as dense as can be; the endpoints are never called.
# ruff: noqa: C901
# mypy: disable-error-code="empty-body, prop-decorator"

import dataclasses
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Generic, Literal, NamedTuple, Optional, TypeVar
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    RootModel,
    SecretStr,
    computed_field,
    field_validator,
    model_serializer,
)
from pydantic.dataclasses import dataclass as pydantic_dataclass

from benchmarks.documents.framework import Application, Framework
from benchmarks.documents.programs.twins import north, south

T = TypeVar("T")


class Color(Enum):
    """The colours.\f Hidden."""

    RED = "red"
    BLUE = "blue"


class Part(BaseModel):
    """A part.

    With more lines.\f
    Hidden from the document.
    """

    name: str = Field(description="A name.", title="The name", examples=["bolt"], max_length=10)
    color: Color = Color.RED
    old: int | None = Field(default=None, deprecated=True)


class Node(BaseModel):
    value: int
    parent: Optional["Node"] = None
    children: list["Node"] = []


class Page(BaseModel, Generic[T]):
    items: list[T]
    total: int = 0


class Pair(BaseModel, Generic[T]):
    left: T
    right: Page[T] | None = None


class Types(BaseModel):
    model_config = ConfigDict(extra="forbid", title="All types", json_schema_extra={"examples": [{"id": 1}]})

    id: UUID
    moment: datetime
    amount: Decimal
    secret: SecretStr
    data: bytes = b"abc"
    mapping: dict[str, list[Part]] = {}
    pair: tuple[int, str] = (1, "a")
    kind: Literal["a"] = "a"
    any: Any = None
    limited: Annotated[list[int], Field(min_length=1, max_length=3)]
    reference: int = Field(alias="$ref", default=3)


class Base64(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    data: bytes
    maybe: bytes | None = None


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int = 9


class Dog(BaseModel):
    kind: Literal["dog"]
    breed: str


class Zoo(BaseModel):
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]
    other: Cat | Dog | None = None


class Rectangle(BaseModel):
    """Input and output differ."""

    width: int
    height: int = 1

    @computed_field(description="Width times height", title="The area")
    @property
    def area(self) -> int:
        return self.width * self.height


class Drawing(BaseModel):
    rectangles: list[Rectangle]
    frame: Rectangle | None = None
    parent: Optional["Drawing"] = None


class Aliases(BaseModel):
    first: int = Field(alias="firstName")
    second: int = Field(validation_alias="readAs", default=1)
    third: int = Field(serialization_alias="writtenAs", default=1)


class Strict(BaseModel):
    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    name: str = "x"
    color: Color | None = None


class Stamped(BaseModel):
    moment: Annotated[datetime, PlainSerializer(lambda value: value.timestamp(), return_type=float)]

    @field_validator("moment")
    @classmethod
    def check(cls, value: datetime) -> datetime:
        return value


class Custom(BaseModel):
    x: int

    @model_serializer
    def write(self) -> dict[str, int]:
        return {"y": self.x}


class Colour(str):
    """A type with a schema of its own."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> Any:
        return handler(str)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {**handler(schema), "format": "colour"}


class Numbers(RootModel[dict[str, int]]):
    root: dict[str, int] = {"a": 1}


class Place(NamedTuple):
    x: int
    y: int = 0


@dataclasses.dataclass
class Point:
    """A place.\f Hidden."""

    x: int
    y: int = dataclasses.field(default=0, metadata={"description": "Upwards"})


@pydantic_dataclass
class Circle:
    radius: Annotated[float, Field(gt=0)]
    centre: Point = dataclasses.field(default_factory=lambda: Point(0))

    @computed_field
    @property
    def area(self) -> float:
        return self.radius


class Painted(BaseModel):
    colour: Colour
    numbers: Numbers = Numbers()
    place: Place = Place(1)
    circle: Circle | None = None


def build_shapes(framework: Framework) -> Application:
    """Nested, recursive, generic and special models, in and out."""
    app = framework.application(title="Shapes")

    @app.post("/part")
    def part(part: Part) -> Part: ...

    @app.post("/node")
    def node(node: Node) -> list[Node]: ...

    @app.get("/page")
    def page() -> Page[Part]: ...

    @app.post("/page")
    def post_page(page: Page[int]) -> Page[Page[Node]]: ...

    @app.post("/pair")
    def pair(pair: Pair[str]) -> Pair[Part | None]: ...

    @app.post("/types")
    def types(types: Types) -> Types: ...

    @app.post("/base64")
    def base64(data: Base64) -> Base64: ...

    @app.post("/zoo")
    def zoo(zoo: Zoo) -> Zoo: ...

    @app.post("/pet")
    def pet(pet: Annotated[Cat | Dog, framework.body(discriminator="kind")]) -> Cat | Dog: ...

    @app.post("/painted")
    def painted(painted: Painted) -> dict[str, Painted]: ...

    @app.post("/point")
    def point(point: Point) -> Point: ...

    @app.get("/color")
    def color(color: Color = Color.BLUE) -> Color: ...

    return app


def build_twins(framework: Framework) -> Application:
    """Classes of the same name in two modules."""
    app = framework.application(title="Twins")

    @app.post("/north")
    def read_north(twin: north.Twin) -> list[north.Twin]: ...

    @app.post("/south")
    def read_south(twin: south.Twin) -> Page[south.Twin]: ...

    @app.post("/both")
    def read_both(one: north.Twin, two: south.Twin) -> north.Twin | south.Twin: ...

    return app


def _add_differing(app: Application) -> None:
    @app.post("/rectangle")
    def rectangle(rectangle: Rectangle) -> Rectangle: ...

    @app.post("/rectangles")
    def rectangles(rectangles: list[Rectangle]) -> list[Rectangle]: ...

    @app.post("/drawing")
    def drawing(drawing: Drawing) -> Page[Drawing]: ...

    @app.post("/page")
    def page(page: Page[Rectangle]) -> Page[Rectangle]: ...

    @app.get("/only-out")
    def only_out() -> Drawing | None: ...

    @app.post("/aliases")
    def aliases(aliases: Aliases) -> Aliases: ...

    @app.post("/strict")
    def strict(strict: Strict) -> Strict: ...

    @app.post("/stamped")
    def stamped(stamped: Stamped) -> Stamped: ...

    @app.post("/custom")
    def custom(custom: Custom) -> Custom: ...

    @app.post("/circle")
    def circle(circle: Circle) -> Circle: ...

    @app.post("/painted", responses={400: {"model": Rectangle}, 401: {"model": list[Strict]}})
    def painted(painted: Painted, drawing: Drawing) -> Painted: ...

    @app.post("/part")
    def part(part: Part) -> Part: ...


def build_differing(framework: Framework) -> Application:
    """Models that are read and written differently."""
    app = framework.application(title="Differing")
    _add_differing(app)
    return app


def build_unseparated(framework: Framework) -> Application:
    """The same models with one schema each, save where fields are computed."""
    app = framework.application(title="Unseparated", separate_input_output_schemas=False)
    _add_differing(app)
    return app


def build_unseparated_simple(framework: Framework) -> Application:
    """One schema each, nothing computed anywhere."""
    app = framework.application(title="Unseparated, simple", separate_input_output_schemas=False)

    @app.post("/strict")
    def strict(strict: Strict) -> list[Strict]: ...

    @app.post("/aliases")
    def aliases(aliases: Aliases) -> Page[Aliases]: ...

    @app.get("/strict")
    def get_strict() -> Strict: ...

    @app.post("/node")
    def node(node: Node) -> Node: ...

    return app


def build_unseparated_computed(framework: Framework) -> Application:
    """One schema each, a computed field that is only written."""
    app = framework.application(title="Unseparated, computed", separate_input_output_schemas=False)

    @app.get("/rectangle")
    def rectangle() -> Rectangle: ...

    @app.get("/page")
    def page() -> Page[Rectangle]: ...

    @app.post("/strict")
    def strict(strict: Strict) -> Strict: ...

    return app


PROGRAMS = (
    build_shapes,
    build_twins,
    build_differing,
    build_unseparated,
    build_unseparated_simple,
    build_unseparated_computed,
)
