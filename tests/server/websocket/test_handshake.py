"""What must be a handshake, and what it is answered with: over a whole connection, for both sides are its rules."""

from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from kit.tls import FakeSSLObject
from kit.transport import build_request
from kit.websocket_client import ACCEPT_KEY, DEFLATE, KEY, FakeWebSocketClient, build_handshake


class Accepting:
    """Accepts with `options` and waits for the end; `scopes` are those it was called with."""

    def __init__(self, **options: Any) -> None:
        self.options = options
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body", "body": b"plain"})
            return
        await receive()
        await send({"type": "websocket.accept", **self.options})
        await receive()


async def test_opens_a_connection() -> None:
    client = FakeWebSocketClient(Accepting())

    response = await client.open()

    assert response.status == 101
    assert response.headers == {
        "date": "Sat, 21 Nov 2026 12:00:00 GMT",
        "server": "fireweed",
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-accept": ACCEPT_KEY,
    }
    await client.leave()


async def test_describes_the_connection_in_the_scope() -> None:
    app = Accepting()
    client = FakeWebSocketClient(app, root_path="/api")
    client.serving.state["pool"] = "shared"

    await client.open(("Sec-WebSocket-Protocol", "v2, v1"), target="/caf%C3%A9?x=1")
    await client.leave()

    scope = app.scopes[0]
    headers = dict(scope.pop("headers"))
    assert headers[b"host"] == b"a.example"
    assert headers[b"sec-websocket-key"] == KEY.encode()
    assert scope == {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/api/café",
        "raw_path": b"/api/caf%C3%A9",
        "query_string": b"x=1",
        "root_path": "/api",
        "client": ("192.0.2.7", 54321),
        "server": ("192.0.2.1", 8000),
        "subprotocols": ["v2", "v1"],
        "state": {"pool": "shared"},
        "extensions": {"websocket.http.response": {}},
    }


async def test_tells_the_scheme_of_an_encrypted_connection() -> None:
    app = Accepting()
    client = FakeWebSocketClient(app, ssl_object=FakeSSLObject())

    await client.open()
    await client.leave()

    assert app.scopes[0]["scheme"] == "wss"


async def test_every_connection_has_a_state_of_its_own() -> None:
    app = Accepting()
    client = FakeWebSocketClient(app)
    await client.open()

    app.scopes[0]["state"]["user"] = "somebody"

    assert client.serving.state == {}
    await client.leave()


async def test_answers_with_the_subprotocol_and_the_headers_of_the_application() -> None:
    client = FakeWebSocketClient(Accepting(subprotocol="v1", headers=[(b"X-Room", b"7"), (b"server", b"mine")]))

    response = await client.open(("Sec-WebSocket-Protocol", "v2,v1"))

    assert response.headers["sec-websocket-protocol"] == "v1"
    assert (response.headers["x-room"], response.headers["server"]) == ("7", "mine")
    await client.leave()


