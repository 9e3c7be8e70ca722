"""Strawberry's router answers over HTTP and over a WebSocket."""

import json
from collections.abc import Callable
from typing import Any

import httpx2
from websockets.sync.client import connect
from websockets.typing import Subprotocol


def test_queries_and_changes(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("graphs")

    added = client.post("/graphql", json={"query": 'mutation { add(name: "Grace") }'})
    read = client.post("/graphql", json={"query": "{ names }"})

    assert added.json() == {"data": {"add": 2}}
    assert read.json() == {"data": {"names": ["Ada", "Grace"]}}


def test_subscribes_over_a_websocket(serve: Callable[[str], httpx2.Client]) -> None:
    address = f"ws://127.0.0.1:{serve('graphs').base_url.port}/graphql"

    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as connection:
        received: list[dict[str, Any]] = []
        connection.send('{"type": "connection_init"}')
        received.append(json.loads(connection.recv()))
        query = {"query": "subscription { count(until: 2) }"}
        connection.send(json.dumps({"id": "1", "type": "subscribe", "payload": query}))
        received.extend(json.loads(connection.recv()) for _ in range(3))

    assert [message["type"] for message in received] == ["connection_ack", "next", "next", "complete"]
    assert [message["payload"]["data"] for message in received[1:3]] == [{"count": 0}, {"count": 1}]
