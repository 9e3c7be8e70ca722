"""Endpoints that yield Server-Sent Events."""

import asyncio
import json
import threading
from collections.abc import AsyncIterable, AsyncIterator, Iterable
from typing import Any

import pytest
from pydantic import BaseModel, Field

from fireweed import APIRouter, Depends, Fireweed, Header, Response
from fireweed.exceptions import ClientDisconnect
from fireweed.responses import EventSourceResponse
from fireweed.sse import ServerSentEvent
from fireweed.testclient import TestClient
from kit.asgi import AsgiRecorder, http_scope
from kit.endpoints import serve

PING = b": ping\n\n"


class Item(BaseModel):
    name: str
    note: str | None = None
    count: int = Field(default=1, alias="Count")


def stream(endpoint: Any, **options: Any) -> list[str]:
    """What the endpoint sends, event by event."""
    text: str = serve(endpoint, response_class=EventSourceResponse, **options).get("/").text
    assert text.endswith("\n\n")
    return text[:-2].split("\n\n")


async def items() -> AsyncIterable[Item]:
    yield Item(name="a")


def items_in_threads() -> Iterable[Item]:
    yield Item(name="a")


# Events...


@pytest.mark.parametrize("endpoint", [items, items_in_threads])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_item_is_an_event_with_json_as_data(endpoint: Any, method: str) -> None:
    response = serve(endpoint, method=method, response_class=EventSourceResponse).request(method, "/")

    assert response.text == 'data: {"name":"a","note":null,"Count":1}\n\n'
    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["cache-control"] == "no-cache"
    assert response.headers["x-accel-buffering"] == "no"


def test_headers_of_the_endpoint_win() -> None:
    def say(response: Response) -> None:
        response.headers["cache-control"] = "no-store"

    app = Fireweed(default_response_class=EventSourceResponse)
    app.get("/", dependencies=[Depends(say)])(items)

    assert TestClient(app).get("/").headers.get_list("cache-control") == ["no-store"]


async def of_all_kinds():  # type: ignore[no-untyped-def]  # that is what is tested
    yield "text\n"
    yield None
    yield {"a": "é", "n": float("nan")}
    yield Item(name="i")
    yield ServerSentEvent(data="x\ny", event="e", id="1", retry=10, comment="c\nd")
    yield ServerSentEvent(raw_data="one\ntwo")
    yield ServerSentEvent(comment="alone")
    yield ServerSentEvent(event="empty")
    yield ServerSentEvent(data=Item(name="m"))
    yield ServerSentEvent(data=[float("inf"), 1.5])
    yield ServerSentEvent(raw_data="")


def test_events_of_all_kinds() -> None:
    assert stream(of_all_kinds) == [
        'data: "text\\n"',
        "data: null",
        'data: {"a": "\\u00e9", "n": null}',
        'data: {"name": "i", "note": null, "Count": 1}',
        ': c\n: d\nevent: e\ndata: "x\\ny"\nid: 1\nretry: 10',
        "data: one\ndata: two",
        ": alone",
        "event: empty",
        'data: {"name":"m","note":null,"count":1}',
        "data: [null, 1.5]",
        "data: ",
    ]


def test_event_among_typed_items_is_sent_as_it_is() -> None:
    async def endpoint() -> AsyncIterable[Item | ServerSentEvent]:
        yield ServerSentEvent(data="z", id="7")
        yield Item(name="a")

    assert stream(endpoint, response_model_include={"name"}) == ['data: "z"\nid: 7', 'data: {"name":"a"}']


def test_items_declared_as_events_may_be_others() -> None:
    async def endpoint() -> AsyncIterable[ServerSentEvent]:
        yield {"data": 1}  # type: ignore[misc]  # that is what is tested

    assert stream(endpoint) == ['data: {"data": 1}']


def test_last_event_id_is_a_header() -> None:
    async def endpoint(last_event_id: int = Header(0)) -> AsyncIterable[int]:
        yield last_event_id + 1

    client = serve(endpoint, response_class=EventSourceResponse)

    assert client.get("/", headers={"last-event-id": "41"}).text == "data: 42\n\n"


async def test_every_event_is_a_message() -> None:
    async def endpoint() -> AsyncIterable[int]:
        yield 1
        yield 2

    app = Fireweed()
    app.get("/", response_class=EventSourceResponse)(endpoint)
    recorder = AsgiRecorder(app, http_scope())
    recorder.feed_body()
    await recorder.run()

    assert recorder.body_chunks == [b"data: 1\n\n", b"data: 2\n\n", b""]


