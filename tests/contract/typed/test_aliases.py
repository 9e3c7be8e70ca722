"""Under which names values are looked for, and the names in errors."""

from typing import Annotated, Any

import pytest
from pydantic import AliasChoices, AliasPath, Field

from fireweed import Body, Cookie, Depends, Fireweed, Header, Path, Query
from fireweed.testclient import TestClient
from kit.endpoints import details, locations, missing, serve

CHOICES = AliasChoices("first", "second")


def serve_parameter(annotation: Any, default: Any = ...) -> TestClient:
    def endpoint(x: Any) -> Any:
        return x

    endpoint.__annotations__["x"] = annotation
    if default is not ...:
        endpoint.__defaults__ = (default,)
    return serve(endpoint)


@pytest.mark.parametrize(
    ("marker", "name"),
    [
        (Query(alias="a-b"), "a-b"),
        (Query(validation_alias="v"), "v"),
        (Query(validation_alias="v", alias="a"), "v"),
        (Query(serialization_alias="s"), "x"),
        (Query(alias="a", serialization_alias="s"), "a"),
        (Query(alias="größe"), "größe"),
        (Query(validation_alias=AliasPath("l")), "l"),
        (Query(validation_alias=AliasPath("l", 0)), "x"),
    ],
    ids=["alias", "validation", "both", "serialization", "alias-serialization", "unicode", "path", "path-into-a-value"],
)
def test_value_is_found_under_its_alias_alone(marker: Any, name: str) -> None:
    client = serve_parameter(Annotated[int, marker])

    assert client.get("/", params={name: "5"}).json() == 5
    assert details(client.get("/", params={"other": "5"})) == [missing("query", name)]


def test_both_styles_mean_the_same() -> None:
    assert serve_parameter(int, Query(alias="a")).get("/?a=1").json() == 1


def test_name_of_the_parameter_is_not_accepted_beside_an_alias() -> None:
    assert details(serve_parameter(Annotated[int, Query(alias="a")]).get("/?x=1")) == [missing("query", "a")]


@pytest.mark.parametrize(
    ("query", "value"),
    [("first=1", 1), ("second=2", 2), ("second=2&first=1", 1), ("first=1&first=3", 3)],
)
def test_first_choice_that_is_there_counts(query: str, value: int) -> None:
    assert serve_parameter(Annotated[int, Query(validation_alias=CHOICES)]).get(f"/?{query}").json() == value


@pytest.mark.parametrize(
    ("query", "type_", "name"),
    [("", "missing", "first"), ("second=x", "int_parsing", "second"), ("first=x&second=1", "int_parsing", "first")],
    ids=["missing", "second", "first"],
)
def test_error_names_the_choice_that_was_found(query: str, type_: str, name: str) -> None:
    response = serve_parameter(Annotated[int, Query(validation_alias=CHOICES)]).get(f"/?{query}")

    assert locations(response) == [(type_, ["query", name])]


def test_choices_hold_for_lists() -> None:
    client = serve_parameter(Annotated[list[int], Query(validation_alias=CHOICES)])

    assert client.get("/?second=1&second=2").json() == [1, 2]
    assert details(client.get("/")) == [missing("query", "first")]


def test_choices_hold_for_headers_in_any_case() -> None:
    client = serve_parameter(Annotated[str, Header(validation_alias=AliasChoices("X-A", "X_B"))])

    assert client.get("/", headers={"x_b": "b"}).json() == "b"
    assert client.get("/", headers={"x_b": "b", "x-a": "a"}).json() == "a"
    assert details(client.get("/")) == [missing("header", "X-A")]


def test_choices_hold_for_cookies() -> None:
    client = serve_parameter(Annotated[str, Cookie(validation_alias=CHOICES)])

    assert client.get("/", headers={"cookie": "second=2"}).json() == "2"


def test_choices_hold_for_members_of_a_body() -> None:
    app = Fireweed()

    @app.post("/")
    def endpoint(x: Annotated[int, Body(validation_alias=CHOICES)], y: Annotated[int, Body()] = 0) -> int:
        return x

    client = TestClient(app)

    assert client.post("/", json={"second": 2}).json() == 2
    assert details(client.post("/", json={})) == [missing("body", "first")]
    assert locations(client.post("/", json={"second": "x"})) == [("int_parsing", ["body", "second"])]


def test_path_takes_the_choice_in_the_template() -> None:
    app = Fireweed()

    def dependency(x: Annotated[int, Path(validation_alias=CHOICES)]) -> int:
        return x

    @app.get("/1/{first}")
    @app.get("/2/{second}")
    def endpoint(x: Annotated[int, Depends(dependency)]) -> int:
        return x

    client = TestClient(app)

    assert [client.get("/1/5").json(), client.get("/2/6").json()] == [5, 6]
    assert locations(client.get("/2/x")) == [("int_parsing", ["path", "second"])]


def test_alias_of_an_inner_field_holds() -> None:
    count = Annotated[int, Field(alias="count", gt=3)]

    assert serve_parameter(Annotated[count, Query()]).get("/?count=4").json() == 4
    assert serve_parameter(count, 7).get("/?count=4").json() == 4
    assert details(serve_parameter(Annotated[count, Query()]).get("/?x=4")) == [missing("query", "count")]


def test_alias_of_the_marker_wins_over_an_inner_one() -> None:
    inner = Annotated[int, Field(alias="inner")]

    assert serve_parameter(Annotated[inner, Query(alias="outer")]).get("/?outer=4&inner=x").json() == 4


def test_alias_of_none_takes_an_inner_one_away() -> None:
    inner = Annotated[int, Field(alias="inner")]

    assert serve_parameter(Annotated[inner, Query(alias=None)]).get("/?x=4").json() == 4


def test_two_parameters_may_read_one_name() -> None:
    def endpoint(a: Annotated[int, Query(alias="x")], b: Annotated[str, Query(alias="x")]) -> list[Any]:
        return [a, b]

    assert serve(endpoint).get("/?x=5").json() == [5, "5"]
