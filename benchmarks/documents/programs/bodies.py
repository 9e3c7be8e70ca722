"""Request bodies: one, several, embedded, optional, in dependencies."""

# Programs as users write them, as dense as can be; the endpoints are never called.
# ruff: noqa: C901, B008
# mypy: disable-error-code="empty-body"

import dataclasses
from enum import Enum
from typing import Annotated, Any, NotRequired

from pydantic import BaseModel, Field, RootModel
from typing_extensions import TypedDict

from benchmarks.documents.framework import Application, Framework


class Item(BaseModel):
    """Something to sell."""

    name: str
    price: float = Field(gt=0)
    tags: list[str] = []


class User(BaseModel):
    user_name: str = Field(alias="userName")


class Names(RootModel[list[str]]):
    """Some names."""


class Size(Enum):
    SMALL = "s"
    LARGE = "l"


@dataclasses.dataclass
class Point:
    """A place."""

    x: int
    y: int = 0
    labels: list[str] = dataclasses.field(default_factory=list)


class Movie(TypedDict):
    """A film."""

    title: str
    year: NotRequired[int]


def build_single(framework: Framework) -> Application:
    """One body parameter of every type."""
    app = framework.application(title="Single")
    body = framework.body

    @app.post("/model")
    def model(item: Item) -> None: ...

    @app.post("/optional")
    def optional(item: Item | None = None) -> None: ...

    @app.post("/nullable")
    def nullable(item: Item | None) -> None: ...

    @app.post("/default")
    def default(item: Item = Item(name="x", price=1)) -> None: ...

    @app.post("/list")
    def list_(items: list[Item]) -> None: ...

    @app.post("/mapping")
    def mapping(prices: dict[str, float]) -> None: ...

    @app.post("/anything")
    def anything(data: Annotated[Any, body()]) -> None: ...

    @app.post("/union")
    def union(item: Item | User) -> None: ...

    @app.post("/root")
    def root(names: Names) -> None: ...

    @app.post("/dataclass")
    def dataclass(point: Point) -> None: ...

    @app.post("/typed-dict")
    def typed_dict(movie: Annotated[Movie, body()]) -> None: ...

    @app.post("/tuple")
    def tuple_(pair: tuple[int, Item]) -> None: ...

    return app


def build_scalars(framework: Framework) -> Application:
    """One body parameter that is no model, and old spellings."""
    app = framework.application(title="Scalars")
    body = framework.body

    @app.post("/scalar")
    def scalar(number: Annotated[int, body(ge=1, title="N", description="A number", examples=[3])]) -> None: ...

    @app.post("/scalar-default")
    def scalar_default(number: Annotated[int, body(deprecated=True)] = 3) -> None: ...

    @app.post("/size")
    def size(size: Annotated[Size, body()] = Size.SMALL) -> None: ...

    @app.post("/bytes")
    def bytes_(data: Annotated[bytes, body()]) -> None: ...

    @app.post("/text")
    def text(data: Annotated[str, body(media_type="text/plain")]) -> None: ...

    @app.post("/old")
    def old(item: Item = body(...)) -> None: ...

    @app.post("/none")
    def none(item: Item = body(None)) -> None: ...

    return app


def build_methods(framework: Framework) -> Application:
    """Bodies of methods that rarely have one."""
    app = framework.application(title="Methods with bodies")

    @app.get("/get")
    def get(item: Item) -> None: ...

    @app.delete("/delete")
    def delete(item: Item) -> None: ...

    @app.options("/options")
    def options(item: Item) -> None: ...

    @app.head("/head")
    def head(item: Item) -> None: ...

    @app.trace("/trace")
    def trace(item: Item) -> None: ...

    return app


