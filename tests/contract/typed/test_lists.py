"""Query, header and cookie parameters that collect repeated values."""

from collections import deque
from collections.abc import Sequence
from typing import Annotated, Any

import pytest
from pydantic import Field, Json
from typing_extensions import TypeAliasType

from fireweed import Cookie, Header, Query
from fireweed.testclient import TestClient
from kit.endpoints import details, locations, missing, serve

Numbers = TypeAliasType("Numbers", list[int])


def serve_parameter(annotation: Any, default: Any = ...) -> TestClient:
    """A client for `GET /?x=`, answering the values as a list."""

    def endpoint(x: Any) -> Any:
        return x if isinstance(x, str | None) else sorted(x)

    endpoint.__annotations__["x"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    return serve(endpoint)


@pytest.mark.parametrize(
    ("annotation", "values"),
    [
        (list[int], [1, 2, 2]),
        (list[str], ["1", "2", "2"]),
        (list, ["1", "2", "2"]),
        (set[int], [1, 2]),
        (frozenset[str], ["1", "2"]),
        (tuple[int, ...], [1, 2, 2]),
        (tuple[int, int, int], [1, 2, 2]),
        (deque[int], [1, 2, 2]),
        (Sequence[int], [1, 2, 2]),
        (list[int] | None, [1, 2, 2]),
        (list[int] | str, [1, 2, 2]),
        (Numbers, [1, 2, 2]),
        (list[Annotated[int, Field(gt=0)]], [1, 2, 2]),
        (list[Json[int]], [1, 2, 2]),
    ],
    ids=str,
)
def test_repeated_query_values_are_collected(annotation: Any, values: Any) -> None:
    assert serve_parameter(Annotated[annotation, Query()]).get("/?x=1&y=9&x=2&x=2").json() == values


def test_both_styles_mean_the_same() -> None:
    assert serve_parameter(list[int], Query()).get("/?x=2&x=1").json() == [1, 2]


def test_repeated_headers_are_collected_and_not_split() -> None:
    client = serve_parameter(Annotated[list[str], Header()])

    assert client.get("/", headers=[("x", "b, c"), ("x", "a")]).json() == ["a", "b, c"]


def test_items_are_validated_one_by_one() -> None:
    response = serve_parameter(Annotated[list[int], Query()]).get("/?x=1&x=a&x=b")

    assert [(item["loc"], item["input"]) for item in details(response)] == [
        (["query", "x", 1], "a"),
        (["query", "x", 2], "b"),
    ]


def test_first_invalid_item_may_be_enough() -> None:
    response = serve_parameter(Annotated[list[int], Query(fail_fast=True)]).get("/?x=1&x=a&x=b")

    assert [item["loc"] for item in details(response)] == [["query", "x", 1]]


@pytest.mark.parametrize("marker", [Query, Header, Cookie])
def test_absent_list_is_missing(marker: Any) -> None:
    response = serve_parameter(Annotated[list[int], marker()]).get("/")

    assert details(response) == [missing(marker.__name__.lower(), "x")]


@pytest.mark.parametrize(
    ("annotation", "default", "values"),
    [
        (Annotated[list[int], Query()], [3], [3]),
        (list[int], Query([3]), [3]),
        (Annotated[list[int] | None, Query()], None, None),
        (Annotated[set[str], Query()], set(), []),
    ],
    ids=str,
)
def test_absent_list_is_its_default(annotation: Any, default: Any, values: Any) -> None:
    assert serve_parameter(annotation, default).get("/").json() == values


def test_length_of_a_list_is_constrained() -> None:
    response = serve_parameter(Annotated[list[int], Query(min_length=2)]).get("/?x=1")

    assert locations(response) == [("too_short", ["query", "x"])]


def test_length_of_items_is_constrained() -> None:
    response = serve_parameter(Annotated[list[Annotated[str, Field(max_length=2)]], Query()]).get("/?x=ab&x=abc")

    assert locations(response) == [("string_too_long", ["query", "x", 1])]


def test_empty_item_is_kept() -> None:
    assert serve_parameter(Annotated[list[str], Query()]).get("/?x=&x=a").json() == ["", "a"]


def test_default_is_not_shared_between_requests() -> None:
    def endpoint(x: Annotated[list[int], Query()] = [1]) -> list[int]:  # noqa: B006  # that it is copied is what is tested
        x.append(2)
        return x

    client = serve(endpoint)

    assert [client.get("/").json(), client.get("/").json()] == [[1, 2], [1, 2]]


def test_json_in_a_parameter_is_one_value() -> None:
    client = serve_parameter(Annotated[Json[list[str]], Query()])

    assert client.get("/", params={"x": '["b","a"]'}).json() == ["a", "b"]
    assert locations(client.get("/", params={"x": "[1]"})) == [("string_type", ["query", "x", 0])]
    assert locations(client.get("/", params={"x": "["})) == [("json_invalid", ["query", "x"])]
