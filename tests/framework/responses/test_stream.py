import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from fireweed.background import BackgroundTask
from fireweed.exceptions import ClientDisconnect
from fireweed.responses import StreamingResponse
from fireweed.types import Message
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope

# Servers that speak ASGI 2.3 tell of a disconnect only through `receive`.
OLD_ASGI: dict[str, Any] = {"asgi": {"version": "3.0", "spec_version": "2.3"}}

both_versions = pytest.mark.parametrize(
    "more_scope", [{}, OLD_ASGI, {"asgi": {"version": "3.0"}}], ids=["asgi 2.4", "asgi 2.3", "no version"]
)


class Numbers:
    """An asynchronous generator that remembers whether it was closed."""

    def __init__(self) -> None:
        self.closed = False

    async def generate(self, *, then_wait: bool = False, then_fail: bool = False) -> AsyncIterator[str]:
        try:
            yield "1"
            yield "2"
            if then_wait:
                await asyncio.Event().wait()
            if then_fail:
                raise LookupError("broken")
        finally:
            await asyncio.sleep(0)
            self.closed = True


@both_versions
async def test_sends_chunk_by_chunk(more_scope: dict[str, Any]) -> None:
    sent = await call(StreamingResponse(Numbers().generate()), http_scope(**more_scope))

    assert sent.sent == [
        {"type": "http.response.start", "status": 200, "headers": []},
        {"type": "http.response.body", "body": b"1", "more_body": True},
        {"type": "http.response.body", "body": b"2", "more_body": True},
        {"type": "http.response.body", "body": b"", "more_body": False},
    ]


async def test_sends_status_and_headers_without_a_length() -> None:
    response = StreamingResponse(Numbers().generate(), 201, {"x-one": "1"}, "text/csv")

    sent = await call(response, http_scope(), direct=True)

    assert sent.status == 201
    assert sent.headers == {"x-one": "1", "content-type": "text/csv; charset=utf-8"}


async def test_sends_a_length_that_is_given() -> None:
    sent = await call(StreamingResponse(iter([b"ab"]), headers={"content-length": "2"}), http_scope())

    assert sent.headers == {"content-length": "2"}


async def test_accepts_text_bytes_and_views() -> None:
    sent = await call(StreamingResponse(["ä", b"b", memoryview(b"c")]), http_scope())

    assert sent.body_chunks == ["ä".encode(), b"b", b"c", b""]


async def test_steps_a_synchronous_iterable_in_worker_threads() -> None:
    threads: set[int] = set()

    def generate() -> Iterator[str]:
        for item in "ab":
            threads.add(threading.get_ident())
            yield item

    sent = await call(StreamingResponse(generate()), http_scope())

    assert sent.body == b"ab"
    assert threading.get_ident() not in threads


async def test_subclass_has_its_own_media_type() -> None:
    class Lines(StreamingResponse):
        media_type = "application/jsonl"

    assert Lines([]).headers["content-type"] == "application/jsonl"


async def test_iterator_can_be_replaced() -> None:
    async def shout(stream: Any) -> AsyncIterator[str]:
        async for item in stream:
            yield f"{item}!"

    response = StreamingResponse(Numbers().generate())
    response.body_iterator = shout(response.body_iterator)

    assert (await call(response, http_scope())).body == b"1!2!"


async def test_refuses_a_websocket() -> None:
    ran: list[str] = []
    response = StreamingResponse(Numbers().generate(), 403, background=BackgroundTask(ran.append, "background"))

    sent = await AsgiRecorder(response, websocket_scope()).run()

    assert sent.types == ["websocket.http.response.start", *["websocket.http.response.body"] * 3]
    assert ran == ["background"]


# How it ends...


@both_versions
async def test_runs_its_background_task_after_the_end(more_scope: dict[str, Any]) -> None:
    sent_before: list[Message] = []
    response = StreamingResponse(Numbers().generate())
    recorder = AsgiRecorder(response, http_scope(**more_scope))
    response.background = BackgroundTask(lambda: sent_before.extend(recorder.sent))

    await recorder.run()

    assert sent_before[-1]["more_body"] is False


@both_versions
async def test_raises_what_the_iterator_raises_and_closes_it(more_scope: dict[str, Any]) -> None:
    numbers = Numbers()

    with pytest.raises(LookupError, match="broken"):
        await call(StreamingResponse(numbers.generate(then_fail=True)), http_scope(**more_scope))

    assert numbers.closed


@both_versions
async def test_closes_the_iterator_when_a_chunk_cannot_be_sent(more_scope: dict[str, Any]) -> None:
    closed: list[str] = []

    async def generate() -> AsyncIterator[Any]:
        try:
            yield {}
        finally:
            closed.append("closed")

    with pytest.raises(TypeError, match="not dict"):
        await call(StreamingResponse(generate()), http_scope(**more_scope))

    assert closed == ["closed"]


@both_versions
async def test_closes_the_iterator_when_it_is_cancelled(more_scope: dict[str, Any]) -> None:
    numbers = Numbers()
    recorder = AsgiRecorder(StreamingResponse(numbers.generate(then_wait=True)), http_scope(**more_scope))
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)

    task.cancel()
    await asyncio.wait([task])

    assert task.cancelled()
    assert numbers.closed


async def test_stops_when_sending_fails() -> None:
    numbers = Numbers()
    ran: list[str] = []
    response = StreamingResponse(numbers.generate(), background=BackgroundTask(ran.append, "background"))

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise OSError("connection lost")

    with pytest.raises(ClientDisconnect) as raised:
        await response(http_scope(), AsgiRecorder(response, http_scope()).receive, send)

    assert isinstance(raised.value.__cause__, OSError)
    assert numbers.closed
    assert ran == []


async def test_does_not_take_an_os_error_of_the_iterator_for_a_disconnect() -> None:
    def read() -> Iterator[bytes]:
        raise FileNotFoundError("no such file")
        yield b""  # type: ignore[unreachable]  # it makes this a generator

    with pytest.raises(FileNotFoundError):
        await call(StreamingResponse(read()), http_scope())


async def test_stops_when_an_older_server_tells_of_the_disconnect() -> None:
    numbers = Numbers()
    ran: list[str] = []
    background = BackgroundTask(ran.append, "background")
    response = StreamingResponse(numbers.generate(then_wait=True), background=background)
    recorder = AsgiRecorder(response, http_scope(**OLD_ASGI))
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)

    recorder.disconnect()
    await task

    assert not recorder.is_complete
    assert numbers.closed
    assert ran == ["background"]


async def test_closes_a_synchronous_generator_when_the_client_goes() -> None:
    closed = threading.Event()

    def generate() -> Iterator[str]:
        try:
            while True:
                yield "again"
        finally:
            closed.set()

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)
        if len(sent) == 3:
            raise OSError("connection lost")

    response = StreamingResponse(generate())

    with pytest.raises(ClientDisconnect):
        await response(http_scope(), AsgiRecorder(response, http_scope()).receive, send)

    assert closed.is_set()
