"""Logfire's instrumentation for FastAPI: what its spans tell of arguments, errors and the call of the endpoint."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from websockets.sync.client import connect

from kit.server_process import wait_for

Serve = Callable[..., httpx2.Client]

REQUEST, ARGUMENTS, CALL = "POST /v1/books/{number}", "FastAPI arguments", "{method} {http.route} ({code.function})"
HANDSHAKE = "HTTP /rooms/{room}"


@pytest.fixture
def client(serve: Serve) -> httpx2.Client:
    return serve("logged")


def read_spans(client: httpx2.Client) -> dict[str, dict[str, Any]]:
    return {span["name"]: span["attributes"] for span in client.get("/spans").json()}


def test_spans_have_the_arguments(client: httpx2.Client) -> None:
    answer = client.post("/v1/books/2?shelf=4", json={"title": "Emma"})
    spans = read_spans(client)

    assert answer.json() == 2
    values = json.loads(spans[REQUEST]["fastapi.arguments.values"])
    assert (values["number"], values["shelf"], values["book"]["title"]) == (2, 4, "Emma")
    assert spans[REQUEST]["fastapi.route.name"] == "put_book"
    assert ARGUMENTS in spans
    assert "putting {title}" in spans


def test_the_call_of_the_endpoint_has_a_span(client: httpx2.Client) -> None:
    client.post("/v1/books/2", json={"title": "Emma"})
    spans = read_spans(client)

    assert spans[CALL]["logfire.msg"] == "POST /books/{number} (put_book)"
    assert "fastapi.endpoint_function.start_timestamp" in spans[REQUEST]


def test_spans_have_what_is_wrong_with_arguments(client: httpx2.Client) -> None:
    answer = client.post("/v1/books/x", json={})
    spans = read_spans(client)

    errors = json.loads(spans[REQUEST]["fastapi.arguments.errors"])
    assert answer.status_code == 422
    assert [error["loc"] for error in errors] == [["path", "number"], ["body", "title"]]


def test_spans_have_the_exception(client: httpx2.Client) -> None:
    failed = client.post("/v1/books/0", json={"title": "Emma"})

    assert failed.status_code == read_spans(client)[REQUEST]["http.status_code"] == 500


def test_websockets_have_their_arguments(client: httpx2.Client) -> None:
    with connect(f"ws://127.0.0.1:{client.base_url.port}/rooms/7"):
        """It is accepted."""

    wait_for(lambda: HANDSHAKE in read_spans(client))
    assert json.loads(read_spans(client)[HANDSHAKE]["fastapi.arguments.values"]) == {"room": 7}
