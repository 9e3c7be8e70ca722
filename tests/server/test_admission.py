"""The PROXY protocol over real sockets, with TLS behind it and without, on every loop."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.server import Server
from fireweed_server.settings import Settings
from kit.tls import Authority

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 20.0

REQUEST = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
V1 = b"PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\r\n"
V2 = bytes.fromhex("0d0a0d0a000d0a515549540a2111000ccb007109c6336401126701bb")
LOCAL = bytes.fromhex("0d0a0d0a000d0a515549540a20000000")

pytestmark = pytest.mark.usefixtures("loop_factory")


class Application:
    """Keeps the scope of every request and greets."""

    def __init__(self) -> None:
        self.scopes: list[Scope] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})


@asynccontextmanager
async def serving(app: Application, **options: Any) -> AsyncIterator[int]:
    """A server that expects the PROXY protocol, by its port."""
    settings = Settings(**{"port": 0, "access_log": False, "lifespan": "off", "proxy_protocol": True, **options})
    async with Server(settings, app) as server:
        yield int((server.addresses[0].rpartition(":")[2]) if "://" in server.addresses[0] else 0)


async def send_all(port: int, *parts: bytes) -> bytes:
    """What comes back for `parts`, each of which arrives by itself."""
    async with asyncio.timeout(HANG_LIMIT):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            for part in parts:
                writer.write(part)
                await asyncio.sleep(0)
            return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.transport.abort()


@pytest.mark.parametrize("preface", [V1, V2], ids=["v1", "v2"])
@pytest.mark.parametrize("is_cut", [False, True], ids=["at-once", "byte-by-byte"])
async def test_client_is_the_one_the_proxy_names(preface: bytes, is_cut: bool) -> None:
    app, stream = Application(), preface + REQUEST
    parts = [stream[i : i + 1] for i in range(len(stream))] if is_cut else [stream]

    async with serving(app) as port:
        answer = await send_all(port, *parts)

    assert answer.endswith(b"hello")
    assert app.scopes[0]["client"] == ("203.0.113.9", 4711)
    assert app.scopes[0]["server"] == ("198.51.100.1", 443)


@pytest.mark.parametrize("preface", [b"PROXY UNKNOWN\r\n", LOCAL], ids=["v1", "v2"])
async def test_connections_of_the_proxy_itself_are_its_own(preface: bytes) -> None:
    app = Application()

    async with serving(app) as port:
        await send_all(port, preface + REQUEST)

    assert app.scopes[0]["client"][0] == "127.0.0.1"
    assert app.scopes[0]["server"] == ("127.0.0.1", port)


async def test_headers_are_believed_of_the_named_client_only() -> None:
    app = Application()
    request = REQUEST.replace(b"connection:", b"x-forwarded-for: 6.6.6.6\r\nconnection:")

    async with serving(app) as port:
        await send_all(port, V1 + request)

    assert app.scopes[0]["client"] == ("203.0.113.9", 4711)


async def test_headers_of_a_trusted_client_behind_the_proxy_are_believed() -> None:
    app = Application()
    request = REQUEST.replace(b"connection:", b"x-forwarded-for: 192.0.2.1\r\nconnection:")

    async with serving(app, forwarded_allow_ips="127.0.0.1,203.0.113.9") as port:
        await send_all(port, V1 + request)

    assert app.scopes[0]["client"] == ("192.0.2.1", 0)


async def test_tls_follows_the_preface(tmp_path: Path) -> None:
    authority, app = Authority(tmp_path), Application()
    identity = authority.issue("localhost")

    async with serving(app, ssl_certfile=(identity.certificate,), ssl_keyfile=(identity.key,)) as port:
        loop, context = asyncio.get_running_loop(), authority.client_context()
        with socket.create_connection(("127.0.0.1", port)) as client:
            client.settimeout(0)
            await loop.sock_sendall(client, V2)
            reader, writer = await asyncio.open_connection(sock=client.dup(), ssl=context, server_hostname="localhost")
            writer.write(REQUEST)
            async with asyncio.timeout(HANG_LIMIT):
                answer = await reader.read()
            writer.transport.abort()

    assert answer.endswith(b"hello")
    assert (app.scopes[0]["scheme"], app.scopes[0]["client"]) == ("https", ("203.0.113.9", 4711))
    assert app.scopes[0]["extensions"]["tls"]["tls_version"] == 0x0304


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(REQUEST, id="no-preface"),
        pytest.param(b"PROXY TCP4 garbage\r\n" + REQUEST, id="malformed"),
        pytest.param(b"PROXY UNKNOWN " + b"x" * 1000, id="endless"),
        pytest.param(V2[:13] + b"\x11\xff\xff" + bytes(100), id="too-long"),
    ],
)
async def test_drops_connections_without_a_good_preface_silently(data: bytes, caplog: pytest.LogCaptureFixture) -> None:
    app = Application()

    async with serving(app) as port:
        assert await send_all(port, data) == b""
        assert (await send_all(port, V1 + REQUEST)).endswith(b"hello")

    assert len(app.scopes) == 1
    assert caplog.messages == []


async def test_says_in_the_debug_log_why_a_connection_was_dropped(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "fireweed.server")

    async with serving(Application()) as port:
        await send_all(port, REQUEST)

    assert "Dropped a connection: The connection does not begin with the PROXY protocol." in caplog.messages


async def test_drops_connections_of_peers_that_are_not_trusted() -> None:
    app = Application()

    async with serving(app, forwarded_allow_ips="10.0.0.1") as port:
        assert await send_all(port, V1 + REQUEST) == b""

    assert app.scopes == []


async def test_preface_has_a_deadline() -> None:
    async with serving(Application(), header_timeout=0.1) as port:
        assert await send_all(port, V1[:10]) == b""


async def test_works_on_a_unix_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    app = Application()

    async with serving(app, uds="app.sock"):
        reader, writer = await asyncio.open_unix_connection("app.sock")
        writer.write(V1 + REQUEST)
        async with asyncio.timeout(HANG_LIMIT):
            answer = await reader.read()
        writer.close()

    assert answer.endswith(b"hello")
    assert app.scopes[0]["client"] == ("203.0.113.9", 4711)


async def test_stopping_drops_those_that_are_not_in_yet() -> None:
    async with serving(Application()) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(V1[:10])
        await send_all(port, V1 + REQUEST)

    async with asyncio.timeout(HANG_LIMIT):
        assert await reader.read() == b""
    writer.close()