def build_several(framework: Framework) -> Application:
    """Bodies with a member for each parameter."""
    app = framework.application(title="Several")
    body = framework.body

    @app.put("/several/{item_id}")
    def several(item_id: int, item: Item, user: User, importance: Annotated[int, body(gt=0)], q: str = "") -> None: ...

    @app.put("/optional")
    def optional(item: Item | None = None, user: User | None = None) -> None: ...

    @app.put("/partly")
    def partly(item: Item, user: User | None = None, size: Annotated[Size, body()] = Size.LARGE) -> None: ...

    @app.put("/embedded")
    def embedded(item: Annotated[Item, body(embed=True)]) -> None: ...

    @app.put("/embedded-optional")
    def embedded_optional(item: Annotated[Item | None, body(embed=True)] = None) -> None: ...

    @app.put("/embedded-scalar")
    def embedded_scalar(
        number: Annotated[
            int, body(embed=True, alias="theNumber", title="T", description="D", examples=[3], deprecated=True)
        ],
    ) -> None: ...

    @app.put("/factory")
    def factory(
        items: Annotated[list[Item], body(default_factory=list)],
        name: Annotated[str, body()] = "x",
    ) -> None: ...

    @app.put("/described")
    def described(
        item: Annotated[Item, body(description="The item", title="An item")],
        user: Annotated[User, body(openapi_examples={"a": {"value": {"userName": "a"}}})],
        extra: Annotated[dict[str, int], body(json_schema_extra={"x-extra": True})],
    ) -> None: ...

    @app.put("/media")
    def media(one: Annotated[str, body(media_type="a/b")], two: Annotated[str, body(media_type="a/b")]) -> None: ...

    @app.put("/mixed-media")
    def mixed_media(
        one: Annotated[str, body(media_type="a/b")], two: Annotated[str, body(media_type="a/c")]
    ) -> None: ...

    @app.put("/hidden")
    def hidden(one: Annotated[str, body()], two: Annotated[str, body(include_in_schema=False)] = "") -> None: ...

    return app


def build_in_dependencies(framework: Framework) -> Application:
    """Bodies that dependencies ask for."""
    app = framework.application(title="Bodies in dependencies")

    def get_item(item: Item) -> Item: ...

    def get_user(user: User) -> User: ...

    def get_both(
        item: Annotated[Item, framework.depends(get_item)], user: Annotated[User, framework.depends(get_user)]
    ) -> None: ...

    @app.post("/one")
    def one(item: Annotated[Item, framework.depends(get_item)]) -> None: ...

    @app.post("/same")
    def same(item: Item, again: Annotated[Item, framework.depends(get_item)]) -> None: ...

    @app.post("/with-own")
    def with_own(user: User, item: Annotated[Item, framework.depends(get_item)]) -> None: ...

    @app.post("/both", dependencies=[framework.depends(get_both)])
    def both() -> None: ...

    @app.post("/twice", dependencies=[framework.depends(get_item)])
    def twice(both: Annotated[None, framework.depends(get_both)], size: Annotated[Size, framework.body()]) -> None: ...

    return app


def build_examples(framework: Framework) -> Application:
    """Examples of bodies."""
    app = framework.application(title="Examples of bodies")
    named = {
        "normal": {"summary": "Normal", "value": {"name": "a", "price": 1}},
        "odd": {"value": Item(name="b", price=2)},
    }

    @app.post("/examples")
    def examples(item: Annotated[Item, framework.body(examples=[{"name": "a", "price": 1}])]) -> None: ...

    @app.post("/named")
    def named_(item: Annotated[Item, framework.body(openapi_examples=named)]) -> None: ...

    @app.post("/both")
    def both(
        item: Annotated[Item, framework.body(openapi_examples=named, examples=[{"name": "c", "price": 1}])],
    ) -> None: ...

    @app.post("/models")
    def models(item: Annotated[Item, framework.body(examples=[Item(name="a", price=1)])]) -> None: ...

    @app.post("/described")
    def described(
        item: Annotated[Item, framework.body(title="T", description="D", json_schema_extra={"x": 1})],
    ) -> None: ...

    return app


PROGRAMS = (build_single, build_scalars, build_methods, build_several, build_in_dependencies, build_examples)