def test_response_class_comes_from_routers_too() -> None:
    router = APIRouter(default_response_class=EventSourceResponse)
    router.get("/")(items)
    app = Fireweed()
    app.include_router(router, prefix="/a")

    assert TestClient(app).get("/a/").text.startswith("data: ")


def test_response_made_by_hand_sends_what_it_gets() -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"data: x\n\n"

    async def endpoint() -> EventSourceResponse:
        return EventSourceResponse(chunks())

    response = serve(endpoint).get("/")

    assert response.text == "data: x\n\n"
    assert "cache-control" not in response.headers


# Keeping alive...


class Gate:
    """Lets a generator wait, in the event loop or in a thread, until a test opens it."""

    def __init__(self) -> None:
        self._opened = threading.Event()
        self._loop_opened = asyncio.Event()

    def open(self) -> None:
        self._opened.set()
        self._loop_opened.set()

    def pass_in_thread(self) -> None:
        assert self._opened.wait(10)

    async def pass_in_loop(self) -> None:
        await self._loop_opened.wait()


@pytest.mark.parametrize("in_thread", [False, True], ids=["loop", "thread"])
async def test_comment_is_sent_while_there_is_no_event(monkeypatch: pytest.MonkeyPatch, in_thread: bool) -> None:
    monkeypatch.setattr("fireweed.routing._PING_INTERVAL", 0.01)
    gate = Gate()

    async def waiting() -> AsyncIterable[int]:
        yield 1
        await gate.pass_in_loop()
        yield 2

    def waiting_in_thread() -> Iterable[int]:
        yield 1
        gate.pass_in_thread()
        yield 2

    app = Fireweed()
    app.get("/", response_class=EventSourceResponse)(waiting_in_thread if in_thread else waiting)
    recorder = AsgiRecorder(app, http_scope())
    recorder.feed_body()
    running = asyncio.create_task(recorder.run())
    await recorder.wait_sent(4)
    gate.open()
    await running

    chunks = recorder.body_chunks
    assert [chunk for chunk in chunks if chunk != PING] == [b"data: 1\n\n", b"data: 2\n\n", b""]
    assert chunks[1:3] == [PING, PING]


async def test_generator_is_not_disturbed_by_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fireweed.routing._PING_INTERVAL", 0.01)
    gate = Gate()
    seen: list[object] = []

    async def endpoint() -> AsyncIterable[int]:
        seen.append(asyncio.current_task())
        async with asyncio.timeout(10):
            await gate.pass_in_loop()
        seen.append(asyncio.current_task())
        yield 1

    app = Fireweed()
    app.get("/", response_class=EventSourceResponse)(endpoint)
    recorder = AsgiRecorder(app, http_scope())
    recorder.feed_body()
    running = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)
    gate.open()
    await running

    assert seen == [running, running]


async def test_generator_is_closed_when_the_client_goes_after_a_comment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fireweed.routing._PING_INTERVAL", 0.01)
    events: list[str] = []

    async def endpoint() -> AsyncIterable[int]:
        try:
            await asyncio.Event().wait()
            yield 1
        except asyncio.CancelledError:
            events.append("cancelled")
            raise
        finally:
            events.append("closed")

    async def send(message: Any) -> None:
        if message.get("body") == PING:
            raise OSError("the client is gone")

    app = Fireweed()
    app.get("/", response_class=EventSourceResponse)(endpoint)
    recorder = AsgiRecorder(app, http_scope())
    recorder.feed_body()
    recorder.send = send
    with pytest.raises(ClientDisconnect):
        await recorder.run()

    assert events == ["cancelled", "closed"]


# The document...


def describe(endpoint: Any, **options: Any) -> Any:
    app = Fireweed()
    app.get("/", **options)(endpoint)
    return app.openapi()["paths"]["/"]["get"]["responses"]["200"].get("content")


FIELDS = {"event": {"type": "string"}, "id": {"type": "string"}, "retry": {"type": "integer", "minimum": 0}}


def test_document_shows_typed_events() -> None:
    data = {
        "type": "string",
        "contentMediaType": "application/json",
        "contentSchema": {"$ref": "#/components/schemas/Item"},
    }

    schema = {"type": "object", "properties": {"data": data, **FIELDS}, "required": ["data"]}
    described = describe(items, response_class=EventSourceResponse)
    assert json.dumps(described) == json.dumps({"text/event-stream": {"itemSchema": schema}})


async def of_events() -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent()


@pytest.mark.parametrize("endpoint", [of_all_kinds, of_events])
def test_document_shows_untyped_events(endpoint: Any) -> None:
    schema = {"type": "object", "properties": {"data": {"type": "string"}, **FIELDS}}

    assert describe(endpoint, response_class=EventSourceResponse) == {"text/event-stream": {"itemSchema": schema}}
