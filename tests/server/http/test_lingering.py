import pytest

from fireweed_server.asgi import Receive, Scope, Send
from kit.apps import answering
from kit.http_client import FakeClient
from kit.transport import build_request


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Never called here."""


async def linger() -> FakeClient:
    client = FakeClient(app)
    client.feed(b"GARBAGE\r\n\r\n")
    return client


async def test_counts_as_a_connection_until_it_is_lost() -> None:
    client = await linger()
    assert len(client.serving.connections) == 1

    client.feed_eof()
    await client.settle()

    assert not client.serving.connections


async def test_draining_leaves_it_its_time() -> None:
    client = await linger()

    for connection in tuple(client.serving.connections):
        connection.drain()

    assert not client.transport.is_closing()
    client.transport.close()
    await client.settle()


async def test_aborting_ends_it() -> None:
    client = await linger()

    client.serving.abort()
    await client.settle()

    assert client.transport.is_aborted
    assert not client.serving.connections


async def test_drops_a_client_that_takes_nothing_of_its_response() -> None:
    client = await linger()
    client.transport.unsent = 1000

    client.clock.advance(1)
    client.clock.advance(61)

    assert client.transport.is_aborted
    await client.settle()


@pytest.mark.parametrize("size", [65537, 50_000_000], ids=["little", "much"])
async def test_reads_on_after_a_good_request_that_is_refused(size: int) -> None:
    client = FakeClient(app, max_body_size=10)
    client.feed(build_request("POST", "/", [("Content-Length", "60000000")]))

    for _ in range(size // 65536 + 1):
        client.feed(b"x" * 65536)

    assert client.transport.written.startswith(b"HTTP/1.1 413 ")
    assert not client.transport.is_closing()
    client.transport.close()
    await client.settle()


async def test_reads_on_after_an_answer_that_did_not_want_the_body() -> None:
    client = FakeClient(answering(b"no", status=403))
    client.feed(build_request("POST", "/", [("Content-Length", "60000000")]))
    await client.settle()

    for _ in range(500):
        client.feed(b"x" * 65536)

    assert client.transport.written.startswith(b"HTTP/1.1 403 ")
    assert not client.transport.is_closing()
    client.transport.close()
    await client.settle()


async def test_reads_little_after_what_breaks_http() -> None:
    client = await linger()

    client.feed(b"x" * 65536)
    was_closing = client.transport.is_closing()
    client.feed(b"x")

    assert (was_closing, client.transport.is_closing()) == (False, True)
    await client.settle()


async def test_closes_when_the_client_is_silent() -> None:
    client = await linger()

    client.clock.advance(1.5)
    client.feed(b"x")
    client.clock.advance(1.5)
    was_closing = client.transport.is_closing()
    client.clock.advance(1)

    assert (was_closing, client.transport.is_closing()) == (False, True)
    await client.settle()


async def test_closes_when_the_client_never_ends() -> None:
    client = await linger()

    for _ in range(31):
        client.feed(b"x")
        client.clock.advance(1)

    assert client.transport.is_closing()
    await client.settle()


async def test_closes_soon_when_the_server_stops() -> None:
    client = await linger()

    for connection in tuple(client.serving.connections):
        connection.drain()
    for _ in range(2):
        client.feed(b"x")
        client.clock.advance(1)

    assert client.transport.is_closing()
    await client.settle()
