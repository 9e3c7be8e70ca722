"""Responses that are read while the application still sends them."""

import asyncio

import pytest

from fireweed.testclient import TestClient
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering, wait_forever


def streaming(chunks: int, events: list[str], *, endless: bool = False) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": 200})
            for number in range(chunks):
                await send({"type": "http.response.body", "body": b"%d" % number, "more_body": True})
                events.append(f"sent {number}")
            if endless:
                await wait_forever()
            await send({"type": "http.response.body"})
            events.append("end")
        except asyncio.CancelledError:
            events.append("cancelled")
            raise

    return app


def test_gives_the_head_before_the_application_ends() -> None:
    with TestClient(streaming(0, [], endless=True)).stream("GET", "/") as response:
        assert response.status_code == 200


def test_gives_chunks_before_the_application_ends() -> None:
    with TestClient(streaming(2, [], endless=True)).stream("GET", "/") as response:
        chunks = response.iter_raw()

        assert (next(chunks), next(chunks)) == (b"0", b"1")


def test_lets_the_application_be_one_chunk_ahead() -> None:
    events: list[str] = []

    with TestClient(streaming(9, events, endless=True)).stream("GET", "/") as response:
        chunks = response.iter_raw()
        sent_after_each = [len(events) for _ in zip(range(9), chunks, strict=False)]

    assert all(sent <= taken + 1 for taken, sent in enumerate(sent_after_each, start=1))


def test_cancels_the_application_when_closed_early() -> None:
    events: list[str] = []

    with TestClient(streaming(1, events, endless=True)).stream("GET", "/") as response:
        next(response.iter_raw())

    assert events == ["sent 0", "cancelled"]


def test_reads_to_the_end() -> None:
    events: list[str] = []

    with TestClient(streaming(3, events)).stream("GET", "/") as response:
        body = response.read()

    assert body == b"012"
    assert events[-1] == "end"


def test_raises_an_error_where_the_body_breaks_off() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await streaming(2, [])(scope, receive, send)
        raise ValueError("broken")

    with TestClient(app).stream("GET", "/") as response:
        chunks = response.iter_raw()
        assert [next(chunks), next(chunks)] == [b"0", b"1"]

        with pytest.raises(ValueError, match="broken"):
            next(chunks)


def test_raises_an_error_of_the_clean_up_after_a_cancellation() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await streaming(0, [], endless=True)(scope, receive, send)
        finally:
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"), TestClient(app).stream("GET", "/"):
        pass


def after_the_response(events: list[str]) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering()(scope, receive, send)
        for _ in range(10):
            await asyncio.sleep(0)
        events.append("background")

    return app


def test_a_plain_call_waits_for_work_after_the_response() -> None:
    events: list[str] = []

    TestClient(after_the_response(events)).get("/")

    assert events == ["background"]


def test_closing_a_complete_response_waits_for_work_after_it() -> None:
    events: list[str] = []

    with TestClient(after_the_response(events)).stream("GET", "/"):
        assert events == []

    assert events == ["background"]


def test_answers_other_requests_while_a_response_is_open() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        chosen = streaming(2, []) if scope["path"] == "/stream" else answering(b"other")
        await chosen(scope, receive, send)

    client = TestClient(app)
    with client.stream("GET", "/stream") as response:
        chunks = response.iter_raw()
        first = next(chunks)
        other = client.get("/").text

        assert [first, other, *chunks] == [b"0", "other", b"1"]


def test_can_be_closed_twice() -> None:
    events: list[str] = []

    with TestClient(streaming(0, events, endless=True)).stream("GET", "/") as response:
        response.close()
        response.close()

    assert events == ["cancelled"]


def test_tells_the_application_of_the_early_end() -> None:
    received: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        received.append((await receive())["type"])

    with TestClient(app).stream("GET", "/"):
        assert received == []

    assert received == ["http.disconnect"]
