"""Everything that can be a dependency gets its parameters from the request."""

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

import pytest
from pydantic import BaseModel
from typing_extensions import TypeAliasType

from fireweed import Depends, Header, Request, Response
from kit.endpoints import details, locations, missing, serve

T = TypeVar("T")


def function(q: int = 0) -> int:
    return q


async def coroutine(q: int = 0) -> int:
    return q


def generator(q: int = 0) -> Iterator[int]:
    yield q


async def async_generator(q: int = 0) -> AsyncIterator[int]:
    yield q


class Object:
    def __call__(self, q: int = 0) -> int:
        return q


class AsyncObject:
    async def __call__(self, q: int = 0) -> int:
        return q


class GeneratorObject:
    def __call__(self, q: int = 0) -> Iterator[int]:
        yield q


class AsyncGeneratorObject:
    async def __call__(self, q: int = 0) -> AsyncIterator[int]:
        yield q


class Methods:
    def method(self, q: int = 0) -> int:
        return q

    async def coroutine(self, q: int = 0) -> int:
        return q

    def generator(self, q: int = 0) -> Iterator[int]:
        yield q

    async def async_generator(self, q: int = 0) -> AsyncIterator[int]:
        yield q

    @classmethod
    def of_class(cls, q: int = 0) -> int:
        return q

    @staticmethod
    def static(q: int = 0) -> int:
        return q


class Unhashable(Object):
    __hash__ = None  # type: ignore[assignment]  # what makes an object unhashable


def with_first(first: str, q: int = 0) -> int:
    assert first == "first"
    return q


async def async_with_first(first: str, q: int = 0) -> int:
    return with_first(first, q)


def generator_with_first(first: str, q: int = 0) -> Iterator[int]:
    yield with_first(first, q)


async def async_generator_with_first(first: str, q: int = 0) -> AsyncIterator[int]:
    yield with_first(first, q)


def wrapping(inner: Callable[..., Any]) -> Callable[..., Any]:
    """A plain wrapper that keeps the signature of what it wraps."""

    @functools.wraps(inner)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return inner(*args, **kwargs)

    return wrapper


