"""Annotations that are strings, because of the line below: they mean the same."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from fireweed import Depends, Fireweed, Header, Query, Request
from fireweed.exceptions import DeclarationError
from fireweed.testclient import TestClient
from kit.endpoints import locations, serve

if TYPE_CHECKING:
    from decimal import Decimal as OnlyForTypeCheckers
    from fractions import Fraction as AlsoForThem


class Item(BaseModel):
    name: str
    parent: Item | None = None


def dependency(q: int = 1) -> OnlyForTypeCheckers:
    return q  # type: ignore[return-value]  # the annotation is what matters


Count = Annotated[int, Query(gt=3)]


class Service:
    def __init__(self, q: Annotated[int, Query(alias="n")] = 0) -> None:
        self.q = q

    def __call__(self, item: Item) -> Item:
        return item

    async def method(self, item: Item) -> Item:
        return item


def wrapping(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


def of_item(item: Item) -> Item:
    return item


@pytest.mark.parametrize(
    "endpoint",
    [
        of_item,
        wrapping(of_item),
        Service(),
        Service().method,
        functools.partial(of_item),
        functools.partial(Service().method),
    ],
    ids=["function", "wrapped", "object", "method", "partial", "partial-method"],
)
def test_every_kind_of_endpoint_is_understood(endpoint: Callable[..., Any]) -> None:
    client = serve(endpoint, method="POST")

    assert client.post("/", json={"name": "a", "parent": {"name": "b"}}).json()["parent"]["name"] == "b"
    assert locations(client.post("/", json={"name": "a", "parent": {"name": 1}})) == [
        ("string_type", ["body", "parent", "name"])
    ]


def test_every_kind_of_parameter_is_understood() -> None:
    app = Fireweed()

    @app.get("/{id}")
    def endpoint(
        id: UUID,
        count: Annotated[int, Query(gt=1)],
        names: Annotated[list[str], Query()],
        x_a: Annotated[str | None, Header()],
        value: Annotated[int, Depends(dependency)],
        service: Annotated[Service, Depends()],
        request: Request,
        shared: Count = 5,
    ) -> list[Any]:
        return [str(id), count, names, x_a, value, service.q, request.method, shared]

    uuid = str(UUID(int=1))
    response = TestClient(app).get(f"/{uuid}?count=2&names=a&names=b&q=3&n=4&shared=6", headers={"x-a": "h"})

    assert response.json() == [uuid, 2, ["a", "b"], "h", 3, 4, "GET", 6]


def test_alias_with_a_string_is_understood() -> None:
    def endpoint(x: Count) -> int:
        return x

    assert locations(serve(endpoint).get("/?x=3")) == [("greater_than", ["query", "x"])]


def test_return_annotation_is_the_model() -> None:
    def endpoint() -> list[Item]:
        return [{"name": "a", "other": 1}]  # type: ignore[list-item]  # the model makes it right

    assert serve(endpoint).get("/").json() == [{"name": "a", "parent": None}]


def test_return_annotation_of_a_dependency_does_not_matter() -> None:
    def endpoint(value: int = Depends(dependency)) -> int:
        return value

    assert serve(endpoint).get("/?q=5").json() == 5


def test_annotation_beside_a_dependency_as_default_does_not_matter() -> None:
    def endpoint(value: OnlyForTypeCheckers = Depends(dependency)) -> Any:
        return value

    assert serve(endpoint).get("/?q=5").json() == 5


def test_annotation_beside_a_dependency_in_annotated_does_not_matter() -> None:
    def endpoint(value: Annotated[OnlyForTypeCheckers, Depends(dependency)]) -> Any:
        return value

    assert serve(endpoint).get("/?q=5").json() == 5


def test_several_names_beside_a_dependency_do_not_matter() -> None:
    def endpoint(value: Annotated[dict[OnlyForTypeCheckers, AlsoForThem], Depends(dependency)]) -> Any:
        return value

    assert serve(endpoint).get("/?q=5").json() == 5


def test_dependency_that_is_the_missing_name_is_refused() -> None:
    def endpoint(value: Annotated[OnlyForTypeCheckers, Depends()]) -> None: ...

    with pytest.raises(
        DeclarationError, match=r"parameter 'value': its annotation 'Annotated\[OnlyForTypeCheckers, Dep"
    ):
        serve(endpoint)


def test_name_that_exists_for_type_checkers_alone_is_refused() -> None:
    def endpoint(value: OnlyForTypeCheckers) -> None: ...

    with pytest.raises(DeclarationError, match=r"parameter 'value': its annotation 'OnlyForTypeCheckers' \(NameError"):
        serve(endpoint)


def test_class_of_a_function_is_refused_as_it_cannot_be_seen() -> None:
    class Local(BaseModel):
        a: int

    def endpoint(item: Local) -> None: ...

    with pytest.raises(DeclarationError, match=r"parameter 'item': its annotation 'Local' \(NameError"):
        serve(endpoint)


def test_model_may_refer_to_one_that_is_defined_later() -> None:
    elsewhere: dict[str, Any] = {"__name__": "elsewhere", "BaseModel": BaseModel}
    exec(
        "class Outer(BaseModel):\n    inner: 'Inner'\n\ndef endpoint(outer: Outer) -> Outer:\n    return outer",
        elsewhere,
    )

    client = serve(elsewhere["endpoint"], method="POST")
    exec("class Inner(BaseModel):\n    a: int", elsewhere)
    elsewhere["Outer"].model_rebuild(_types_namespace=elsewhere)

    assert client.post("/", json={"inner": {"a": "1"}}).json() == {"inner": {"a": 1}}
