"""HTTPS over real sockets, on every loop: what clients get, what applications are told, what breaks nothing."""

import asyncio
import logging
import os
import re
import socket
import ssl
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from fireweed_server.asgi import ASGIApp, Message, Receive, Scope, Send
from fireweed_server.errors import ClientDisconnectedError
from fireweed_server.server import Server
from fireweed_server.settings import Settings
from fireweed_server.websocket.connection import MAX_QUEUED
from kit.tls import Authority, Identity

# Generous: it only turns a test that would hang into one that fails.
HANG_LIMIT = 20.0

REQUEST = b"GET /a HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"

pytestmark = pytest.mark.usefixtures("loop_factory")


class Application:
    """Keeps the scope of every request and greets."""

    def __init__(self, body: bytes = b"hello") -> None:
        self.scopes: list[Scope] = []
        self.body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scopes.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": self.body})

    @property
    def tls(self) -> dict[str, Any]:
        tls: dict[str, Any] = self.scopes[-1]["extensions"]["tls"]
        return tls


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@asynccontextmanager
async def serving(app: ASGIApp, *identities: Identity, **options: Any) -> AsyncIterator[Server]:
    settings = Settings(
        port=0,
        access_log=False,
        lifespan="off",
        ssl_certfile=tuple(identity.certificate for identity in identities),
        ssl_keyfile=tuple(identity.key for identity in identities),
        **options,
    )
    async with Server(settings, app) as server:
        yield server


def get_port(server: Server) -> int:
    return int(server.addresses[0].rpartition(":")[2])


