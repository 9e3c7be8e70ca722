"""OpenTelemetry's instrumentation for FastAPI: what the spans of requests are called and hold."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from websockets.sync.client import connect

from kit.server_process import wait_for

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    return serve_module("traced")


TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def read_spans(client: httpx2.Client) -> dict[str, dict[str, Any]]:
    return {span["name"]: span for span in client.get("/spans").json()}


def test_spans_have_the_template_of_the_path(client: httpx2.Client) -> None:
    client.get("/v1/items/2", headers={"traceparent": f"00-{TRACE}-{PARENT}-01"})
    spans = read_spans(client)

    outer, inner = spans["GET /v1/items/{number}"], spans["dividing"]
    assert (outer["trace"], outer["parent"], inner["parent"]) == (TRACE, PARENT, outer["id"])
    assert outer["attributes"]["http.route"] == "/v1/items/{number}"
    assert outer["attributes"]["http.status_code"] == 200


def test_spans_have_the_exception(client: httpx2.Client) -> None:
    failed = client.get("/v1/items/0")
    span = read_spans(client)["GET /v1/items/{number}"]

    assert failed.status_code == span["attributes"]["http.status_code"] == 500
    assert "exception" in span["events"]


def test_background_tasks_have_spans(client: httpx2.Client) -> None:
    client.post("/tasks")

    wait_for(lambda: "BackgroundTask tidy_up" in read_spans(client))


def test_websockets_have_spans(client: httpx2.Client) -> None:
    with connect(f"ws://127.0.0.1:{client.base_url.port}/echo") as socket:
        socket.send("hello")
        echoed = socket.recv()

    assert echoed == "hello"
    wait_for(lambda: "/echo" in {span["attributes"].get("http.route") for span in read_spans(client).values()})
