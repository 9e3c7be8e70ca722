"""WebSockets of the test client for coroutines; `test_websockets` has what both clients share."""

import asyncio
from typing import Any

import pytest

from fireweed.exceptions import WebSocketDisconnect
from fireweed.testclient import AsyncTestClient, AsyncWebSocketTestSession, WebSocketDenialResponse
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import wait_forever


def accepting(*sent: Message, **accept: Any) -> ASGIApp:
    """Accepts, sends `sent`, then closes."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept", **accept})
        for message in sent:
            await send(message)
        await send({"type": "websocket.close", "code": 4000, "reason": "done"})

    return app


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


async def test_tells_what_the_handshake_agreed_on() -> None:
    client = AsyncTestClient(accepting(subprotocol="chat", headers=[(b"x-id", b"7")]))

    async with client.websocket_connect("/", subprotocols=["chat"]) as session:
        assert (session.accepted_subprotocol, session.extra_headers) == ("chat", [(b"x-id", b"7")])
        assert (session.scope["type"], session.scope["scheme"], session.scope["subprotocols"]) == (
            "websocket",
            "ws",
            ["chat"],
        )


@pytest.mark.parametrize("mode", ["text", "binary"])
async def test_sends_and_receives(mode: Any) -> None:
    async with AsyncTestClient(echo).websocket_connect("/") as session:
        await session.send_text("text")
        await session.send_bytes(b"bytes")
        await session.send_json({"a": 1}, mode)

        assert await session.receive_text() == "text"
        assert await session.receive_bytes() == b"bytes"
        assert await session.receive_json(mode) == {"a": 1}


async def test_two_sessions_talk_at_the_same_time() -> None:
    client = AsyncTestClient(echo)

    async with client.websocket_connect("/") as first, client.websocket_connect("/") as second:
        await first.send_text("1")
        await second.send_text("2")

        assert [*await asyncio.gather(second.receive_text(), first.receive_text())] == ["2", "1"]


async def test_raises_the_close_of_the_application() -> None:
    async with AsyncTestClient(accepting()).websocket_connect("/") as session:
        with pytest.raises(WebSocketDisconnect) as raised:
            await session.receive_text()

    assert (raised.value.code, raised.value.reason) == (4000, "done")


async def test_raises_the_refusal_of_the_handshake() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.close", "code": 1008})

    with pytest.raises(WebSocketDisconnect, match="1008"):
        await AsyncTestClient(app).websocket_connect("/").__aenter__()


async def test_raises_the_response_to_the_handshake() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.http.response.start", "status": 401})
        await send({"type": "websocket.http.response.body", "body": b"no", "more_body": True})
        await send({"type": "websocket.http.response.body", "body": b"body"})

    with pytest.raises(WebSocketDenialResponse) as raised:
        await AsyncTestClient(app).websocket_connect("/").__aenter__()

    assert (raised.value.status_code, raised.value.text) == (401, "nobody")


async def test_closes_with_a_code() -> None:
    received: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        received.append(await receive())

    async with AsyncTestClient(app).websocket_connect("/") as session:
        await session.close(4001, "bye")

    assert received == [{"type": "websocket.disconnect", "code": 4001, "reason": "bye"}]


async def test_leaving_the_block_ends_the_application() -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        try:
            await wait_forever()
        finally:
            events.append("ended")

    async with AsyncTestClient(app).websocket_connect("/") as session:
        assert isinstance(session, AsyncWebSocketTestSession)

    assert events == ["ended"]


async def fail(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "websocket.accept"})
    raise ValueError("broken")


async def test_raises_an_error_at_the_end_of_the_block() -> None:
    with pytest.raises(ValueError, match="broken"):
        async with AsyncTestClient(fail).websocket_connect("/"):
            pass


async def test_an_error_of_the_test_comes_first() -> None:
    with pytest.raises(KeyError):
        async with AsyncTestClient(fail).websocket_connect("/"):
            raise KeyError("of the test")
