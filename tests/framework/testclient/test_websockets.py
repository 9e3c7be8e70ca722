"""WebSocket sessions of the test client."""

import asyncio
from typing import Any

import pytest

from fireweed.core import Application
from fireweed.exceptions import HTTPException
from fireweed.testclient import TestClient, WebSocketDenialResponse
from fireweed.types import Message, Scope
from fireweed.websockets import WebSocket, WebSocketDisconnect
from kit.apps import wait_forever


def serve(endpoint: Any) -> TestClient:
    app = Application()
    app.add_websocket_route("/{path:path}", endpoint)
    return TestClient(app)


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    while (message := await websocket.receive())["type"] == "websocket.receive":
        await websocket.send({**message, "type": "websocket.send"})


# The handshake


def test_describes_the_handshake() -> None:
    with serve(echo).websocket_connect("/a%20b?q=1", subprotocols=["v1", "v2"]) as session:
        scope: Scope = dict(session.scope)

    headers = dict(scope["headers"])
    assert (scope["type"], scope["scheme"], scope["http_version"]) == ("websocket", "ws", "1.1")
    assert (scope["path"], scope["raw_path"], scope["query_string"]) == ("/a b", b"/a%20b", b"q=1")
    assert (scope["client"], scope["server"]) == (("testclient", 50000), ["testserver", 80])
    assert scope["extensions"] == {"websocket.http.response": {}}
    assert scope["subprotocols"] == ["v1", "v2"]
    assert (headers[b"upgrade"], headers[b"connection"], headers[b"sec-websocket-version"]) == (
        b"websocket",
        b"upgrade",
        b"13",
    )
    assert headers[b"host"] == b"testserver"
    assert not {"method", "asgi"} & scope.keys()


@pytest.mark.parametrize(
    ("url", "scheme", "server"),
    [
        pytest.param("/", "wss", ["example.org", 443], id="base url"),
        pytest.param("ws://other:81/", "ws", ["other", 81], id="ws"),
        pytest.param("wss://other/", "wss", ["other", 443], id="wss"),
        pytest.param("http://other/", "ws", ["other", 80], id="http"),
    ],
)
def test_chooses_the_scheme(url: str, scheme: str, server: list[Any]) -> None:
    client = serve(echo)
    client.base_url = "https://example.org"

    with client.websocket_connect(url) as session:
        assert (session.scope["scheme"], session.scope["server"]) == (scheme, server)


def test_sends_headers_cookies_and_parameters() -> None:
    client = serve(echo)
    client.cookies.set("session", "s")

    with client.websocket_connect("/", headers={"X-Test": "yes"}, params={"q": "1"}) as session:
        headers = dict(session.scope["headers"])

    assert (headers[b"x-test"], headers[b"cookie"], session.scope["query_string"]) == (b"yes", b"session=s", b"q=1")


def test_offers_no_subprotocol_by_default() -> None:
    with serve(echo).websocket_connect("/") as session:
        assert session.scope["subprotocols"] == []


def test_knows_what_was_accepted() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept(subprotocol="v2", headers=[(b"x-room", b"1")])

    with serve(endpoint).websocket_connect("/", ["v1", "v2"]) as session:
        assert (session.accepted_subprotocol, session.extra_headers) == ("v2", [(b"x-room", b"1")])


def test_raises_when_refused() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.close(4001, "no")

    with pytest.raises(WebSocketDisconnect) as caught, serve(endpoint).websocket_connect("/"):
        pass

    assert (caught.value.code, caught.value.reason) == (4001, "no")


def test_raises_the_denial_response() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        raise HTTPException(403, "no", headers={"x-why": "because"})

    with pytest.raises(WebSocketDenialResponse) as caught, serve(endpoint).websocket_connect("/"):
        pass

    response = caught.value
    assert (response.status_code, response.text, response.headers["x-why"]) == (403, "no", "because")
    assert isinstance(response, WebSocketDisconnect)


def test_gathers_a_denial_response_in_pieces() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.send({"type": "websocket.http.response.start", "status": 400})
        await websocket.send({"type": "websocket.http.response.body", "body": b"a", "more_body": True})
        await websocket.send({"type": "websocket.http.response.body", "body": b"b"})

    with pytest.raises(WebSocketDenialResponse) as caught, serve(endpoint).websocket_connect("/"):
        pass

    assert caught.value.content == b"ab"


def test_raises_when_there_is_no_such_path() -> None:
    with pytest.raises(WebSocketDisconnect) as caught, TestClient(Application()).websocket_connect("/"):
        pass

    assert caught.value.code == 1000


def test_raises_when_the_handshake_is_not_answered() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        pass

    with pytest.raises(AssertionError, match="any answer to the handshake"), serve(endpoint).websocket_connect("/"):
        pass


# Messages


def test_carries_text_and_bytes() -> None:
    with serve(echo).websocket_connect("/") as session:
        session.send_text("a")
        session.send_bytes(b"b")

        assert (session.receive_text(), session.receive_bytes()) == ("a", b"b")


