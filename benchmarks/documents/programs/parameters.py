"""Parameters of all kinds: types, constraints, metadata, names, defaults."""

# Programs as users write them, as dense as can be; the endpoints are never called.
# ruff: noqa: B006, B008, PLR0913, RUF013, UP042
# mypy: disable-error-code="assignment, no-untyped-def, type-arg"

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum
from ipaddress import IPv4Address
from pathlib import Path
from typing import Annotated, Any, Literal, NewType
from uuid import UUID

from pydantic import AfterValidator, AliasChoices, AnyUrl, Field, Json, StringConstraints
from typing_extensions import TypeAliasType

from benchmarks.documents.framework import Application, Framework


class Color(str, Enum):
    """The colours there are."""

    RED = "red"
    BLUE = "blue"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


UserId = NewType("UserId", int)
Name = TypeAliasType("Name", Annotated[str, Field(min_length=2, description="A name.")])
Slug = Annotated[str, StringConstraints(pattern="^[a-z-]+$", max_length=20)]


def build_types(framework: Framework) -> Application:
    """Every type that one string can become, in the path and in the query."""
    app = framework.application(title="Types")

    @app.get("/path/{number}/{text}/{flag}/{identifier}/{moment}/{color}/{kind}/{rest:path}")
    def read_path(
        number: int,
        text: str,
        flag: bool,
        identifier: UUID,
        moment: datetime,
        color: Color,
        kind: Literal["a", "b"],
        rest: Path,
    ) -> None: ...

    @app.get("/query")
    def read_query(
        untyped,
        anything: Any,
        data: bytes,
        day: date,
        clock: time,
        duration: timedelta,
        amount: Decimal,
        ratio: float,
        level: Level,
        address: IPv4Address,
        url: AnyUrl,
        user: UserId,
        name: Name,
        slug: Slug,
        document: Annotated[Json[list[int]], framework.query()],
        loose: Annotated[Json[Any], framework.query()],
        checked: Annotated[int, AfterValidator(abs)],
        nothing: None,
        constant: Literal[3],
        mixed: Literal["x", 1, None],
    ) -> None: ...

    @app.get("/unions")
    def read_unions(
        either: int | str,
        old: int | None,
        older: Color | None,
        color: Color | None,
        nested: Annotated[int, Field(ge=3)] | Annotated[str, Field(max_length=5)] | None,
        aliased: Name | None,
    ) -> None: ...

    @app.get("/lists")
    def read_lists(
        numbers: Annotated[list[int], framework.query(min_length=1, max_length=3)],
        texts: Annotated[list[str] | None, framework.query()] = None,
        unique: Annotated[set[str], framework.query()] = {"b"},
        frozen: Annotated[frozenset[int], framework.query()] = frozenset({3}),
        pair: Annotated[tuple[int, str], framework.query()] = (1, "x"),
        many: Annotated[tuple[int, ...], framework.query()] = (),
        bare: Annotated[list, framework.query()] = [],
        colors: Annotated[list[Color], framework.query(description="Some colours.")] = [Color.RED],
        tokens: Annotated[list[str] | None, framework.header()] = None,
        crumbs: Annotated[list[str], framework.cookie()] = [],
        optional_items: Annotated[list[int | None], framework.query()] = [1, None],
    ) -> None: ...

    return app


def build_defaults(framework: Framework) -> Application:
    """Defaults of all types."""
    app = framework.application(title="Defaults")

    @app.get("/defaults")
    def read_defaults(
        made: Annotated[str, framework.query(default_factory=lambda: "x")],
        made_of_field: Annotated[int, Field(default_factory=lambda: 3), framework.query()],
        number: int = 3,
        text: str = "",
        flag: bool = False,
        nothing: str | None = None,
        wrong: int = None,
        color: Color = Color.RED,
        color_or_none: Color | None = Color.BLUE,
        level: Level = Level.LOW,
        kind: Literal["a", "b"] = "a",
        day: date = date(2024, 2, 29),
        duration: timedelta = timedelta(hours=1),
        amount: Decimal = Decimal("1.50"),
        identifier: UUID = UUID(int=7),
        data: bytes = b"abc",
        described: Annotated[int, framework.query(description="How many.")] = 5,
        old_style: int = framework.query(8, ge=1),
        documented_enum: Annotated[Color, framework.query(title="The colour", description="Which.")] = Color.RED,
    ) -> None: ...

    return app


