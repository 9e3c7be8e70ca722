"""Requests for hosts that the application answers for, and for others."""

from typing import Any

import pytest

from fireweed.middleware.trustedhost import ENFORCE_DOMAIN_WILDCARD, TrustedHostMiddleware
from kit.apps import answering
from kit.asgi import AsgiRecorder, HeaderItems, call, http_scope, websocket_scope


async def get(host: str | HeaderItems, *allowed: str, **options: Any) -> AsgiRecorder:
    headers: HeaderItems = {"host": host} if isinstance(host, str) else host
    app = TrustedHostMiddleware(answering(b"inside"), list(allowed), **options)
    return await call(app, http_scope(path="/a b", query="q=1", headers=headers))


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        pytest.param("example.com", "example.com", id="same"),
        pytest.param("EXAMPLE.com", "Example.COM", id="case"),
        pytest.param("example.com:8000", "example.com", id="port"),
        pytest.param("example.com", "example.com:8000", id="port in the list"),
        pytest.param("a.example.com", "*.example.com", id="subdomain"),
        pytest.param("A.B.example.com:80", "*.Example.com", id="subdomain of a subdomain"),
        pytest.param("[::1]:8000", "[::1]", id="IPv6"),
        pytest.param("[::1]", "::1", id="IPv6 without brackets"),
        pytest.param("127.0.0.1:8000", "127.0.0.1", id="IPv4"),
        pytest.param("anything.example", "*", id="any"),
    ],
)
async def test_allowed_host_passes(host: str, allowed: str) -> None:
    answer = await get(host, "other.example", allowed)

    assert (answer.status, answer.body) == (200, b"inside")


@pytest.mark.parametrize(
    "host",
    [
        pytest.param("evil.example", id="other"),
        pytest.param("example.com.evil.example", id="prefix"),
        pytest.param("evilexample.org", id="suffix without dot"),
        pytest.param("example.org", id="domain of a wildcard"),
        pytest.param("", id="empty"),
        pytest.param("example.com:port", id="no port"),
        pytest.param("example.com:99999", id="port too large"),
        pytest.param("example.com/path", id="path"),
        pytest.param("user@example.com", id="user"),
        pytest.param("example.com, evil.example", id="two in one"),
        pytest.param("example.com\r\nx: y", id="injection"),
        pytest.param("example.com ", id="space"),
        pytest.param("example.com.", id="root"),
        pytest.param("[::1", id="bracket"),
        pytest.param("[example.com]", id="no address in brackets"),
        pytest.param("ex\xe4mple.com", id="latin-1"),
        pytest.param([], id="none"),
        pytest.param([("host", "example.com"), ("host", "evil.example")], id="two"),
    ],
)
async def test_other_host_is_refused(host: str | HeaderItems) -> None:
    answer = await get(host, "example.com", "*.example.org")

    assert (answer.status, answer.text) == (400, "Invalid host header")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


async def test_every_host_is_allowed_by_default() -> None:
    answer = await call(TrustedHostMiddleware(answering(b"inside")), http_scope())

    assert answer.body == b"inside"


async def test_request_for_the_bare_domain_is_redirected() -> None:
    answer = await get("example.com:8000", "www.example.com")

    assert (answer.status, answer.headers["location"]) == (307, "http://www.example.com:8000/a%20b?q=1")


async def test_redirect_can_be_switched_off() -> None:
    answer = await get("example.com", "www.example.com", www_redirect=False)

    assert answer.status == 400


async def test_subdomains_of_www_are_no_reason_to_redirect() -> None:
    answer = await get("example.com", "*.example.com")

    assert answer.status == 400


async def test_handshake_for_another_host_is_refused() -> None:
    app = TrustedHostMiddleware(answering(), ["example.com"])

    recorder = await AsgiRecorder(app, websocket_scope(headers={"host": "evil.example"})).run()

    assert [message.get("status") for message in recorder.sent] == [400, None]
    assert recorder.types == ["websocket.http.response.start", "websocket.http.response.body"]


@pytest.mark.parametrize("extensions", [{}, None])
async def test_handshake_is_closed_where_the_server_sends_no_response(extensions: Any) -> None:
    app = TrustedHostMiddleware(answering(), ["example.com"])
    scope = websocket_scope(headers={"host": "evil.example"}, extensions=extensions)

    recorder = await AsgiRecorder(app, scope).run()

    assert recorder.sent == [{"type": "websocket.close", "code": 1008, "reason": ""}]


async def test_lifespan_passes() -> None:
    types = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        types.append(scope["type"])

    await AsgiRecorder(TrustedHostMiddleware(app, ["example.com"]), {"type": "lifespan"}).run()

    assert types == ["lifespan"]


@pytest.mark.parametrize("pattern", ["*example.com", "a.*.com", "example.*", "**", "*.*.com"])
def test_wildcard_elsewhere_is_refused(pattern: str) -> None:
    with pytest.raises(AssertionError) as caught:
        TrustedHostMiddleware(answering(), [pattern])

    assert str(caught.value) == ENFORCE_DOMAIN_WILDCARD == "Domain wildcard patterns must be like '*.example.com'."


@pytest.mark.parametrize("entry", ["", "https://example.com", "example.com/", "a b", "::g", "example.com:x"])
def test_entry_that_is_no_host_is_refused(entry: str) -> None:
    with pytest.raises(ValueError, match="which is not a host"):
        TrustedHostMiddleware(answering(), [entry])


def test_text_in_place_of_a_list_is_refused() -> None:
    with pytest.raises(TypeError, match="allowed_hosts takes a list"):
        TrustedHostMiddleware(answering(), "example.com")
