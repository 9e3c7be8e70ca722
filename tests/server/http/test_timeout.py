"""The time that an application has for beginning its response."""

import asyncio
import logging

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from kit.http_client import FakeClient
from kit.transport import build_request


class Stuck:
    """Takes the request and answers it never, or begins to and does not go on; `was_cancelled` tells of its end."""

    def __init__(self, *messages: dict[str, object]) -> None:
        self.messages = messages
        self.was_cancelled = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        for message in self.messages:
            await send(message)
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise


async def wait(client: FakeClient, seconds: int) -> None:
    """Let seconds pass, one by one, as the clock does."""
    for _ in range(seconds):
        client.clock.advance(1)
        await client.settle()


async def end(client: FakeClient) -> None:
    client.serving.abort()
    await client.settle()


async def test_answers_503_closes_and_cancels(caplog: pytest.LogCaptureFixture) -> None:
    client = FakeClient(app := Stuck(), request_timeout=5)
    client.feed(build_request("GET", "/slow"))
    await client.settle()

    await wait(client, 6)

    (response,) = client.take_responses()
    assert (response.status, response.headers["connection"]) == (503, "close")
    assert app.was_cancelled
    assert [record.getMessage() for record in caplog.records] == [
        "GET '/slow' was not answered in 5 seconds (request_timeout); it is cancelled."
    ]


async def test_waits_until_the_time_has_passed() -> None:
    client = FakeClient(Stuck(), request_timeout=5)
    client.feed(build_request())
    await client.settle()

    await wait(client, 5)

    assert client.take_responses() == []
    await end(client)


async def test_has_no_limit_by_default() -> None:
    client = FakeClient(Stuck())
    client.feed(build_request())
    await client.settle()

    await wait(client, 100)

    assert client.take_responses() == []
    await end(client)


async def test_a_response_that_has_begun_may_take_as_long_as_it_likes() -> None:
    stream = ({"type": "http.response.start", "status": 200}, {"type": "http.response.body", "more_body": True})
    client = FakeClient(app := Stuck(*stream), request_timeout=1)
    client.feed(build_request())
    await client.settle()

    await wait(client, 10)

    assert not app.was_cancelled
    await end(client)


async def test_time_in_which_the_client_sends_does_not_count() -> None:
    client = FakeClient(Stuck(), request_timeout=2)
    client.feed(build_request("POST", headers=[("Content-Length", "3")]))
    await client.settle()

    await wait(client, 10)

    assert client.take_responses() == []
    await end(client)


async def test_an_application_that_does_not_take_the_body_has_no_longer() -> None:
    async def ignore_body(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.Event().wait()

    client = FakeClient(ignore_body, request_timeout=2)
    client.feed(build_request("POST", headers=[("Content-Length", "3")]) + b"a")
    await client.settle()

    await wait(client, 3)

    assert client.take_responses()[0].status == 503


async def test_an_application_that_refuses_to_be_cancelled_does_not_reach_the_client(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def go_on(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            await send({"type": "http.response.start", "status": 200})

    client = FakeClient(go_on, request_timeout=1)
    client.feed(build_request())
    await client.settle()

    await wait(client, 2)

    assert [response.status for response in client.take_responses()] == [503]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
