"""A WebSocket in an endpoint: which ASGI messages come and go, and what is out of turn."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from fireweed.exceptions import WebSocketException
from fireweed.responses import PlainTextResponse
from fireweed.types import Message
from fireweed.websockets import WebSocket, WebSocketClose, WebSocketDisconnect, WebSocketDisconnected, WebSocketState
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

CONNECT: Message = {"type": "websocket.connect"}
DISCONNECT: Message = {"type": "websocket.disconnect", "code": 1001, "reason": "gone"}


def open_websocket(*messages: Message, **scope: Any) -> tuple[WebSocket, AsgiRecorder]:
    """A WebSocket to which a client says `messages`, and the record of what is sent to that client."""
    recorder = AsgiRecorder(answering(), websocket_scope(**scope))
    recorder.feed(*messages)
    return WebSocket(recorder.scope, recorder.receive, recorder.send), recorder


async def open_accepted(*messages: Message) -> tuple[WebSocket, AsgiRecorder]:
    websocket, recorder = open_websocket(CONNECT, *messages)
    await websocket.accept()
    recorder.sent.clear()
    return websocket, recorder


def text(data: str) -> Message:
    return {"type": "websocket.receive", "text": data}


def binary(data: bytes) -> Message:
    return {"type": "websocket.receive", "bytes": data, "text": None}


def test_rejects_http_scopes() -> None:
    recorder = AsgiRecorder(answering(), http_scope())

    with pytest.raises(ValueError, match="'websocket', not 'http'"):
        WebSocket(recorder.scope, recorder.receive, recorder.send)


def test_is_a_view_of_the_scope() -> None:
    websocket, _ = open_websocket(path="/chat", query="room=1", headers={"host": "example.org", "cookie": "a=b"})

    assert str(websocket.url) == "ws://example.org/chat?room=1"
    assert (websocket.query_params["room"], websocket.cookies) == ("1", {"a": "b"})


# The handshake


async def test_accept_takes_the_connect_message_first() -> None:
    websocket, recorder = open_websocket(CONNECT)

    await websocket.accept()

    assert recorder.sent == [{"type": "websocket.accept", "subprotocol": None, "headers": []}]
    assert (websocket.client_state, websocket.application_state) == (WebSocketState.CONNECTED, WebSocketState.CONNECTED)


async def test_accept_after_the_connect_message_does_not_wait_for_another() -> None:
    websocket, recorder = open_websocket(CONNECT)
    await websocket.receive()

    await websocket.accept()

    assert recorder.types == ["websocket.accept"]


async def test_accept_names_subprotocol_and_headers_in_lower_case() -> None:
    websocket, recorder = open_websocket(CONNECT)

    await websocket.accept(subprotocol="v2", headers=[(b"X-Room", b"One")])

    assert recorder.sent == [{"type": "websocket.accept", "subprotocol": "v2", "headers": [(b"x-room", b"One")]}]


async def test_close_before_accept_refuses() -> None:
    websocket, recorder = open_websocket(CONNECT)

    await websocket.close(code=4001, reason="no")

    assert recorder.sent == [{"type": "websocket.close", "code": 4001, "reason": "no"}]
    assert websocket.application_state is WebSocketState.DISCONNECTED


async def test_denial_response_refuses() -> None:
    websocket, recorder = open_websocket(CONNECT)

    await websocket.send_denial_response(PlainTextResponse("no", status_code=403))

    assert recorder.sent == [
        {
            "type": "websocket.http.response.start",
            "status": 403,
            "headers": [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", b"2")],
        },
        {"type": "websocket.http.response.body", "body": b"no"},
    ]
    assert websocket.application_state is WebSocketState.DISCONNECTED


async def test_denial_response_may_come_in_pieces() -> None:
    websocket, _ = open_websocket(CONNECT)

    await websocket.send({"type": "websocket.http.response.start", "status": 403, "headers": []})
    await websocket.send({"type": "websocket.http.response.body", "body": b"a", "more_body": True})
    state_between = websocket.application_state
    await websocket.send({"type": "websocket.http.response.body", "body": b"b"})

    assert (state_between, websocket.application_state) == (WebSocketState.RESPONSE, WebSocketState.DISCONNECTED)


@pytest.mark.parametrize("extensions", [{}, None], ids=["no extension", "none at all"])
async def test_denial_response_needs_the_extension(extensions: Any) -> None:
    websocket, recorder = open_websocket(CONNECT, extensions=extensions)

    with pytest.raises(RuntimeError, match=r"doesn't support the Websocket Denial Response extension\."):
        await websocket.send_denial_response(PlainTextResponse("no"))

    assert recorder.sent == []


# Messages


@pytest.mark.parametrize(
    ("send", "message"),
    [
        pytest.param(lambda websocket: websocket.send_text("a"), {"text": "a"}, id="text"),
        pytest.param(lambda websocket: websocket.send_bytes(b"a"), {"bytes": b"a"}, id="bytes"),
        pytest.param(lambda websocket: websocket.send_json({"ü": [1, 2]}), {"text": '{"ü":[1,2]}'}, id="json"),
        pytest.param(
            lambda websocket: websocket.send_json({"ü": 1}, mode="binary"), {"bytes": '{"ü":1}'.encode()}, id="binary"
        ),
    ],
)
async def test_sends(send: Callable[[WebSocket], Awaitable[None]], message: Message) -> None:
    websocket, recorder = await open_accepted()

    await send(websocket)

    assert recorder.sent == [{"type": "websocket.send", **message}]


@pytest.mark.parametrize(
    ("receive", "message", "expected"),
    [
        pytest.param(WebSocket.receive_text, text("a"), "a", id="text"),
        pytest.param(WebSocket.receive_text, text(""), "", id="empty text"),
        pytest.param(WebSocket.receive_bytes, binary(b"a"), b"a", id="bytes"),
        pytest.param(WebSocket.receive_json, text('{"a": 1}'), {"a": 1}, id="json"),
        pytest.param(lambda w: w.receive_json(mode="binary"), binary(b'{"a": 1}'), {"a": 1}, id="binary json"),
    ],
)
async def test_receives(receive: Callable[[WebSocket], Awaitable[Any]], message: Message, expected: Any) -> None:
    websocket, _ = await open_accepted(message)

    assert await receive(websocket) == expected


@pytest.mark.parametrize(
    "receive", [WebSocket.receive_text, WebSocket.receive_bytes, WebSocket.receive_json], ids=["text", "bytes", "json"]
)
async def test_receiving_raises_at_the_disconnect(receive: Callable[[WebSocket], Awaitable[Any]]) -> None:
    websocket, _ = await open_accepted(DISCONNECT)

    with pytest.raises(WebSocketDisconnect) as caught:
        await receive(websocket)

    assert (caught.value.code, caught.value.reason) == (1001, "gone")
    assert websocket.client_state is WebSocketState.DISCONNECTED


async def test_disconnect_without_code_is_normal() -> None:
    websocket, _ = await open_accepted({"type": "websocket.disconnect"})

    with pytest.raises(WebSocketDisconnect) as caught:
        await websocket.receive_text()

    assert (caught.value.code, caught.value.reason) == (1000, "")


@pytest.mark.parametrize(
    ("iterate", "messages", "expected"),
    [
        pytest.param(WebSocket.iter_text, [text("a"), text("b")], ["a", "b"], id="text"),
        pytest.param(WebSocket.iter_bytes, [binary(b"a"), binary(b"b")], [b"a", b"b"], id="bytes"),
        pytest.param(WebSocket.iter_json, [text("1"), text("[]")], [1, []], id="json"),
    ],
)
async def test_iterating_stops_at_the_disconnect(
    iterate: Callable[[WebSocket], AsyncIterator[Any]], messages: list[Message], expected: list[Any]
) -> None:
    websocket, _ = await open_accepted(*messages, DISCONNECT)

    assert [data async for data in iterate(websocket)] == expected


@pytest.mark.parametrize(
    ("receive", "message", "reason"),
    [
        pytest.param(WebSocket.receive_text, binary(b""), "Expected a message of text, but got bytes.", id="bytes"),
        pytest.param(WebSocket.receive_bytes, text(""), "Expected a message of bytes, but got text.", id="text"),
    ],
)
async def test_message_of_the_other_kind_is_to_close_with_1003(
    receive: Callable[[WebSocket], Awaitable[Any]], message: Message, reason: str
) -> None:
    websocket, _ = await open_accepted(message)

    with pytest.raises(WebSocketException) as caught:
        await receive(websocket)

    assert (caught.value.code, caught.value.reason) == (1003, reason)


@pytest.mark.parametrize("document", ["{", "[" * 100_000], ids=["broken", "too deep"])
async def test_what_is_not_json_raises_value_error(document: str) -> None:
    websocket, _ = await open_accepted(text(document))

    with pytest.raises(ValueError, match=r"Expecting|Nested too deeply"):
        await websocket.receive_json()


@pytest.mark.parametrize(
    "use",
    [lambda websocket: websocket.receive_json(mode="raw"), lambda websocket: websocket.send_json({}, mode="raw")],
    ids=["receive", "send"],
)
async def test_rejects_unknown_modes(use: Callable[[WebSocket], Awaitable[Any]]) -> None:
    websocket, _ = await open_accepted()

    with pytest.raises(RuntimeError, match=r'^The "mode" argument should be "text" or "binary"\.$'):
        await use(websocket)


async def test_close_without_reason_has_an_empty_one() -> None:
    websocket, recorder = await open_accepted()

    await websocket.close()

    assert recorder.sent == [{"type": "websocket.close", "code": 1000, "reason": ""}]


async def test_sending_to_a_client_that_is_gone_raises_disconnect() -> None:
    async def receive() -> Message:
        return CONNECT

    async def send(message: Message) -> None:
        if message["type"] == "websocket.send":
            raise BrokenPipeError

    websocket = WebSocket(websocket_scope(), receive, send)
    await websocket.accept()

    with pytest.raises(WebSocketDisconnect) as caught:
        await websocket.send_text("a")

    assert caught.value.code == 1006
    assert websocket.application_state is WebSocketState.DISCONNECTED


# Out of turn


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        pytest.param([text("a")], "\"websocket.connect\", but got 'websocket.receive'", id="connecting"),
        pytest.param(
            [CONNECT, CONNECT],
            '"websocket.receive" or "websocket.disconnect", but got \'websocket.connect\'',
            id="connected",
        ),
    ],
)
async def test_rejects_messages_of_the_client_out_of_turn(messages: list[Message], expected: str) -> None:
    websocket, _ = open_websocket(*messages)
    for _ in messages[:-1]:
        await websocket.receive()

    with pytest.raises(RuntimeError) as caught:
        await websocket.receive()

    assert str(caught.value) == f"Expected ASGI message {expected}"


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        pytest.param(
            ["websocket.send"],
            '"websocket.accept", "websocket.close" or "websocket.http.response.start", but got \'websocket.send\'',
            id="connecting",
        ),
        pytest.param(
            ["websocket.accept", "websocket.accept"],
            '"websocket.send" or "websocket.close", but got \'websocket.accept\'',
            id="connected",
        ),
        pytest.param(
            ["websocket.http.response.start", "websocket.close"],
            "\"websocket.http.response.body\", but got 'websocket.close'",
            id="response",
        ),
    ],
)
async def test_rejects_messages_of_the_application_out_of_turn(types: list[str], expected: str) -> None:
    websocket, recorder = open_websocket(CONNECT)
    for message_type in types[:-1]:
        await websocket.send({"type": message_type})

    with pytest.raises(RuntimeError) as caught:
        await websocket.send({"type": types[-1]})

    assert str(caught.value) == f"Expected ASGI message {expected}"
    assert recorder.types == types[:-1]


async def test_receive_after_the_disconnect_raises() -> None:
    websocket, _ = await open_accepted(DISCONNECT)
    await websocket.receive()

    with pytest.raises(WebSocketDisconnected) as caught:
        await websocket.receive()

    assert str(caught.value) == 'Cannot call "receive" once a disconnect message has been received.'


async def test_send_after_the_close_raises() -> None:
    websocket, _ = await open_accepted()
    await websocket.close()

    with pytest.raises(WebSocketDisconnected) as caught:
        await websocket.close()

    assert str(caught.value) == 'Cannot call "send" once a close message has been sent.'


@pytest.mark.parametrize(
    "receive", [WebSocket.receive_text, WebSocket.receive_bytes, WebSocket.receive_json], ids=["text", "bytes", "json"]
)
async def test_receiving_data_needs_accept(receive: Callable[[WebSocket], Awaitable[Any]]) -> None:
    websocket, _ = open_websocket(CONNECT)

    with pytest.raises(WebSocketDisconnected) as caught:
        await receive(websocket)

    assert str(caught.value) == 'WebSocket is not connected. Need to call "accept" first.'


def test_disconnected_is_a_runtime_error() -> None:
    assert issubclass(WebSocketDisconnected, RuntimeError)


# The rest of the module


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        pytest.param(WebSocketDisconnect(), (1000, "", "1000"), id="default"),
        pytest.param(WebSocketDisconnect(1001, "gone"), (1001, "gone", "1001: gone"), id="given"),
    ],
)
def test_disconnect_tells_code_and_reason(error: WebSocketDisconnect, expected: tuple[int, str, str]) -> None:
    assert (error.code, error.reason, str(error)) == expected


async def test_close_application_closes() -> None:
    recorder = await call(WebSocketClose(code=1001, reason="later"), websocket_scope())

    assert recorder.sent == [{"type": "websocket.close", "code": 1001, "reason": "later"}]
