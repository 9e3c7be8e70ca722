"""Libraries for dependency injection: what they find for endpoints, and that the document does not show it."""

from collections.abc import Callable

import httpx2
import pytest
from websockets.sync.client import connect

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    return serve_module("injected")


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/dishka/path?times=2", "/dishka/path" * 2),
        ("/dishka/limit", 5),
        ("/wireup/greeting?name=Ada", "Hello, Ada!"),
        ("/provided?more=2", 42),
    ],
    ids=["dishka, by a route class", "dishka, by a decorator", "wireup", "dependency-injector"],
)
def test_endpoints_are_given_what_they_ask_for(client: httpx2.Client, target: str, expected: object) -> None:
    assert client.get(target).json() == expected


def test_websockets_are_given_what_they_ask_for(client: httpx2.Client) -> None:
    with connect(f"ws://127.0.0.1:{client.base_url.port}/wireup/greetings") as socket:
        socket.send("Ada")

        assert socket.recv() == "Hello, Ada!"


def test_only_parameters_of_requests_are_documented(client: httpx2.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]

    shown = {path: [parameter["name"] for parameter in paths[path]["get"].get("parameters", [])] for path in paths}
    assert shown == {
        "/dishka/path": ["times"],
        "/dishka/limit": [],
        "/wireup/greeting": ["name"],
        "/provided": ["more"],
    }