def async_wrapping(inner: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(inner)
    async def wrapper(*args: Any, **kwargs: Any) -> Any:
        return inner(*args, **kwargs)

    return wrapper


CALLABLES: dict[str, Callable[..., Any]] = {
    "function": function,
    "coroutine": coroutine,
    "generator": generator,
    "async-generator": async_generator,
    "lambda": lambda q=0: int(q),
    "object": Object(),
    "async-object": AsyncObject(),
    "generator-object": GeneratorObject(),
    "async-generator-object": AsyncGeneratorObject(),
    "unhashable": Unhashable(),
    "method": Methods().method,
    "async-method": Methods().coroutine,
    "generator-method": Methods().generator,
    "async-generator-method": Methods().async_generator,
    "class-method": Methods.of_class,
    "static-method": Methods.static,
    "partial": functools.partial(with_first, "first"),
    "partial-by-name": functools.partial(with_first, first="first"),
    "nested-partial": functools.partial(functools.partial(with_first), "first"),
    "async-partial": functools.partial(async_with_first, "first"),
    "generator-partial": functools.partial(generator_with_first, "first"),
    "async-generator-partial": functools.partial(async_generator_with_first, "first"),
    "partial-object": functools.partial(Object()),
    "partial-async-object": functools.partial(AsyncObject()),
    "partial-generator-object": functools.partial(GeneratorObject()),
    "partial-async-generator-object": functools.partial(AsyncGeneratorObject()),
    "partial-async-method": functools.partial(Methods().coroutine),
    "wrapped-function": wrapping(function),
    "wrapped-coroutine": wrapping(coroutine),
    "wrapped-generator": wrapping(generator),
    "wrapped-async-generator": wrapping(async_generator),
    "wrapped-twice": wrapping(wrapping(coroutine)),
    "async-wrapper": async_wrapping(function),
}


@pytest.mark.parametrize("name", CALLABLES)
@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_callable_gets_its_parameters_and_gives_its_value(name: str, is_async: bool) -> None:
    dependency = CALLABLES[name]

    async def endpoint(value: Annotated[int, Depends(dependency)]) -> int:
        return value

    def endpoint_in_thread(value: Annotated[int, Depends(dependency)]) -> int:
        return value

    client = serve(endpoint if is_async else endpoint_in_thread)

    assert client.get("/?q=5").json() == 5
    assert client.get("/").json() == 0


@pytest.mark.parametrize("name", [name for name in CALLABLES if name != "lambda"])
def test_callable_is_not_called_with_invalid_parameters(name: str) -> None:
    def endpoint(value: Any = Depends(CALLABLES[name])) -> Any:
        return value

    assert locations(serve(endpoint).get("/?q=x")) == [("int_parsing", ["query", "q"])]


# Classes...


class Pages:
    def __init__(self, q: str | None = None, skip: int = 0) -> None:
        self.q = q
        self.skip = skip


class Box(Generic[T]):
    def __init__(self, q: str, skip: int = 0) -> None:
        self.q = q
        self.skip = skip


@dataclass
class Query_:
    q: str
    skip: int = 0
    names: list[str] = field(default_factory=list)
    x_a: Annotated[str, Header()] = "a"


class Model(BaseModel):
    q: str
    skip: int = 0


class Made:
    def __new__(cls, q: str, skip: int = 0) -> "Made":
        made = super().__new__(cls)
        made.__dict__.update(q=q, skip=skip)
        return made


PagesAlias = TypeAliasType("PagesAlias", Annotated[Pages, Depends()])


@pytest.mark.parametrize(
    ("annotation", "default"),
    [
        (Pages, Depends()),
        (Pages, Depends(Pages)),
        (Any, Depends(Pages)),
        (Annotated[Pages, Depends()], ...),
        (Annotated[Pages, Depends(Pages)], ...),
        (Annotated[Any, Depends(Pages)], ...),
        (Annotated[Box[int], Depends()], ...),
        (Annotated[Query_, Depends()], ...),
        (Annotated[Model, Depends()], ...),
        (Annotated[Made, Depends()], ...),
        (PagesAlias, ...),
    ],
    ids=str,
)
def test_class_is_made_from_the_request(annotation: Any, default: Any) -> None:
    def endpoint(made: Any) -> list[Any]:
        return [made.q, made.skip]

    endpoint.__annotations__["made"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    client = serve(endpoint)

    assert client.get("/?q=a&skip=3").json() == ["a", 3]
    assert client.get("/?q=a").json() == ["a", 0]
    assert locations(client.get("/?q=a&skip=x")) == [("int_parsing", ["query", "skip"])]


def test_parameter_of_a_class_is_missing_where_it_is_required() -> None:
    def endpoint(made: Annotated[Model, Depends()]) -> str:
        return made.q

    assert details(serve(endpoint).get("/")) == [missing("query", "q")]


# Types that mean something without Depends...


@pytest.mark.parametrize("annotation", [Request, Response], ids=["request", "response"])
@pytest.mark.parametrize("style", ["annotated", "default"])
def test_depends_wins_over_what_a_type_means(annotation: Any, style: str) -> None:
    def endpoint(value: Any = Depends(function)) -> Any:
        return value

    endpoint.__annotations__["value"] = annotation
    if style == "annotated":
        endpoint.__annotations__["value"] = Annotated[annotation, Depends(function)]
        endpoint.__defaults__ = ()

    assert serve(endpoint).get("/?q=7").json() == 7


def test_default_beside_an_annotated_dependency_is_not_used() -> None:
    def endpoint(value: Annotated[int, Depends(function)] = 99) -> int:
        return value

    assert serve(endpoint).get("/?q=7").json() == 7


def test_alias_can_be_given_another_dependency() -> None:
    number = Annotated[int, Depends(function)]

    def endpoint(value: Annotated[number, Depends(lambda: 42)]) -> int:
        return value

    assert serve(endpoint).get("/").json() == 42
