"""Requests through proxies: what their scopes say, over whole connections from trusted and other peers."""

from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from kit.http_client import FakeClient, ReceivedResponse
from kit.tls import FakeSSLObject
from kit.transport import build_request
from kit.websocket_client import FakeWebSocketClient

PEER = "192.0.2.7"
CLIENT = ("203.0.113.9", 0)
EVERY_FIELD = "x-forwarded-for,x-forwarded-proto,x-forwarded-host,x-forwarded-port,x-forwarded-prefix"


class Application:
    """Keeps the scope of every request."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})


async def ask(
    *fields: tuple[str, str], target: str = "/", ssl_object: object = None, **options: Any
) -> tuple[Scope, ReceivedResponse]:
    """What the application and the client see of a request with `fields` from PEER."""
    app = Application()
    client = FakeClient(app, ssl_object=ssl_object, **{"forwarded_allow_ips": PEER, **options})
    response = await client.exchange(build_request("GET", target, fields))
    return (app.scopes or [{}])[0], response


async def test_takes_client_and_scheme_from_a_trusted_peer() -> None:
    scope, _ = await ask(("X-Forwarded-For", "6.6.6.6, 203.0.113.9"), ("X-Forwarded-Proto", "https"))

    assert (scope["client"], scope["scheme"]) == (CLIENT, "https")
    assert "tls" not in scope["extensions"]


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"forwarded_allow_ips": "127.0.0.1"}, id="other-peer"),
        pytest.param({"forwarded_allow_ips": ""}, id="nobody"),
        pytest.param({"forwarded_allow_ips": "unix"}, id="only-unix"),
        pytest.param({"proxy_headers": False}, id="switched-off"),
        pytest.param({"forwarded_headers": ""}, id="no-fields"),
        pytest.param({"forwarded_headers": "forwarded"}, id="other-fields"),
    ],
)
async def test_believes_nobody_else(options: dict[str, Any]) -> None:
    scope, _ = await ask(
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", "evil.example"),
        ("X-Forwarded-Prefix", "/evil"),
        **options,
    )

    assert scope["client"] == (PEER, 54321)
    assert (scope["scheme"], scope["root_path"], scope["path"]) == ("http", "", "/")
    assert dict(scope["headers"])[b"host"] == b"a.example"


async def test_by_default_a_local_proxy_is_trusted_with_client_and_scheme_only() -> None:
    app = Application()
    client = FakeClient(app)
    client.transport, client.connection = client.connect(peername=("127.0.0.1", 5), sockname=("127.0.0.1", 8000))

    await client.exchange(
        build_request(
            "GET",
            "/",
            [
                ("X-Forwarded-For", "203.0.113.9"),
                ("X-Forwarded-Proto", "https"),
                ("X-Forwarded-Host", "evil.example"),
                ("X-Forwarded-Prefix", "/evil"),
                ("Forwarded", "for=6.6.6.6;host=evil.example"),
            ],
        )
    )

    scope = app.scopes[0]
    assert (scope["client"], scope["scheme"], scope["root_path"]) == (CLIENT, "https", "")
    assert dict(scope["headers"])[b"host"] == b"a.example"


@pytest.mark.parametrize("sockname", ["/run/app.sock", b"\x00app"], ids=["path", "abstract"])
async def test_by_default_a_proxy_on_a_unix_socket_is_trusted(sockname: object) -> None:
    app = Application()
    client = FakeClient(app)
    client.transport, client.connection = client.connect(peername="", sockname=sockname)

    await client.exchange(build_request("GET", "/", [("X-Forwarded-For", "203.0.113.9")]))

    assert app.scopes[0]["client"] == CLIENT


async def test_a_peer_of_unknown_address_is_not_trusted() -> None:
    app = Application()
    client = FakeClient(app, forwarded_allow_ips="127.0.0.1,unix")
    client.transport, client.connection = client.connect(peername=None, sockname=None)

    await client.exchange(build_request("GET", "/", [("X-Forwarded-For", "203.0.113.9")]))

    assert app.scopes[0]["client"] is None


async def test_lines_of_a_field_are_one_list() -> None:
    scope, _ = await ask(("X-Forwarded-For", "6.6.6.6"), ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-For", PEER))

    assert scope["client"] == CLIENT


async def test_a_client_that_a_proxy_hides_is_none() -> None:
    scope, _ = await ask(("Forwarded", "for=_hidden"), forwarded_headers="forwarded")

    assert scope["client"] is None


async def test_every_request_of_a_connection_has_its_own_client() -> None:
    app = Application()
    client = FakeClient(app, forwarded_allow_ips=PEER)

    for address in ("203.0.113.1", "203.0.113.2", "203.0.113.1"):
        await client.exchange(build_request("GET", "/", [("X-Forwarded-For", address)]))
    await client.exchange(build_request("GET", "/"))

    hosts = [scope["client"][0] for scope in app.scopes]
    assert hosts == ["203.0.113.1", "203.0.113.2", "203.0.113.1", PEER]


async def test_host_and_port_take_the_place_of_the_host() -> None:
    scope, _ = await ask(
        ("X-Forwarded-Host", "shop.example"),
        ("X-Forwarded-Port", "8443"),
        ("X-Forwarded-Proto", "https"),
        forwarded_headers=EVERY_FIELD,
    )

    hosts = [value for name, value in scope["headers"] if name == b"host"]
    assert hosts == [b"shop.example:8443"]


async def test_prefix_takes_the_place_of_the_root_path() -> None:
    scope, _ = await ask(
        ("X-Forwarded-Prefix", "/shop"), target="/items", root_path="/old", forwarded_headers=EVERY_FIELD
    )

    assert (scope["root_path"], scope["path"], scope["raw_path"]) == ("/shop", "/shop/items", b"/shop/items")


async def test_a_proxy_may_say_that_encryption_ended_before_it() -> None:
    scope, _ = await ask(("X-Forwarded-Proto", "http"), ssl_object=FakeSSLObject())

    assert scope["scheme"] == "http"


@pytest.mark.parametrize(
    "field",
    [
        pytest.param(("X-Forwarded-For", "garbage"), id="client"),
        pytest.param(("X-Forwarded-Proto", "ftp"), id="scheme"),
        pytest.param(("X-Forwarded-Host", "a/b"), id="host"),
        pytest.param(("X-Forwarded-Port", "x"), id="port"),
        pytest.param(("X-Forwarded-Prefix", "//evil.example"), id="prefix"),
    ],
)
async def test_refuses_what_a_trusted_peer_garbles(field: tuple[str, str], caplog: pytest.LogCaptureFixture) -> None:
    scope, response = await ask(field, forwarded_headers=EVERY_FIELD)

    assert scope == {}
    assert response.status == 400
    assert response.headers["connection"] == "close"
    assert caplog.messages == []


async def test_refuses_a_request_without_host_whatever_the_proxy_says() -> None:
    app = Application()
    client = FakeClient(app, forwarded_allow_ips=PEER, forwarded_headers=EVERY_FIELD)

    response = await client.exchange(b"GET / HTTP/1.1\r\nX-Forwarded-Host: a.example\r\n\r\n")

    assert response.status == 400


async def test_websockets_are_wss_behind_a_proxy_with_tls() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await receive()
        await send({"type": "websocket.accept"})
        await receive()

    client = FakeWebSocketClient(app, forwarded_allow_ips=PEER)

    await client.open(("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Proto", "https"))
    await client.leave()

    assert (scopes[0]["scheme"], scopes[0]["client"]) == ("wss", CLIENT)
