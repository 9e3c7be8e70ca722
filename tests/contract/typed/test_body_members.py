"""A body of several parameters, or an embedded one: an object with a member for each."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import Body, Depends, Fireweed
from fireweed.testclient import TestClient
from kit.endpoints import JSON, details, locations, missing, serve


class Item(BaseModel):
    name: str


def two_parameters() -> TestClient:
    def endpoint(item: Item, count: Annotated[int, Body(gt=0)] = 1, note: str = Body("none", alias="n")) -> list[Any]:
        return [item.name, count, note]

    return serve(endpoint, method="POST")


def embedded() -> TestClient:
    def endpoint(item: Annotated[Item, Body(embed=True)]) -> str:
        return item.name

    return serve(endpoint, method="POST")


def test_members_are_the_values() -> None:
    response = two_parameters().post("/", json={"item": {"name": "a"}, "count": 2, "n": "x"})

    assert response.json() == ["a", 2, "x"]


def test_absent_members_are_their_defaults() -> None:
    assert two_parameters().post("/", json={"item": {"name": "a"}, "other": 1}).json() == ["a", 1, "none"]


def test_single_parameter_is_embedded_if_asked() -> None:
    client = embedded()

    assert client.post("/", json={"item": {"name": "a"}}).json() == "a"
    assert details(client.post("/", json={"name": "a"})) == [missing("body", "item")]


def test_members_are_located() -> None:
    response = two_parameters().post("/", json={"item": {}, "count": 0, "n": 1})

    assert locations(response) == [
        ("missing", ["body", "item", "name"]),
        ("greater_than", ["body", "count"]),
        ("string_type", ["body", "n"]),
    ]


def test_null_member_is_a_value() -> None:
    response = two_parameters().post("/", json={"item": {"name": "a"}, "count": None})

    assert locations(response) == [("int_type", ["body", "count"])]


ALL_MISSING = [missing("body", "item"), missing("body", "count"), missing("body", "n")]


@pytest.mark.parametrize("content", [b"null", b"[1]", b'"s"', b"1", b"true", b"[{}]"])
def test_document_that_is_no_object_lacks_every_member(content: bytes) -> None:
    assert details(two_parameters().post("/", content=content, headers=JSON)) == ALL_MISSING
    assert details(embedded().post("/", content=content, headers=JSON)) == [missing("body", "item")]


@pytest.mark.parametrize(
    ("content", "headers"),
    [(b"", JSON), (b"{}", JSON), (b'{"item":{}}', {}), (b"text", {"content-type": "text/plain"})],
    ids=["empty", "empty-object", "no-type", "text"],
)
def test_without_an_object_only_required_members_are_missing(content: bytes, headers: dict[str, str]) -> None:
    assert details(two_parameters().post("/", content=content, headers=headers)) == [missing("body", "item")]


def test_malformed_document_is_reported_alone() -> None:
    response = two_parameters().post("/", content=b'{"item":', headers=JSON)

    assert locations(response) == [("json_invalid", ["body", 8])]


def test_last_of_repeated_members_counts() -> None:
    content = b'{"item":{"name":"a"},"item":{"name":"b"}}'

    assert two_parameters().post("/", content=content, headers=JSON).json()[0] == "b"


def test_parameters_of_dependencies_are_members_too() -> None:
    app = Fireweed()

    def dependency(count: Annotated[int, Body()]) -> int:
        return count

    @app.post("/")
    def endpoint(item: Item, count: Annotated[int, Depends(dependency)]) -> list[Any]:
        return [item.name, count]

    client = TestClient(app)

    assert client.post("/", json={"item": {"name": "a"}, "count": 2}).json() == ["a", 2]
    assert details(client.post("/", json={})) == [missing("body", "count"), missing("body", "item")]


def test_same_name_in_several_callables_is_one_body() -> None:
    app = Fireweed()

    def dependency(item: dict[str, Any]) -> int:
        return len(item)

    @app.post("/")
    def endpoint(item: Item, size: Annotated[int, Depends(dependency)]) -> list[Any]:
        return [item.name, size]

    assert TestClient(app).post("/", json={"name": "a"}).json() == ["a", 1]


def test_parameters_may_have_the_names_of_sources() -> None:
    def endpoint(body: Item, query: Annotated[dict[str, int], Body()], path: int = Body(1)) -> list[Any]:
        return [body.name, query, path]

    response = serve(endpoint, method="POST").post("/", json={"body": {"name": "a"}, "query": {"x": 1}, "path": 3})

    assert response.json() == ["a", {"x": 1}, 3]
