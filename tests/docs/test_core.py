"""The notice board inside the test process: what cannot be seen, or cannot be arranged, from outside."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core import followers
from core.board import Board
from core.config import Settings
from core.followers import Followers
from core.main import create_app
from fireweed.datastructures import Secret
from fireweed.testclient import TestClient
from fireweed.websockets import WebSocket

SETTINGS = Settings(Secret("a secret for tests"), Secret("open sesame"), max_upload=1_000)


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(create_app(SETTINGS), raise_server_exceptions=False) as client:
        client.post("/log-in", data={"name": "Ada", "password": "open sesame"})
        yield client


def pin(client: TestClient, text: str, content: bytes = b"this") -> int:
    response = client.post("/notices/", data={"text": text}, files={"attachment": ("a.txt", content)})
    return response.status_code


def files_of(client: TestClient) -> list[Path]:
    board: Any = client.app_state["board"]
    return list(board.folder.iterdir())


def test_tells_followers(client: TestClient) -> None:
    with client.websocket_connect("/live") as websocket:
        pin(client, "Hello")

        assert websocket.receive_json()["pinned"]["author"] == "Ada"


def test_keeps_a_file_as_long_as_its_notice(client: TestClient) -> None:
    pin(client, "Hello")
    kept = files_of(client)

    client.delete("/notices/1")

    assert [file.suffix for file in kept] == [""]
    assert files_of(client) == []


@pytest.mark.parametrize(
    ("text", "content", "status"),
    [pytest.param("", b"", 400, id="without a text"), pytest.param("Large", b"x" * 1_000, 413, id="too large")],
)
def test_keeps_nothing_of_what_it_refuses(client: TestClient, text: str, content: bytes, status: int) -> None:
    assert pin(client, text, content) == status

    assert files_of(client) == []


def test_shows_the_template_what_it_needs(client: TestClient) -> None:
    pin(client, "Hello")

    response: Any = client.get("/")

    assert [notice.text for notice in response.context["notices"]] == ["Hello"]


async def test_waits_for_a_slow_follower_only_so_long(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Deaf(WebSocket):
        def __init__(self) -> None:
            """It has no connection."""

        async def send_json(self, data: Any, mode: str = "text") -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr(followers, "SEND_LIMIT", 0)
    notice = Board(tmp_path).pin("Ada", "Hello")
    everybody = Followers()

    with everybody.including(Deaf()):
        async with asyncio.timeout(60):
            await everybody.tell(notice.describe())
