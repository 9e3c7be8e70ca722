import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from fireweed.exceptions import ClientDisconnect
from fireweed.requests import BODY_KEY, REQUEST_KEY, Request, recall_request
from fireweed.types import Receive, Scope, Send
from kit.asgi import AsgiRecorder, http_scope, websocket_scope

PUSH: dict[str, Any] = {"http.response.push": {}}
EARLY_HINTS: dict[str, Any] = {"http.response.early_hint": {}}
NAVIGATION = [(b"sec-fetch-mode", b"navigate")]


async def no_app(scope: Scope, receive: Receive, send: Send) -> None:
    """The tests play both sides themselves."""


def exchange(*chunks: bytes, **scope: Any) -> tuple[Request, AsgiRecorder]:
    """A request whose body arrives in these chunks, and the client's end of it."""
    client = AsgiRecorder(no_app, http_scope("POST", **scope))
    for index, chunk in enumerate(chunks, start=1):
        client.feed_body(chunk, more_body=index < len(chunks))
    return Request(client.scope, client.receive, client.record), client


async def collect(stream: AsyncIterator[bytes]) -> list[bytes]:
    return [chunk async for chunk in stream]


@pytest.mark.parametrize("scope", [websocket_scope(), {"type": "lifespan"}], ids=["websocket", "lifespan"])
def test_rejects_another_scope(scope: Scope) -> None:
    with pytest.raises(ValueError, match=f"Request needs a scope of type 'http', not '{scope['type']}'"):
        Request(scope)


def test_knows_its_method_and_channel() -> None:
    request, client = exchange()

    assert request.method == "POST"
    assert request.receive == client.receive


async def test_streams_the_body_and_ends_with_an_empty_chunk() -> None:
    request, _ = exchange(b"one", b"", b"two")

    assert await collect(request.stream()) == [b"one", b"two", b""]


async def test_streams_a_body_once() -> None:
    request, _ = exchange(b"one")
    await collect(request.stream())

    with pytest.raises(RuntimeError, match="Stream consumed"):
        await collect(request.stream())
    with pytest.raises(RuntimeError, match="Stream consumed"):
        await request.body()


async def test_messages_may_leave_out_what_has_a_default() -> None:
    request, client = exchange()
    client.feed({"type": "http.request"})

    assert await request.body() == b""


async def test_reads_the_whole_body_and_keeps_it() -> None:
    request, _ = exchange(b"one", b"two")

    assert await request.body() == b"onetwo"
    assert await request.body() == b"onetwo"


async def test_streams_a_body_again_that_was_read() -> None:
    request, _ = exchange(b"one", b"two")
    await request.body()

    assert await collect(request.stream()) == [b"onetwo", b""]
    assert await collect(request.stream()) == [b"onetwo", b""]


async def test_a_client_that_goes_away_is_an_error() -> None:
    request, client = exchange()
    client.feed_body(b"one", more_body=True)
    client.disconnect()

    with pytest.raises(ClientDisconnect):
        await request.body()
    assert await request.is_disconnected()


async def test_reads_json_and_keeps_it() -> None:
    request, _ = exchange(b'{"a": ', b"[1]}")

    document = await request.json()

    assert document == {"a": [1]}
    assert await request.json() is document


@pytest.mark.parametrize("body", [b"", b"{", b"nul", b"[" * 100_000], ids=lambda body: repr(body[:10]))
async def test_what_is_not_json_is_an_error(body: bytes) -> None:
    request, _ = exchange(body)

    with pytest.raises(json.JSONDecodeError):
        await request.json()


@pytest.mark.parametrize("body", [b"\xff\xfe\xfd", b'"\xff"'], ids=repr)
async def test_json_that_is_not_unicode_is_an_error(body: bytes) -> None:
    request, _ = exchange(body)

    with pytest.raises(UnicodeDecodeError):
        await request.json()


async def test_a_subclass_may_decode_the_body() -> None:
    class GzipRequest(Request):
        async def body(self) -> bytes:
            if not hasattr(self, "_body"):
                self._body = gzip.decompress(await super().body())
            return self._body

    request, _ = exchange(gzip.compress(b'{"a": 1}'))

    assert await GzipRequest(request.scope, request.receive).json() == {"a": 1}


