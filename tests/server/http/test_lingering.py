from fireweed_server.asgi import Receive, Scope, Send
from kit.http_client import FakeClient


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
