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


def test_queries_and_changes(serve: Serve) -> None:
    client = serve("graphs")

    added = client.post("/graphql", json={"query": 'mutation { add(name: "Grace") }'})
    read = client.post("/graphql", json={"query": "{ names }"})

    assert added.json() == {"data": {"add": 2}}
    assert read.json() == {"data": {"names": ["Ada", "Grace"]}}


# What each protocol calls its messages: the start of a subscription, each result.
PROTOCOLS = pytest.mark.parametrize(
    ("protocol", "start", "result"),
    [("graphql-transport-ws", "subscribe", "next"), ("graphql-ws", "start", "data")],
)


@contextmanager
def open_socket(client: httpx2.Client, protocol: str) -> Iterator[ClientConnection]:
    address = f"ws://127.0.0.1:{client.base_url.port}/graphql"
    with connect(address, subprotocols=[Subprotocol(protocol)]) as connection:
        assert connection.subprotocol == protocol
        connection.send(json.dumps({"type": "connection_init", "payload": {"name": "Ada"}}))
        assert receive(connection)["type"] == "connection_ack"
        yield connection


def receive(connection: ClientConnection) -> dict[str, Any]:
    """The next message that is no sign of life."""
    while (message := json.loads(connection.recv(HANG_LIMIT)))["type"] == "ka":
        pass
    received: dict[str, Any] = message
    return received


@PROTOCOLS
def test_subscribes_over_a_websocket(serve: Serve, protocol: str, start: str, result: str) -> None:
    with open_socket(serve("graphs"), protocol) as connection:
        query = {"query": "subscription($until: Int!) { count(until: $until) }", "variables": {"until": 2}}
        connection.send(json.dumps({"id": "1", "type": start, "payload": query}))
        received = [receive(connection) for _ in range(3)]

    assert [message["type"] for message in received] == [result, result, "complete"]
    assert [message["payload"]["data"] for message in received[:2]] == [{"count": 0}, {"count": 1}]


@PROTOCOLS
def test_subscriptions_see_what_others_change(serve: Serve, protocol: str, start: str, result: str) -> None:
    client = serve("graphs")

    with open_socket(client, protocol) as connection:
        connection.send(json.dumps({"id": "1", "type": start, "payload": {"query": "subscription { added }"}}))
        wait_for(lambda: client.post("/graphql", json={"query": "{ listeners }"}).json()["data"]["listeners"] == 1)
        client.post("/graphql", json={"query": 'mutation { add(name: "Grace") }'})

        assert receive(connection)["payload"]["data"] == {"added": "Grace"}


@PROTOCOLS
def test_subscriptions_end_when_they_are_told_to(serve: Serve, protocol: str, start: str, result: str) -> None:
    client = serve("graphs")

    def count_listeners() -> Any:
        return client.post("/graphql", json={"query": "{ listeners }"}).json()["data"]["listeners"]

    with open_socket(client, protocol) as connection:
        connection.send(json.dumps({"id": "1", "type": start, "payload": {"query": "subscription { added }"}}))
        wait_for(lambda: count_listeners() == 1)
        connection.send(json.dumps({"id": "1", "type": "complete" if start == "subscribe" else "stop"}))

        wait_for(lambda: count_listeners() == 0)


def test_subscriptions_see_what_the_connection_began_with(serve: Serve) -> None:
    with open_socket(serve("graphs"), "graphql-transport-ws") as connection:
        query = {"query": "subscription { greeting }"}
        connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": query}))

        assert receive(connection)["payload"]["data"] == {"greeting": "Hello Ada from /graphql"}


def test_dependencies_make_the_context(serve: Serve) -> None:
    client = serve("graphs")

    answer = client.post("/graphql", json={"query": "{ visitor }"}, headers={"x-visitor": "Ada"})

    assert answer.json() == {"data": {"visitor": "Ada"}}
    assert answer.headers["x-graph"] == "yes"


def test_background_tasks_run_after_the_answer(serve: Serve) -> None:
    client = serve("graphs")

    client.post("/graphql", json={"query": 'mutation { addLater(name: "Hedy") }'})

    wait_for(lambda: "Hedy" in client.post("/graphql", json={"query": "{ names }"}).json()["data"]["names"])


def test_takes_files(serve: Serve) -> None:
    operations = {"query": "mutation($text: Upload!) { measure(text: $text) }", "variables": {"text": None}}
    form = {"operations": json.dumps(operations), "map": json.dumps({"0": ["variables.text"]})}

    answer = serve("graphs").post("/graphql", data=form, files={"0": ("text.txt", b"four")})

    assert answer.json() == {"data": {"measure": 4}}


def test_tells_of_errors_where_they_are(serve: Serve) -> None:
    answer = serve("graphs").post("/graphql", json={"query": "{ names broken }"})

    assert answer.status_code == 200
    assert [(error["message"], error["path"]) for error in answer.json()["errors"]] == [("broken", ["broken"])]


def test_shows_an_explorer_to_browsers(serve: Serve) -> None:
    answer = serve("graphs").get("/graphql", headers={"accept": "text/html"})

    assert answer.headers["content-type"].startswith("text/html")
    assert "GraphiQL" in answer.text
