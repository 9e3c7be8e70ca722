"""`receive_model` and `iter_model`: messages validated as they come."""

from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from fireweed import Fireweed, WebSocket, WebSocketDisconnect
from fireweed.exceptions import WebSocketRequestValidationError
from fireweed.testclient import TestClient


class Join(BaseModel):
    type: Literal["join"]
    room: int


class Say(BaseModel):
    type: Literal["say"]
    text: str


Message = Annotated[Join | Say, Field(discriminator="type")]


class Point(TypedDict):
    x: int


INVALID_INTEGER = "message.room: Input should be a valid integer, unable to parse string as an integer"


def serve(type_: Any, mode: Literal["text", "binary"] = "text") -> Fireweed:
    app = Fireweed()

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        async for message in websocket.iter_model(type_, mode):
            await websocket.send_text(repr(message))

    return app


@pytest.mark.parametrize(
    ("type_", "document", "value"),
    [
        (Join, '{"type": "join", "room": "7"}', "Join(type='join', room=7)"),
        (
            Message,
            '{"type": "say", "text": "hi"}',
            "Say(type='say', text='hi')",
        ),
        (Annotated[list[int], {"unhashable": []}], "[1, 2]", "[1, 2]"),
        (Point, '{"x": 1}', "{'x': 1}"),
        (int | None, "null", "None"),
    ],
    ids=["model", "union", "unhashable annotation", "typed dict", "scalar"],
)
def test_receives_any_type(type_: Any, document: str, value: str) -> None:
    with TestClient(serve(type_)).websocket_connect("/") as websocket:
        websocket.send_text(document)

        assert websocket.receive_text() == value


def test_receives_binary_messages() -> None:
    with TestClient(serve(Join, "binary")).websocket_connect("/") as websocket:
        websocket.send_bytes(b'{"type": "join", "room": 7}')

        assert websocket.receive_text() == "Join(type='join', room=7)"


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{", "message: Invalid JSON: EOF while parsing an object at line 1 column 1"),
        ('{"type": "join"}', "message.room: Field required"),
        (
            '{"type": "join", "room": "x"}',
            INVALID_INTEGER,
        ),
        ("[" * 100_000, "message: Invalid JSON: recursion limit exceeded at line 1 column 202"),
        ('{"type": "join", "room": NaN}', "message.room: Input should be a finite number"),
    ],
    ids=["malformed", "missing", "invalid", "deep", "NaN"],
)
def test_bad_message_closes_with_what_is_wrong(document: str, reason: str) -> None:
    with TestClient(serve(Join)).websocket_connect("/") as websocket:
        websocket.send_text(document)
        with pytest.raises(WebSocketDisconnect) as end:
            websocket.receive_text()

    assert (end.value.code, end.value.reason) == (1008, reason)


def test_reason_fits_into_a_close_frame() -> None:
    with TestClient(serve(dict[str, int])).websocket_connect("/") as websocket:
        websocket.send_json({"ä" * 200: "x"})
        with pytest.raises(WebSocketDisconnect) as end:
            websocket.receive_text()

    assert end.value.reason.endswith("ä...")
    assert len(end.value.reason.encode()) <= 123


def test_endpoint_can_go_on_after_a_bad_message() -> None:
    app = Fireweed()

    @app.websocket("/")
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        try:
            await websocket.receive_model(Join)
        except WebSocketRequestValidationError as error:
            await websocket.send_json(error.errors())
        join: Join = await websocket.receive_model(Join)
        await websocket.send_json(join.room)

    with TestClient(app).websocket_connect("/") as websocket:
        websocket.send_json({"type": "join"})
        (error,) = websocket.receive_json()
        websocket.send_json({"type": "join", "room": 7})

        assert (error["type"], error["loc"], websocket.receive_json()) == ("missing", ["message", "room"], 7)