@pytest.mark.parametrize(
    "options",
    [
        {"subprotocol": "v3"},
        {"headers": [(b"sec-websocket-accept", b"x")]},
        {"headers": [(b"Sec-WebSocket-Extensions", b"x")]},
        {"headers": [(b"x-split", b"a\r\nb: c")]},
    ],
    ids=["subprotocol not offered", "accept key", "extensions", "line end"],
)
async def test_does_not_open_with_an_answer_that_must_not_go_out(
    options: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    client = FakeWebSocketClient(Accepting(**options))

    response = await client.open(("Sec-WebSocket-Protocol", "v2"))

    assert response.status == 500
    assert client.is_closed
    assert len(caplog.records) == 1


async def test_takes_an_offer_to_compress() -> None:
    client = FakeWebSocketClient(Accepting())

    response = await client.open(DEFLATE)

    assert response.headers["sec-websocket-extensions"] == "permessage-deflate"
    await client.leave()


async def test_takes_no_offer_to_compress_where_it_is_switched_off() -> None:
    client = FakeWebSocketClient(Accepting(), ws_per_message_deflate=False)

    response = await client.open(DEFLATE)

    assert "sec-websocket-extensions" not in response.headers
    await client.leave()


@pytest.mark.parametrize(
    ("handshake", "status"),
    [
        (build_handshake(("Sec-WebSocket-Version", "")), 426),
        (build_handshake(("Sec-WebSocket-Version", "8")), 426),
        (build_handshake(("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Version", "13")), 426),
        (build_handshake(("Sec-WebSocket-Key", "")), 400),
        (build_handshake(("Sec-WebSocket-Key", "c2hvcnQ=")), 400),
        (build_handshake(("Sec-WebSocket-Key", "no base64 at all!")), 400),
        (build_handshake(("Sec-WebSocket-Key", KEY), ("Sec-WebSocket-Key", KEY)), 400),
        (build_handshake(("Sec-WebSocket-Protocol", "a,,b")), 400),
        (build_handshake(("Sec-WebSocket-Protocol", "\x80\xff")), 400),
        (build_handshake(method="POST"), 400),
        (build_handshake(("Content-Length", "5")) + b"hello", 400),
        (build_handshake(("Transfer-Encoding", "chunked")), 400),
    ],
    ids=[
        "no version",
        "version 8",
        "version twice",
        "no key",
        "short key",
        "no base64",
        "key twice",
        "empty subprotocol",
        "non-ASCII subprotocol",
        "POST",
        "body",
        "chunks",
    ],
)
async def test_refuses_what_is_no_handshake(handshake: bytes, status: int) -> None:
    app = Accepting()
    client = FakeWebSocketClient(app)

    response = await client.exchange(handshake)

    assert response.status == status
    assert client.is_closed
    assert app.scopes == []


async def test_says_which_version_it_speaks() -> None:
    client = FakeWebSocketClient(Accepting())

    response = await client.exchange(build_handshake(("Sec-WebSocket-Version", "8")))

    assert response.headers["sec-websocket-version"] == "13"
    assert (response.headers["upgrade"], response.headers["connection"]) == ("websocket", "close, upgrade")


@pytest.mark.parametrize(
    "handshake",
    [
        build_handshake(version="1.0"),
        build_handshake(("Upgrade", "h2c")),
        build_handshake(("Connection", "keep-alive")),
    ],
    ids=["HTTP/1.0", "another protocol", "no connection option"],
)
async def test_answers_what_asks_for_something_else_as_plain_http(handshake: bytes) -> None:
    client = FakeWebSocketClient(Accepting())

    response = await client.exchange(handshake)

    assert (response.status, response.body) == (200, b"plain")


async def test_finds_the_protocol_in_a_list() -> None:
    client = FakeWebSocketClient(Accepting())

    response = await client.open(("Connection", "keep-alive, Upgrade"), ("Upgrade", "h2c, WebSocket"))

    assert response.status == 101
    await client.leave()


async def test_answers_the_requests_before_the_handshake_first() -> None:
    client = FakeWebSocketClient(Accepting())

    client.feed(build_request() * 2 + build_handshake())
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 200, 101]
    await client.leave()


async def test_refuses_a_handshake_after_the_requests_before_it() -> None:
    client = FakeWebSocketClient(Accepting())

    client.feed(build_request() + build_handshake(method="POST"))
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 400]


async def test_opens_nothing_while_the_server_stops() -> None:
    client = FakeWebSocketClient(Accepting())
    client.serving.draining = True

    response = await client.open()

    assert response.status == 503


async def test_opens_nothing_beyond_the_limit_of_connections() -> None:
    client = FakeWebSocketClient(Accepting(), limit_concurrency=1)
    client.transport, client.connection = client.connect()

    response = await client.open()

    assert response.status == 503
    client.serving.abort()
    await client.settle()