@asynccontextmanager
async def connected(
    server: Server, context: ssl.SSLContext, name: str = "localhost"
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    async with asyncio.timeout(HANG_LIMIT):
        reader, writer = await asyncio.open_connection("127.0.0.1", get_port(server), ssl=context, server_hostname=name)
        try:
            yield reader, writer
        finally:
            writer.transport.abort()


async def fetch(server: Server, context: ssl.SSLContext, name: str = "localhost") -> bytes:
    async with connected(server, context, name) as (reader, writer):
        writer.write(REQUEST)
        return (await reader.read()).partition(b"\r\n\r\n")[2]


async def find_certificate(server: Server, context: ssl.SSLContext, name: str = "localhost") -> str:
    """The certificate that the server shows."""
    async with connected(server, context, name) as (_, writer):
        shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    return ssl.DER_cert_to_PEM_cert(shown)


def read_certificate(identity: Identity) -> str:
    return Path(identity.certificate).read_text()


# What clients get...


async def test_serves_https(authority: Authority) -> None:
    async with serving(Application(), authority.issue("localhost")) as server:
        body = await fetch(server, authority.client_context())

    assert body == b"hello"
    assert server.addresses[0].startswith("https://127.0.0.1:")


async def test_large_responses_arrive_whole(authority: Authority) -> None:
    app = Application(body=b"x" * 5_000_000)

    async with serving(app, authority.issue("localhost")) as server:
        body = await fetch(server, authority.client_context())

    assert body == app.body


async def test_key_may_be_in_the_file_of_the_certificate(authority: Authority) -> None:
    identity = authority.issue("localhost")
    Path(identity.certificate).write_text(read_certificate(identity) + Path(identity.key).read_text())

    async with Server(Settings(port=0, lifespan="off", ssl_certfile=(identity.certificate,)), Application()) as server:
        assert await fetch(server, authority.client_context()) == b"hello"


async def test_agrees_on_http_1_1(authority: Authority) -> None:
    context = authority.client_context()
    context.set_alpn_protocols(["h2", "http/1.1"])

    async with (
        serving(Application(), authority.issue("localhost")) as server,
        connected(server, context) as (_, writer),
    ):
        protocol = writer.get_extra_info("ssl_object").selected_alpn_protocol()

    assert protocol == "http/1.1"


async def test_refuses_tls_1_1(authority: Authority) -> None:
    context = authority.client_context()
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.minimum_version = ssl.TLSVersion.TLSv1
    with pytest.warns(DeprecationWarning, match="TLSv1"):
        context.maximum_version = ssl.TLSVersion.TLSv1_1

    async with serving(Application(), authority.issue("localhost")) as server:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await fetch(server, context)


def upload(port: int, context: ssl.SSLContext) -> bytes:
    """What a client gets that sends a large body before it looks for the answer."""
    with (
        socket.create_connection(("127.0.0.1", port), HANG_LIMIT) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as client,
    ):
        with suppress(OSError):
            client.sendall(b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500000\r\n\r\n")
            client.sendall(bytes(500_000))
        answer = b""
        with suppress(OSError):
            while part := client.recv(65536):
                answer += part
        return answer


async def test_client_that_still_sends_gets_its_answer(authority: Authority) -> None:
    async with serving(Application(), authority.issue("localhost")) as server:
        answer = await asyncio.to_thread(upload, get_port(server), authority.client_context())

    assert answer.endswith(b"hello")


async def test_client_may_close_its_side_without_a_word(authority: Authority) -> None:
    async with serving(Application(), authority.issue("localhost")) as server:
        async with connected(server, authority.client_context()) as (_, writer):
            writer.transport.abort()

        assert await fetch(server, authority.client_context()) == b"hello"


# Certificates by name...


@pytest.mark.parametrize(
    ("name", "file"),
    [
        pytest.param("a.example", "a", id="own-name"),
        pytest.param("B.example", "b", id="other-case"),
        pytest.param("www.c.example", "c", id="wildcard"),
        pytest.param("deep.www.c.example", "a", id="wildcard-is-one-label"),
        pytest.param("unknown.example", "a", id="unknown-gets-the-first"),
    ],
)
async def test_chooses_the_certificate_by_name(authority: Authority, name: str, file: str) -> None:
    identities = {
        "a": authority.issue("a.example", file="a"),
        "b": authority.issue("b.example", file="b"),
        "c": authority.issue("*.c.example", file="c"),
    }
    context = authority.client_context()
    context.check_hostname = False

    async with serving(Application(), *identities.values()) as server:
        shown = await find_certificate(server, context, name)

    assert shown == read_certificate(identities[file])


async def test_client_that_names_no_host_gets_the_first_certificate(authority: Authority) -> None:
    identities = [authority.issue("a.example", file="a"), authority.issue("b.example", file="b")]
    context = authority.client_context()
    context.check_hostname = False

    async with serving(Application(), *identities) as server:
        # No name is sent for an address.
        shown = await find_certificate(server, context, "127.0.0.1")

    assert shown == read_certificate(identities[0])


# What applications are told...


async def test_tells_the_application_of_the_encryption(authority: Authority) -> None:
    app, identity = Application(), authority.issue("localhost")

    async with serving(app, identity) as server:
        await fetch(server, authority.client_context())

    assert app.scopes[0]["scheme"] == "https"
    assert app.tls == {
        "server_cert": read_certificate(identity),
        "client_cert_chain": [],
        "client_cert_name": None,
        "client_cert_error": None,
        "tls_version": 0x0304,
        "cipher_suite": 0x1302,  # TLS_AES_256_GCM_SHA384, RFC 8446 B.4
    }


async def test_tells_of_tls_1_2(authority: Authority) -> None:
    app, context = Application(), authority.client_context()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256")

    async with serving(app, authority.issue("localhost")) as server:
        await fetch(server, context)

    assert app.tls["tls_version"] == 0x0303
    assert app.tls["cipher_suite"] in (0xC02B, 0xC02F)


async def test_plain_connections_have_no_such_extension() -> None:
    app = Application()

    async with Server(Settings(port=0, lifespan="off", access_log=False), app) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", get_port(server))
        writer.write(REQUEST)
        await reader.read()
        writer.close()

    assert "tls" not in app.scopes[0]["extensions"]


async def test_websockets_are_told_as_well(authority: Authority) -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await receive()
        await send({"type": "websocket.close"})

    lines = b"upgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n"
    handshake = b"GET / HTTP/1.1\r\nhost: a\r\n%bsec-websocket-key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n" % lines
    identity = authority.issue("localhost")
    settings = Settings(
        port=0, lifespan="off", access_log=False, ssl_certfile=(identity.certificate,), ssl_keyfile=(identity.key,)
    )

    async with (
        Server(settings, app) as server,
        connected(server, authority.client_context()) as (reader, writer),
    ):
        writer.write(handshake)
        answer = await reader.read()

    assert answer.startswith(b"HTTP/1.1 403 ")
    assert scopes[0]["scheme"] == "wss"
    assert scopes[0]["extensions"]["tls"]["server_cert"] == read_certificate(identity)


# Certificates of clients...


async def test_tells_who_the_client_is(authority: Authority, tmp_path: Path) -> None:
    clients = Authority(tmp_path, "clients")
    identity = clients.issue("alice@example.com", file="alice", common_name="Alice, of Wonderland")
    app = Application()

    async with serving(
        app, authority.issue("localhost"), ssl_ca_certs=clients.file, ssl_cert_reqs="required"
    ) as server:
        await fetch(server, authority.client_context(identity))

    assert app.tls["client_cert_chain"][0] == read_certificate(identity)
    assert re.fullmatch(r"CN=Alice\\, of Wonderland,OU=.*,O=.*", app.tls["client_cert_name"])
    assert app.tls["client_cert_error"] is None


@pytest.mark.parametrize("who", ["nobody", "stranger"])
async def test_clients_without_a_good_certificate_are_refused(authority: Authority, tmp_path: Path, who: str) -> None:
    clients = Authority(tmp_path, "clients")
    stranger = authority.issue("mallory@example.com", file="mallory") if who == "stranger" else None
    app = Application()

    async with serving(
        app, authority.issue("localhost"), ssl_ca_certs=clients.file, ssl_cert_reqs="required"
    ) as server:
        # In TLS 1.3 a client learns of it only when it reads.
        with suppress(ssl.SSLError, ConnectionError):
            assert await fetch(server, authority.client_context(stranger)) == b""

    assert app.scopes == []


async def test_optional_certificate_may_be_absent(authority: Authority, tmp_path: Path) -> None:
    clients, app = Authority(tmp_path, "clients"), Application()

    async with serving(
        app, authority.issue("localhost"), ssl_ca_certs=clients.file, ssl_cert_reqs="optional"
    ) as server:
        assert await fetch(server, authority.client_context()) == b"hello"

    assert app.tls["client_cert_name"] is None


# Clients that break TLS...


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n", id="plain-http"),
        pytest.param(os.urandom(500), id="noise"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", id="half-a-hello"),
        pytest.param(b"", id="nothing"),
    ],
)
async def test_broken_handshakes_are_no_error_of_the_server(
    authority: Authority, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], data: bytes
) -> None:
    caplog.set_level(logging.INFO)

    async with serving(Application(), authority.issue("localhost")) as server:
        for is_reset in (False, True):
            reader, writer = await asyncio.open_connection("127.0.0.1", get_port(server))
            writer.write(data)
            if is_reset:
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            else:
                writer.write_eof()
                async with asyncio.timeout(HANG_LIMIT):
                    await reader.read()
            writer.close()
        body = await fetch(server, authority.client_context())

    assert body == b"hello"
    assert caplog.messages == []
    assert "Traceback" not in capfd.readouterr().err


