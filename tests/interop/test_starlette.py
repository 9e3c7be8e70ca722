"""Starlette itself, served by the server."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from interop.serving import PROGRAMS, Site, serving
from kit.server_process import wait_for

SOURCE = (PROGRAMS / "starlette_program.py").read_text()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving("starlette_program:app", folder=tmp_path_factory.mktemp("site"), may_fail=True) as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url) as client:
        yield client


def test_routes_see_the_state_of_the_lifespan(client: httpx2.Client) -> None:
    assert client.get("/items/7").json() == {"item": 7, "greeting": "hello"}


def test_middleware_adds_to_responses(client: httpx2.Client) -> None:
    assert client.get("/items/7").headers["x-named"] == "yes"


def test_reads_forms_with_files(client: httpx2.Client) -> None:
    answer = client.post("/form", data={"name": "Ada"}, files={"file": ("notes.txt", b"x" * 3_000_000)})

    assert answer.json() == {"name": "Ada", "size": 3_000_000}


def test_works_on_after_the_response(client: httpx2.Client) -> None:
    client.post("/work", params={"what": "sweeping"})

    wait_for(lambda: client.get("/work").json() == ["sweeping"])


def test_streams(client: httpx2.Client) -> None:
    with client.stream("GET", "/stream") as response:
        lines = list(response.iter_lines())

    assert lines == [str(number) for number in range(1000)]
    assert response.headers["transfer-encoding"] == "chunked"


@pytest.mark.parametrize("path", ["/file", "/static/starlette_program.py"])
def test_sends_files_and_parts_of_them(client: httpx2.Client, path: str) -> None:
    whole, part = client.get(path), client.get(path, headers={"range": "bytes=3-11"})

    assert (whole.status_code, whole.text) == (200, SOURCE)
    assert (part.status_code, part.text) == (206, SOURCE[3:12])


def test_errors_are_answered(client: httpx2.Client) -> None:
    answer = client.get("/fail")

    assert (answer.status_code, answer.text) == (500, "Internal Server Error")


def test_talks_over_a_websocket(site: Site) -> None:
    with connect(f"{site.websocket_url}/talk", subprotocols=["echo"]) as websocket:  # type: ignore[list-item]
        websocket.send("you")

        assert websocket.recv() == "hello you"
        assert websocket.subprotocol == "echo"


def test_denies_a_websocket_with_a_response(site: Site) -> None:
    with pytest.raises(InvalidStatus) as raised:
        connect(f"{site.websocket_url}/deny")

    assert raised.value.response.status_code == 401
    assert raised.value.response.body == b"not you"


def test_a_lifespan_is_asked_for(tmp_path: Path) -> None:
    with serving("starlette_program:app", "--lifespan", "on", folder=tmp_path) as site:
        assert httpx2.get(f"{site.url}/items/1").json()["greeting"] == "hello"
