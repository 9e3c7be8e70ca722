"""Scenarios: WebSocket messages through an application, and requests of the test client."""

from collections.abc import Callable
from typing import Any

from benchmarks.micro.paired.library import Library
from benchmarks.micro.paired.scenario import Message, Scenario, build_scope

FRAMES = 100


class Peer:
    """The server's side of a WebSocket whose client sends `FRAMES` texts and leaves."""

    def __init__(self) -> None:
        self._sent = -1
        self.texts: list[str] = []

    async def receive(self) -> Message:
        self._sent += 1
        if self._sent == 0:
            return {"type": "websocket.connect"}
        if self._sent > FRAMES:
            return {"type": "websocket.disconnect", "code": 1000, "reason": ""}
        return {"type": "websocket.receive", "text": "hello"}

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            self.texts.append(message["text"])


def build_websocket(library: Library) -> Scenario:
    """A conversation of text frames, each of them echoed."""
    websocket_class = library.get("websockets", "WebSocket")
    disconnect_class = library.get("websockets", "WebSocketDisconnect")
    scope = {**build_scope(), "type": "websocket", "subprotocols": []}

    async def act() -> Peer:
        peer = Peer()
        websocket = websocket_class(dict(scope), peer.receive, peer.send)
        await websocket.accept()
        try:
            while True:
                await websocket.send_text(await websocket.receive_text())
        except disconnect_class:
            return peer

    def check(peer: Peer) -> None:
        assert peer.texts == ["hello"] * FRAMES, f"{len(peer.texts)} texts came back"

    return Scenario(act, check, units=FRAMES)


def build_client(library: Library, *, is_entered: bool) -> Scenario:
    """A request of the test client, which runs the lifespan and keeps its loop if it was entered."""
    response_class = library.get("responses", "PlainTextResponse")

    async def hello(request: Any) -> Any:
        return response_class("hello")

    app = library.build_application(routes=[library.get("routing", "Route")("/", hello)])
    client = library.get("testclient", "TestClient")(app)
    if is_entered:
        client.__enter__()  # for the life of the worker

    def check(response: Any) -> None:
        assert (response.status_code, response.text) == (200, "hello"), f"answered {response!r}"

    return Scenario(lambda: client.get("/"), check, is_sync=True)


SCENARIOS: dict[str, Callable[[Library], Scenario]] = {
    "websocket, text frame": build_websocket,
    "test client": lambda library: build_client(library, is_entered=False),
    "test client, entered": lambda library: build_client(library, is_entered=True),
}
