"""WebSockets: an echo, a chat among everybody who is there, and a counter as a class. Their tests are below them."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel

from fireweed import Depends, Fireweed, Query, WebSocket, WebSocketDisconnect, WebSocketException
from fireweed.endpoints import WebSocketEndpoint
from fireweed.testclient import TestClient

app = Fireweed()


@app.websocket("/echo")
async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(f"You said: {text}")


class ConnectionManager:
    """Who is in the room."""

    def __init__(self) -> None:
        self.members: dict[str, WebSocket] = {}

    async def connect(self, name: str, websocket: WebSocket) -> None:
        if name in self.members:
            raise WebSocketException(4001, f"{name} is here already")
        await websocket.accept()
        self.members[name] = websocket

    def disconnect(self, name: str) -> None:
        del self.members[name]

    async def broadcast(self, message: dict[str, str]) -> None:
        """Send to all; a member who is gone does not keep it from the others."""
        for member in tuple(self.members.values()):
            try:
                await member.send_json(message)
            except WebSocketDisconnect:
                continue


room = ConnectionManager()


@app.websocket("/chat/{name}")
async def chat(websocket: WebSocket, name: str) -> None:
    await room.connect(name, websocket)
    try:
        while True:
            message = await websocket.receive_json()
            await room.broadcast({"from": name, "text": message["text"]})
    except WebSocketDisconnect:
        pass
    finally:
        room.disconnect(name)
    await room.broadcast({"from": name, "text": "has left"})


class Move(BaseModel):
    action: Literal["move"]
    x: int
    y: int


class Say(BaseModel):
    action: Literal["say"]
    text: str


async def get_player(token: Annotated[str, Query(min_length=4)]) -> str:
    if not token.startswith("player-"):
        raise WebSocketException(4001, "Unknown token")
    return token.removeprefix("player-")


@app.websocket("/games/{game_id}")
async def play(websocket: WebSocket, game_id: int, player: Annotated[str, Depends(get_player)]) -> None:
    await websocket.accept()
    async for message in websocket.iter_model(Move | Say):
        match message:
            case Move(x=x, y=y):
                await websocket.send_text(f"{player} moves to {x}, {y} in game {game_id}")
            case Say(text=text):
                await websocket.send_text(f"{player}: {text}")


@app.websocket_route("/sum")
class Sum(WebSocketEndpoint):
    encoding = "json"

    async def on_connect(self, websocket: WebSocket) -> None:
        self.total = 0
        await websocket.accept()

    async def on_receive(self, websocket: WebSocket, data: int) -> None:
        self.total += data
        await websocket.send_json({"total": self.total})


def test_echoes() -> None:
    with TestClient(app).websocket_connect("/echo") as websocket:
        websocket.send_text("hello")

        assert websocket.receive_text() == "You said: hello"


def test_two_talk_and_one_leaves() -> None:
    client = TestClient(app)
    with client.websocket_connect("/chat/ada") as ada:
        with client.websocket_connect("/chat/bob") as bob:
            bob.send_json({"text": "hello"})

            assert ada.receive_json() == bob.receive_json() == {"from": "bob", "text": "hello"}

        assert ada.receive_json() == {"from": "bob", "text": "has left"}


def test_a_name_is_taken_only_once() -> None:
    client = TestClient(app)

    with client.websocket_connect("/chat/ada"), pytest.raises(WebSocketDisconnect) as refusal:
        client.websocket_connect("/chat/ada").__enter__()

    assert (refusal.value.code, refusal.value.reason) == (4001, "ada is here already")


def test_plays() -> None:
    with TestClient(app).websocket_connect("/games/7?token=player-ann") as websocket:
        websocket.send_json({"action": "move", "x": 1, "y": 2})
        websocket.send_json({"action": "say", "text": "Check!"})

        assert websocket.receive_text() == "ann moves to 1, 2 in game 7"
        assert websocket.receive_text() == "ann: Check!"


def test_bad_message_ends_the_game() -> None:
    with TestClient(app).websocket_connect("/games/7?token=player-ann") as websocket:
        websocket.send_json({"action": "move", "x": 1})
        with pytest.raises(WebSocketDisconnect) as end:
            websocket.receive_text()

    assert (end.value.code, end.value.reason[:31]) == (1008, "message.Move.y: Field required;")


def test_adds() -> None:
    with TestClient(app).websocket_connect("/sum") as websocket:
        websocket.send_json(1)
        websocket.send_json(2)

        assert [websocket.receive_json(), websocket.receive_json()] == [{"total": 1}, {"total": 3}]
