"""The recorder plays a server faithfully."""

import pytest

from fireweed.types import Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope


async def test_records_the_response() -> None:
    recorder = await call(answering(b"hello", status=201, headers=[(b"x-id", b"7")]), http_scope())

    assert (recorder.status, recorder.headers, recorder.text) == (201, {"x-id": "7"}, "hello")


async def test_feeds_the_body_and_then_the_disconnect() -> None:
    received = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        received.append(await receive())
        await answering()(scope, receive, send)
        received.append(await receive())

    await call(app, http_scope("POST"), body=b"data")

    assert received == [
        {"type": "http.request", "body": b"data", "more_body": False},
        {"type": "http.disconnect"},
    ]


async def test_offers_no_short_cut_by_default() -> None:
    recorder = AsgiRecorder(answering(), http_scope())

    assert not hasattr(recorder.send, "send_response")


async def test_counts_responses_sent_in_one_call() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        send.send_response(200, [(b"x-id", b"7")], b"hello")  # type: ignore[attr-defined]  # beyond ASGI's `send`

    recorder = await call(app, http_scope(), direct=True)

    assert recorder.direct_responses == 1
    assert recorder.types == ["http.response.start", "http.response.body"]
    assert recorder.is_complete


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        pytest.param(http_scope(), {"type": "http.disconnect"}, id="http"),
        pytest.param(websocket_scope(), {"type": "websocket.disconnect", "code": 1005, "reason": ""}, id="websocket"),
    ],
)
async def test_disconnects(scope: Scope, message: object) -> None:
    recorder = AsgiRecorder(answering(), scope)
    recorder.disconnect()

    assert await recorder.receive() == message


def test_builds_http_scopes() -> None:
    scope = http_scope("POST", "/items", query="a=1", headers={"X-Id": "7"}, client=None)

    assert (scope["method"], scope["path"], scope["query_string"]) == ("POST", "/items", b"a=1")
    assert (scope["headers"], scope["client"]) == ([(b"x-id", b"7")], None)


def test_builds_websocket_scopes() -> None:
    scope = websocket_scope("/chat", subprotocols=["v1"])

    assert (scope["type"], scope["scheme"], scope["subprotocols"]) == ("websocket", "ws", ["v1"])
    assert "method" not in scope