async def test_a_request_without_channels_says_so() -> None:
    request = Request(http_scope(headers=NAVIGATION, extensions=EARLY_HINTS))

    with pytest.raises(RuntimeError, match="made without `receive`"):
        await request.body()
    with pytest.raises(RuntimeError, match="made without `send`"):
        await request.send_early_hints("</style.css>; rel=preload")


async def test_notices_that_the_client_has_gone() -> None:
    request, client = exchange(b"")

    assert not await request.is_disconnected()

    client.disconnect()
    assert await request.is_disconnected()
    assert await request.is_disconnected()


async def test_looking_for_a_disconnect_does_not_wait() -> None:
    request, client = exchange()

    assert not await request.is_disconnected()
    assert asyncio.all_tasks() == {asyncio.current_task()}

    client.feed_body(b"later")
    assert await request.body() == b"later"


async def test_looking_for_a_disconnect_loses_nothing_of_the_body() -> None:
    request, _ = exchange(b"one", b"two", b"three")

    for _ in range(5):
        assert not await request.is_disconnected()

    assert await collect(request.stream()) == [b"one", b"two", b"three", b""]


async def test_an_error_while_looking_for_a_disconnect_comes_through() -> None:
    async def receive() -> Any:
        raise OSError("broken")

    request = Request(http_scope(), receive)

    with pytest.raises(OSError, match="broken"):
        await request.is_disconnected()


async def test_pushes_where_the_server_can() -> None:
    headers = {"Accept": "*/*", "User-Agent": "test", "Cookie": "a=1"}
    request, client = exchange(headers=headers, extensions=PUSH)

    await request.send_push_promise("/style.css")

    pushed = [(b"accept", b"*/*"), (b"user-agent", b"test")]
    assert client.sent == [{"type": "http.response.push", "path": "/style.css", "headers": pushed}]


async def test_sends_early_hints_where_the_server_can() -> None:
    request, client = exchange(extensions=EARLY_HINTS, headers=NAVIGATION)

    await request.send_early_hints("</a.css>; rel=preload", "</b.js>; rel=preload")

    links = [b"</a.css>; rel=preload", b"</b.js>; rel=preload"]
    assert client.sent == [{"type": "http.response.early_hint", "links": links}]


@pytest.mark.parametrize("extensions", [{}, None], ids=repr)
async def test_sends_nothing_that_the_server_does_not_know(extensions: dict[str, Any] | None) -> None:
    request, client = exchange(extensions=extensions, headers=NAVIGATION)

    await request.send_push_promise("/style.css")
    await request.send_early_hints("</style.css>; rel=preload")

    assert client.sent == []


@pytest.mark.parametrize("headers", [[], [(b"sec-fetch-mode", b"cors")]], ids=["no browser", "a script"])
async def test_sends_early_hints_to_nobody_who_may_not_know_them(headers: list[tuple[bytes, bytes]]) -> None:
    request, client = exchange(extensions=EARLY_HINTS, headers=headers)

    await request.send_early_hints("</style.css>; rel=preload")

    assert client.sent == []


async def test_rejects_a_hint_that_would_be_two_headers() -> None:
    request, client = exchange(extensions=EARLY_HINTS)

    with pytest.raises(ValueError, match="Header 'link' must not hold CR, LF or NUL"):
        await request.send_early_hints("</a>\r\nset-cookie: a=1")
    assert client.sent == []


# Recalled for exception handlers


def test_recalls_the_request_of_the_endpoint() -> None:
    request, client = exchange()
    client.scope[REQUEST_KEY] = request

    assert recall_request(client.scope, client.receive, client.record) is request


async def test_recalls_the_body_that_was_read_without_a_request() -> None:
    _, client = exchange()
    client.scope[BODY_KEY] = b"read"

    request = recall_request(client.scope, client.receive, client.record)

    assert await request.body() == b"read"


async def test_recalled_request_reads_what_nobody_has() -> None:
    _, client = exchange(b"unread")

    request = recall_request(client.scope, client.receive, client.record)

    assert await request.body() == b"unread"
