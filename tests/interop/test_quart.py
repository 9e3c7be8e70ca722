"""Quart, served by the server."""

from collections.abc import Iterator

import httpx2
import pytest
from websockets.sync.client import connect

from interop.serving import Site, serving
from kit.server_process import wait_for


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving("quart_program:app", folder=tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url) as client:
        yield client


def test_remembers_in_a_session(client: httpx2.Client) -> None:
    client.post("/login", data={"name": "Ada"})

    assert client.get("/name").json() == {"name": "Ada"}


def test_starts_first_and_works_on_afterwards(client: httpx2.Client) -> None:
    client.post("/work")

    wait_for(lambda: client.get("/events").json() == {"events": ["started", "worked"]})


def test_streams_both_ways(client: httpx2.Client) -> None:
    sent = client.post("/upload", content=(b"x" * 65536 for _ in range(50)))

    assert sent.json() == {"size": 50 * 65536}
    assert client.get("/stream").text.splitlines() == [str(number) for number in range(1000)]


def test_talks_over_a_websocket(site: Site) -> None:
    with connect(f"{site.websocket_url}/talk", subprotocols=["echo"]) as websocket:  # type: ignore[list-item]
        websocket.send("hello")

        assert websocket.recv() == "you said hello"
        assert websocket.subprotocol == "echo"
