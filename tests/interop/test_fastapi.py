"""FastAPI itself, served by the server."""

import json
from collections.abc import Iterator

import httpx2
import pytest
from websockets.sync.client import connect

from interop.serving import Site, serving
from kit.server_process import wait_for


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving("fastapi_program:app", folder=tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url) as client:
        yield client


def test_validates_and_injects(client: httpx2.Client) -> None:
    good, bad = client.post("/items", json={"name": "pen", "amount": 2}), client.post("/items", json={"name": "pen"})

    assert (good.status_code, good.json()) == (201, {"name": "pen", "twice": 4, "session": "session"})
    assert (bad.status_code, bad.json()["detail"][0]["loc"]) == (422, ["body", "amount"])
    wait_for(lambda: client.get("/events").json()[:2] == ["open", "closed"])


def test_runs_functions_in_threads_and_works_on_afterwards(client: httpx2.Client) -> None:
    assert client.get("/threads/3").json() == 3
    wait_for(lambda: "task 3" in client.get("/events").json())


def test_takes_uploads(client: httpx2.Client) -> None:
    answer = client.post("/files", files={"file": ("big.bin", b"x" * 3_000_000)})

    assert answer.json() == {"name": "big.bin", "size": 3_000_000}


def test_streams(client: httpx2.Client) -> None:
    assert client.get("/stream").text.splitlines() == [str(number) for number in range(1000)]


def test_is_documented(client: httpx2.Client) -> None:
    assert "/items" in client.get("/openapi.json").json()["paths"]


def test_talks_over_a_websocket_with_the_state_of_the_lifespan(site: Site) -> None:
    with connect(f"{site.websocket_url}/prices") as websocket:
        websocket.send("pen")

        assert json.loads(websocket.recv()) == {"pen": 2}
