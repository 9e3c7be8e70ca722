"""Tortoise ORM with each of its helpers for FastAPI."""

from collections.abc import Callable

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]

with_each_helper = pytest.mark.parametrize(
    "helper", ["RegisterTortoise", "RegisterTortoise with handlers", "register_tortoise"]
)


@with_each_helper
def test_stores_finds_and_deletes(serve: Serve, helper: str) -> None:
    client = serve("tortoise_users", HELPER=helper)

    created = client.post("/users", json={"name": "Ada"})
    read = client.get("/users/1")
    listed = client.get("/users")
    deleted = client.delete("/users/1")

    assert created.json() == read.json() == {"id": 1, "name": "Ada"}
    assert listed.json() == [created.json()]
    assert (deleted.json(), client.get("/users").json()) == (1, [])


@with_each_helper
def test_answers_exceptions_of_the_database(serve: Serve, helper: str) -> None:
    client = serve("tortoise_users", HELPER=helper)

    absent = client.get("/users/2")
    client.post("/users", json={"name": "Ada"})
    twice = client.post("/users", json={"name": "Ada"})

    assert (absent.status_code, absent.json()) == (404, {"detail": 'Object "User" does not exist'})
    assert (twice.status_code, twice.json()["detail"][0]["type"]) == (422, "IntegrityError")


@with_each_helper
def test_models_are_in_the_document(serve: Serve, helper: str) -> None:
    client = serve("tortoise_users", HELPER=helper)

    schemas = client.get("/openapi.json").json()["components"]["schemas"]

    assert schemas["User"]["required"] == ["id", "name"]
    assert schemas["UserIn"]["properties"]["name"]["maxLength"] == 20
