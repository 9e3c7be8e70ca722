"""Tortoise ORM with each of its helpers for FastAPI."""

from collections.abc import Callable

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module", params=["RegisterTortoise", "RegisterTortoise with handlers", "register_tortoise"])
def client(serve_module: Serve, request: pytest.FixtureRequest) -> httpx2.Client:
    return serve_module("tortoise_users", HELPER=request.param, DATABASE=f"sqlite://{request.param}.db")


def test_stores_finds_and_deletes(client: httpx2.Client) -> None:
    created = client.post("/users", json={"name": "Ada"})
    path = f"/users/{created.json()['id']}"
    read = client.get(path)
    listed = client.get("/users")
    deleted = client.delete(path)

    assert created.json() == read.json() == {"id": created.json()["id"], "name": "Ada"}
    assert listed.json() == [created.json()]
    assert (deleted.json(), client.get("/users").json()) == (1, [])


def test_answers_exceptions_of_the_database(client: httpx2.Client) -> None:
    absent = client.get("/users/200")
    client.post("/users", json={"name": "Grace"})
    twice = client.post("/users", json={"name": "Grace"})

    assert (absent.status_code, absent.json()) == (404, {"detail": 'Object "User" does not exist'})
    assert (twice.status_code, twice.json()["detail"][0]["type"]) == (422, "IntegrityError")


def test_models_are_in_the_document(client: httpx2.Client) -> None:
    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    assert schemas["User"]["required"] == ["id", "name"]
    assert schemas["UserIn"]["properties"]["name"]["maxLength"] == 20
