"""Clients without TLS are sent to the same place with it."""

from typing import Any

import pytest

from fireweed.middleware.httpsredirect import HTTPSRedirectMiddleware
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope


async def get(host: str, **more: Any) -> AsgiRecorder:
    headers = {"accept": "*/*", "host": host}
    return await call(HTTPSRedirectMiddleware(answering(b"inside")), http_scope(headers=headers, **more))


@pytest.mark.parametrize(
    ("host", "location"),
    [
        pytest.param("example.com", "https://example.com/", id="no port"),
        pytest.param("example.com:80", "https://example.com/", id="port of http"),
        pytest.param("example.com:443", "https://example.com/", id="port of https"),
        pytest.param("example.com:8000", "https://example.com:8000/", id="other port"),
        pytest.param("[::1]:80", "https://[::1]/", id="IPv6"),
        pytest.param("[::1]:8000", "https://[::1]:8000/", id="IPv6 with port"),
    ],
)
async def test_client_is_sent_to_https(host: str, location: str) -> None:
    answer = await get(host)

    assert (answer.status, answer.headers["location"]) == (307, location)


async def test_path_and_query_are_kept() -> None:
    answer = await get("example.com", path="//evil.example/a b", query="q=1&r=%20")

    assert answer.headers["location"] == "https://example.com//evil.example/a%20b?q=1&r=%20"


async def test_secure_request_passes() -> None:
    answer = await get("example.com", scheme="https")

    assert (answer.status, answer.body) == (200, b"inside")


@pytest.mark.parametrize("host", ["", "a b", "evil.example/x", "user@evil.example", "a\r\nx: y", "[::g]", "a:99999"])
async def test_malformed_host_is_refused(host: str) -> None:
    answer = await get(host)

    assert (answer.status, answer.text, "location" in answer.headers) == (400, "Invalid host header", False)


async def test_address_of_the_server_stands_in_for_no_host() -> None:
    answer = await call(HTTPSRedirectMiddleware(answering()), http_scope(server=("10.0.0.1", 80)))

    assert answer.headers["location"] == "https://10.0.0.1/"


async def test_request_without_any_host_is_refused() -> None:
    answer = await call(HTTPSRedirectMiddleware(answering()), http_scope(server=None))

    assert (answer.status, answer.text) == (400, "Invalid host header")


async def test_handshake_is_sent_to_wss() -> None:
    scope = websocket_scope("/chat", headers={"host": "example.com:80"})

    recorder = await AsgiRecorder(HTTPSRedirectMiddleware(answering()), scope).run()

    assert recorder.sent[0]["status"] == 307
    assert (b"location", b"wss://example.com/chat") in recorder.sent[0]["headers"]


@pytest.mark.parametrize("scope", [{"type": "lifespan"}, websocket_scope(scheme="wss")], ids=["lifespan", "wss"])
async def test_other_scopes_pass(scope: Any) -> None:
    types = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        types.append(scope["type"])

    await AsgiRecorder(HTTPSRedirectMiddleware(app), scope).run()

    assert types == [scope["type"]]
