"""`type X = ...` (PEP 695) and `TypeAliasType`: an alias means what it stands for, with the metadata inside."""

import sys
from collections.abc import Callable
from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field
from typing_extensions import TypeAliasType, TypeVar

from fireweed import Depends, Query, Request
from fireweed.testclient import TestClient
from kit.endpoints import locations, serve

Item = TypeVar("Item")
Many = TypeAliasType("Many", list[Item], type_params=(Item,))
Same = TypeAliasType("Same", Item, type_params=(Item,))
Positive = TypeAliasType("Positive", Annotated[Item, Query(gt=0)], type_params=(Item,))


class Pair(BaseModel):
    a: int
    b: int = 0


def get_user() -> str:
    return "ann"


NAMES: dict[str, Any] = {
    **{"Annotated": Annotated, "Depends": Depends, "Field": Field, "Query": Query, "Request": Request},
    **{"Pair": Pair, "get_user": get_user},
}
SOURCES = {
    "Count": "Annotated[int, Query(gt=3)]",
    "Outer": "Annotated[Count, Field(lt=9)]",
    "Numbers": "list[int]",
    "User": "Annotated[str, Depends(get_user)]",
    "Given": "Pair",
    "Connection": "Request",
}


def build_aliases() -> dict[str, Any]:
    """The aliases made by a call, as they can be for every version of Python."""
    aliases: dict[str, Any] = {}
    for name, source in SOURCES.items():
        aliases[name] = TypeAliasType(name, eval(source, {**NAMES, **aliases}))
    return {**aliases, "Many": Many, "Same": Same, "Positive": Positive}


def write_aliases() -> dict[str, Any]:
    """The aliases made by statements."""
    names = dict(NAMES)
    for name, source in SOURCES.items():
        exec(f"type {name} = {source}", names)
    exec("type Many[T] = list[T]", names)
    exec("type Same[T] = T", names)
    exec("type Positive[T] = Annotated[T, Query(gt=0)]", names)
    return names


WAYS: list[Callable[[], dict[str, Any]]] = [build_aliases]
if sys.version_info >= (3, 12):
    WAYS.append(write_aliases)


@pytest.fixture(params=WAYS)
def aliases(request: pytest.FixtureRequest) -> dict[str, Any]:
    made: dict[str, Any] = request.param()
    return made


def serve_parameter(annotation: Any, *metadata: Any, method: str = "GET") -> TestClient:
    if metadata:
        annotation = Annotated[(annotation, *metadata)]

    def endpoint(x: Any) -> Any:
        return x

    endpoint.__annotations__["x"] = annotation
    return serve(endpoint, method=method)


def test_marker_inside_holds(aliases: dict[str, Any]) -> None:
    client = serve_parameter(aliases["Count"])

    assert client.get("/?x=4").json() == 4
    assert locations(client.get("/?x=3")) == [("greater_than", ["query", "x"])]


def test_metadata_of_all_levels_holds(aliases: dict[str, Any]) -> None:
    client = serve_parameter(aliases["Outer"])

    assert locations(client.get("/?x=3")) == [("greater_than", ["query", "x"])]
    assert locations(client.get("/?x=9")) == [("less_than", ["query", "x"])]


def test_alias_may_be_a_member_of_a_union(aliases: dict[str, Any]) -> None:
    assert serve_parameter(aliases["Numbers"] | None, method="POST").post("/", json=["1"]).json() == [1]


def test_list_collects_repeated_values(aliases: dict[str, Any]) -> None:
    assert serve_parameter(aliases["Numbers"], Query()).get("/?x=1&x=2").json() == [1, 2]


def test_alias_may_have_parameters(aliases: dict[str, Any]) -> None:
    client = serve_parameter(aliases["Many"][int], Query())

    assert client.get("/?x=1&x=2").json() == [1, 2]
    assert locations(client.get("/?x=a")) == [("int_parsing", ["query", "x", 0])]


def test_alias_may_be_its_parameter(aliases: dict[str, Any]) -> None:
    assert serve_parameter(aliases["Same"][int]).get("/?x=1").json() == 1


def test_marker_of_an_alias_with_parameters_holds(aliases: dict[str, Any]) -> None:
    client = serve_parameter(aliases["Positive"][int])

    assert client.get("/?x=1").json() == 1
    assert locations(client.get("/?x=0")) == [("greater_than", ["query", "x"])]


def test_dependency_inside_is_called(aliases: dict[str, Any]) -> None:
    assert serve_parameter(aliases["User"]).get("/").json() == "ann"


def test_class_is_a_dependency(aliases: dict[str, Any]) -> None:
    client = serve_parameter(aliases["Given"], Depends())

    assert client.get("/?a=1").json() == {"a": 1, "b": 0}


def test_model_is_the_body(aliases: dict[str, Any]) -> None:
    client = serve_parameter(aliases["Given"], method="POST")

    assert client.post("/", json={"a": 1}).json() == {"a": 1, "b": 0}
    assert locations(client.post("/", json={})) == [("missing", ["body", "a"])]


def test_request_is_handed_over(aliases: dict[str, Any]) -> None:
    def endpoint(x: Any) -> str:
        return type(x).__name__

    endpoint.__annotations__["x"] = aliases["Connection"]

    assert serve(endpoint).get("/").json() == "Request"