@pytest.mark.parametrize("mode", ["text", "binary"])
def test_carries_json(mode: Any) -> None:
    with serve(echo).websocket_connect("/") as session:
        session.send_json({"ü": [1]}, mode=mode)

        assert session.receive_json(mode=mode) == {"ü": [1]}


def test_carries_raw_messages() -> None:
    with serve(echo).websocket_connect("/") as session:
        session.send({"type": "websocket.receive", "text": "a"})

        assert session.receive() == {"type": "websocket.send", "text": "a"}


def test_two_sessions_talk() -> None:
    members: list[WebSocket] = []

    async def chat(websocket: WebSocket) -> None:
        await websocket.accept()
        members.append(websocket)
        async for message in websocket.iter_text():
            for member in members:
                await member.send_text(message)

    client = serve(chat)
    with client.websocket_connect("/") as first, client.websocket_connect("/") as second:
        first.send_text("hello")

        assert (first.receive_text(), second.receive_text()) == ("hello", "hello")


async def test_works_within_a_coroutine() -> None:
    with serve(echo).websocket_connect("/") as session:
        session.send_text("a")

        assert session.receive_text() == "a"


# The end


def test_receiving_data_raises_when_the_application_closes() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close(4002, "enough")

    with serve(endpoint).websocket_connect("/") as session:
        for _ in range(2):
            with pytest.raises(WebSocketDisconnect) as caught:
                session.receive_text()

            assert (caught.value.code, caught.value.reason) == (4002, "enough")


def test_application_that_returns_closes() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()

    with serve(endpoint).websocket_connect("/") as session:
        assert session.receive() == {"type": "websocket.close", "code": 1000, "reason": ""}


def record_end(ends: list[Message]) -> Any:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        ends.append(await websocket.receive())

    return endpoint


def test_leaving_the_block_disconnects() -> None:
    ends: list[Message] = []

    with serve(record_end(ends)).websocket_connect("/"):
        pass

    assert ends == [{"type": "websocket.disconnect", "code": 1000, "reason": ""}]


def test_close_disconnects_with_code_and_reason() -> None:
    ends: list[Message] = []

    with serve(record_end(ends)).websocket_connect("/") as session:
        session.close(code=3000, reason="bye")

    assert ends == [{"type": "websocket.disconnect", "code": 3000, "reason": "bye"}]


def test_the_application_that_closes_is_told_of_the_disconnect() -> None:
    ends: list[Message] = []

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.close(4000, "x")
        ends.append(await websocket.receive())

    with serve(endpoint).websocket_connect("/"):
        pass

    assert ends == [{"type": "websocket.disconnect", "code": 4000, "reason": "x"}]


def test_lets_the_application_end_after_the_disconnect() -> None:
    events: list[str] = []

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()
        await asyncio.get_running_loop().run_in_executor(None, events.append, "cleaned up")

    with serve(endpoint).websocket_connect("/"):
        pass

    assert events == ["cleaned up"]


def test_cancels_an_application_that_does_not_look() -> None:
    tasks: list[asyncio.Task[Any]] = []

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        task = asyncio.current_task()
        assert task is not None
        tasks.append(task)
        await wait_forever()

    with serve(endpoint).websocket_connect("/"):
        assert not tasks[0].done()

    assert tasks[0].cancelled()


def test_sending_after_the_disconnect_raises_in_the_application() -> None:
    codes: list[int] = []

    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()
        try:
            await websocket.send_text("late")
        except WebSocketDisconnect as error:
            codes.append(error.code)

    with serve(endpoint).websocket_connect("/"):
        pass

    assert codes == [1006]


def test_closing_after_the_disconnect_does_nothing() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        await websocket.receive()
        await websocket.close()

    with serve(endpoint).websocket_connect("/") as session:
        session.close()


# Errors


async def fail(websocket: WebSocket) -> None:
    await websocket.accept()
    raise LookupError("broken")


def test_raises_an_error_where_a_message_is_awaited() -> None:
    with serve(fail).websocket_connect("/") as session, pytest.raises(LookupError, match="broken"):
        session.receive_text()


def test_raises_an_error_at_the_end_of_the_block() -> None:
    with pytest.raises(LookupError, match="broken"), serve(fail).websocket_connect("/"):
        pass


def test_raises_an_error_of_the_handshake() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"), serve(endpoint).websocket_connect("/"):
        pass


def test_raises_a_disconnect_that_the_application_does_not_handle() -> None:
    async def endpoint(websocket: WebSocket) -> None:
        await websocket.accept()
        while True:
            await websocket.receive_text()

    with pytest.raises(WebSocketDisconnect), serve(endpoint).websocket_connect("/"):
        pass


def test_an_error_of_the_test_comes_before_one_of_the_application() -> None:
    with pytest.raises(ZeroDivisionError), serve(fail).websocket_connect("/"):
        raise ZeroDivisionError
