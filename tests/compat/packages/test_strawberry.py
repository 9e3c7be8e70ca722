"""Strawberry's router: over HTTP, and over a WebSocket in both of its protocols."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from kit.server_process import HANG_LIMIT, wait_for

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    return serve_module("graphs")


def test_queries_and_changes(client: httpx2.Client) -> None:
    added = client.post("/graphql", json={"query": 'mutation { add(name: "Mary") }'})
    read = client.post("/graphql", json={"query": "{ names }"})

    names = read.json()["data"]["names"]
    assert (names[0], names[-1]) == ("Ada", "Mary")
    assert added.json() == {"data": {"add": len(names)}}


# What each protocol calls its messages: the start of a subscription, each result.
PROTOCOLS = pytest.mark.parametrize(
    ("protocol", "start", "result"),
    [("graphql-transport-ws", "subscribe", "next"), ("graphql-ws", "start", "data")],
)


@contextmanager
def open_socket(client: httpx2.Client, protocol: str) -> Iterator[ClientConnection]:
    wait_listeners(client, 0)  # of the tests before
    address = f"ws://127.0.0.1:{client.base_url.port}/graphql"
    with connect(address, subprotocols=[Subprotocol(protocol)]) as connection:
        assert connection.subprotocol == protocol
        connection.send(json.dumps({"type": "connection_init", "payload": {"name": "Ada"}}))
        assert receive(connection)["type"] == "connection_ack"
        yield connection


def wait_listeners(client: httpx2.Client, count: int) -> None:
    query = {"query": "{ listeners }"}
    wait_for(lambda: client.post("/graphql", json=query).json() == {"data": {"listeners": count}})


def receive(connection: ClientConnection) -> dict[str, Any]:
    """The next message that is no sign of life."""
    while (message := json.loads(connection.recv(HANG_LIMIT)))["type"] == "ka":
        pass
    received: dict[str, Any] = message
    return received


@PROTOCOLS
def test_subscribes_over_a_websocket(client: httpx2.Client, protocol: str, start: str, result: str) -> None:
    with open_socket(client, protocol) as connection:
        query = {"query": "subscription($until: Int!) { count(until: $until) }", "variables": {"until": 2}}
        connection.send(json.dumps({"id": "1", "type": start, "payload": query}))
        received = [receive(connection) for _ in range(3)]

    assert [message["type"] for message in received] == [result, result, "complete"]
    assert [message["payload"]["data"] for message in received[:2]] == [{"count": 0}, {"count": 1}]


@PROTOCOLS
def test_subscriptions_see_what_others_change(client: httpx2.Client, protocol: str, start: str, result: str) -> None:
    with open_socket(client, protocol) as connection:
        connection.send(json.dumps({"id": "1", "type": start, "payload": {"query": "subscription { added }"}}))
        wait_listeners(client, 1)
        client.post("/graphql", json={"query": 'mutation { add(name: "Grace") }'})

        assert receive(connection)["payload"]["data"] == {"added": "Grace"}


@PROTOCOLS
def test_subscriptions_end_when_they_are_told_to(client: httpx2.Client, protocol: str, start: str, result: str) -> None:
    with open_socket(client, protocol) as connection:
        connection.send(json.dumps({"id": "1", "type": start, "payload": {"query": "subscription { added }"}}))
        wait_listeners(client, 1)
        connection.send(json.dumps({"id": "1", "type": "complete" if start == "subscribe" else "stop"}))

        wait_listeners(client, 0)


def test_subscriptions_see_what_the_connection_began_with(client: httpx2.Client) -> None:
    with open_socket(client, "graphql-transport-ws") as connection:
        query = {"query": "subscription { greeting }"}
        connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": query}))

        assert receive(connection)["payload"]["data"] == {"greeting": "Hello Ada from /graphql"}


def test_dependencies_make_the_context(client: httpx2.Client) -> None:
    answer = client.post("/graphql", json={"query": "{ visitor }"}, headers={"x-visitor": "Ada"})

    assert answer.json() == {"data": {"visitor": "Ada"}}
    assert answer.headers["x-graph"] == "yes"


def test_background_tasks_run_after_the_answer(client: httpx2.Client) -> None:
    client.post("/graphql", json={"query": 'mutation { addLater(name: "Hedy") }'})

    wait_for(lambda: "Hedy" in client.post("/graphql", json={"query": "{ names }"}).json()["data"]["names"])


def test_takes_files(client: httpx2.Client) -> None:
    operations = {"query": "mutation($text: Upload!) { measure(text: $text) }", "variables": {"text": None}}
    form = {"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.text"]})}

    answer = client.post("/graphql", data=form, files={"0": ("text.txt", b"four")})

    assert answer.json() == {"data": {"measure": 4}}


def test_tells_of_errors_where_they_are(client: httpx2.Client) -> None:
    answer = client.post("/graphql", json={"query": "{ names broken }"})

    assert answer.status_code == 200
    assert [(error["message"], error["path"]) for error in answer.json()["errors"]] == [("broken", ["broken"])]


def test_shows_an_explorer_to_browsers(client: httpx2.Client) -> None:
    answer = client.get("/graphql", headers={"accept": "text/html"})

    assert answer.headers["content-type"].startswith("text/html")
    assert "GraphiQL" in answer.text