def build_constraints(framework: Framework) -> Application:
    """Every constraint, on every source."""
    app = framework.application(title="Constraints")
    constrain: dict[str, dict[str, Any]] = {
        "limits": {"gt": 1, "lt": 9},
        "bounds": {"ge": 1.5, "le": 9.5},
        "step": {"multiple_of": 5},
    }

    def add(source: Callable[..., Any], path: str) -> None:
        @app.get(path, name=source.__name__)
        def read(
            limits: Annotated[int, source(**constrain["limits"])],
            bounds: Annotated[float, source(**constrain["bounds"])],
            step: Annotated[int, source(**constrain["step"])],
            text: Annotated[str, source(min_length=2, max_length=5, pattern="^a")],
            amount: Annotated[Decimal, source(max_digits=5, decimal_places=2)],
            finite: Annotated[float, source(allow_inf_nan=False)],
            strict: Annotated[int, source(strict=True)],
            both: Annotated[int, Field(ge=2), source(le=7)],
            maybe: Annotated[int | None, source(ge=2)],
            union: Annotated[int | str, source(union_mode="left_to_right")],
        ) -> None: ...

    add(framework.query, "/query")
    add(framework.header, "/header")
    add(framework.cookie, "/cookie")
    add(framework.path, "/{limits}/{bounds}/{step}/{text}/{amount}/{finite}/{strict}/{both}/{maybe}/{union}")

    return app


def build_metadata(framework: Framework) -> Application:
    """Titles, descriptions, examples, deprecation, extra schema, hidden ones."""
    app = framework.application(title="Metadata")
    everything: dict[str, Any] = {
        "title": "The name",
        "description": "A *name*.\n\nOf several lines.",
        "examples": ["ada", "bob"],
        "deprecated": True,
        "json_schema_extra": {"x-kind": "name", "nested": {"a": [1]}},
    }
    named = {
        "normal": {"summary": "A normal one", "value": "ada", "description": None},
        "odd": {"externalValue": "http://example.com/odd"},
    }

    @app.get("/metadata/{item}")
    def read(
        item: Annotated[str, framework.path(**everything)],
        query: Annotated[str, framework.query(**everything)] = "ada",
        x_header: Annotated[str | None, framework.header(**everything)] = None,
        cookie: Annotated[str | None, framework.cookie(**everything)] = None,
        shown: Annotated[str, framework.query(openapi_examples=named)] = "",
        both: Annotated[str, framework.query(openapi_examples=named, examples=["c"])] = "",
        hidden: Annotated[str | None, framework.query(include_in_schema=False)] = None,
        hidden_header: Annotated[str | None, framework.header(include_in_schema=False)] = None,
        message: Annotated[int, framework.query(deprecated="use another")] = 1,
        dates: Annotated[date | None, framework.query(examples=[date(2024, 1, 2)])] = None,
        of_field: Annotated[
            int,
            Field(title="T", description="D", examples=[3], deprecated=True, json_schema_extra={"x": 1}),
            framework.query(),
        ] = 3,
        overridden: Annotated[int, Field(title="T", description="D"), framework.query(description="E")] = 3,
        cleared: Annotated[int, Field(title="T", description="D"), framework.query(description=None)] = 3,
        merged: Annotated[
            int, Field(json_schema_extra={"x": 1, "y": 2}), framework.query(json_schema_extra={"y": 3})
        ] = 3,
        empty_description: Annotated[int, framework.query(description="")] = 3,
        color: Annotated[Color, framework.query(title="C", deprecated=True, examples=["red"])] = Color.RED,
    ) -> None: ...

    return app


def build_names(framework: Framework) -> Application:
    """Aliases, header names, converters, parameters of the same name."""
    app = framework.application(title="Names")

    @app.get("/names/{item-id}/{plain:int}")
    def read_names(
        item: Annotated[int, framework.path(alias="item-id")],
        plain: int,
        query: Annotated[str, framework.query(alias="item-query")],
        validated: Annotated[str, framework.query(validation_alias="read_as")],
        both: Annotated[str, framework.query(alias="a", validation_alias="b", serialization_alias="c")],
        written: Annotated[str, framework.query(serialization_alias="d")],
        choices: Annotated[str, framework.query(validation_alias=AliasChoices("first", "second"))],
        user_agent: Annotated[str, framework.header()],
        x_token_id: Annotated[str, framework.header()],
        strange_header: Annotated[str, framework.header(convert_underscores=False)],
        aliased_header: Annotated[str, framework.header(alias="X_Strange")],
        session_id: Annotated[str, framework.cookie()],
        camelCase: str,
        of_field: Annotated[str, Field(alias="fieldAlias"), framework.query()],
    ) -> None: ...

    @app.get("/same/{name}")
    def read_same(
        name: str,
        query: Annotated[str, framework.query(alias="name")],
        header: Annotated[str, framework.header(alias="name")],
        cookie: Annotated[str, framework.cookie(alias="name")],
    ) -> None: ...

    @app.get("/choice/{second}")
    def read_choice(
        item: Annotated[int, framework.path(validation_alias=AliasChoices("first", "second"))],
    ) -> None: ...

    return app


PROGRAMS = (build_types, build_defaults, build_constraints, build_metadata, build_names)