class Stream:
    """Sends more than any client is going to take; `sent` are the parts, `error` is what ended it early.

    Whoever `shares` lets others have their turn after each part.
    """

    MOST = 20_000

    def __init__(self, *, shares: bool) -> None:
        self.shares = shares
        self.sent = 0
        self.error: OSError | None = None
        self.has_ended = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        part: Message = {"type": "http.response.body", "body": bytes(4096), "more_body": True}
        if scope["type"] == "websocket":
            part = {"type": "websocket.send", "bytes": bytes(4096)}
            await send({"type": "websocket.accept"})
        else:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            for _ in range(self.MOST):
                await send(part)
                self.sent += 1
                if self.shares:
                    await asyncio.to_thread(lambda: None)
        except OSError as error:
            self.error = error
        finally:
            self.has_ended.set()

    async def wait_stuck(self) -> None:
        """Wait until the client has been sent all that it takes without reading."""
        before = -1
        while self.sent != before or not self.sent:
            before = self.sent
            for _ in range(20):
                await asyncio.to_thread(lambda: None)


@pytest.mark.parametrize("shares", [True, False], ids=["in-turns", "without-a-pause"])
@pytest.mark.parametrize(
    "request_bytes",
    [
        pytest.param(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n", id="no-body"),
        pytest.param(
            b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n" + bytes(300_000),
            id="body-that-nobody-reads",
        ),
        pytest.param(
            b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: upgrade\r\nupgrade: websocket\r\n"
            b"sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
            + (b"\x81\x82" + bytes(4) + b"hi")
            * 2
            * MAX_QUEUED,
            id="messages-that-nobody-takes",
        ),
    ],
)
async def test_stream_to_a_client_that_has_closed_its_side_ends(
    authority: Authority, caplog: pytest.LogCaptureFixture, request_bytes: bytes, shares: bool
) -> None:
    app = Stream(shares=shares)

    async with (
        serving(app, authority.issue("localhost")) as server,
        connected(server, authority.client_context()) as (reader, writer),
    ):
        transport: Any = writer.transport
        transport.pause_reading()
        writer.write(request_bytes)
        await app.wait_stuck()

        with socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as client:
            client.shutdown(socket.SHUT_WR)
        transport.resume_reading()
        async with asyncio.timeout(HANG_LIMIT):
            with suppress(OSError):
                await reader.read()
            await app.has_ended.wait()

    assert isinstance(app.error, ClientDisconnectedError)
    assert app.sent < Stream.MOST
    assert caplog.messages == []


async def test_handshake_has_a_deadline(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(Application(), authority.issue("localhost"), ssl_handshake_timeout=0.1) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", get_port(server))
        async with asyncio.timeout(HANG_LIMIT):
            rest = await reader.read()
        writer.close()

    assert rest == b""
    assert caplog.messages == []


# New certificates...


async def test_new_certificate_is_shown_after_a_reload(authority: Authority) -> None:
    old = authority.issue("localhost")
    old_certificate, context = read_certificate(old), authority.client_context()

    async with serving(Application(), old) as server, connected(server, context) as (reader, writer):
        new = authority.issue("localhost")
        server.reload_certificates()
        shown = await find_certificate(server, context)
        writer.write(REQUEST)
        answer = await reader.read()

    assert shown == read_certificate(new) != old_certificate
    assert answer.endswith(b"hello")


async def test_broken_certificate_leaves_the_old_one(authority: Authority, caplog: pytest.LogCaptureFixture) -> None:
    identity = authority.issue("localhost")
    certificate, context = read_certificate(identity), authority.client_context()

    async with serving(Application(), identity) as server:
        Path(identity.key).write_text("not a key")
        server.reload_certificates()
        shown = await find_certificate(server, context)

    assert shown == certificate
    assert len(caplog.messages) == 1
    assert re.match(r"The certificates stay as they were: '.*server\.key' holds no private key", caplog.messages[0])
