"""fastapi-utils, starlette-exporter and Ariadne."""

from collections.abc import Callable

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    return serve_module("views")


def test_methods_of_classes_answer(client: httpx2.Client) -> None:
    assert client.get("/books/2?shelf=7").json() == [7, 2]
    assert client.post("/books", json={"pageCount": 3}).json() == {"pageCount": 3}


def test_methods_of_classes_are_documented_without_self(client: httpx2.Client) -> None:
    operation = client.get("/openapi.json").json()["paths"]["/books/{number}"]["get"]

    assert [parameter["name"] for parameter in operation["parameters"]] == ["number", "shelf"]


def test_metrics_have_the_template_of_the_path(client: httpx2.Client) -> None:
    client.get("/books/1")
    client.get("/books/2")

    assert 'path="/books/{number}"' in client.get("/metrics").text


def test_graphql_is_mounted(client: httpx2.Client) -> None:
    answer = client.post("/graphql/", json={"query": '{ greeting(name: "Ada") }'})

    assert answer.json() == {"data": {"greeting": "Hello, Ada!"}}
