"""Responses to pipelined requests: they leave together, but never wait for an application."""

import asyncio
from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.http.response_flow import MAX_HELD, ResponseFlow
from kit.http_client import FakeClient
from kit.transport import FakeTransport, build_request


async def say_path(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


def build_requests(*targets: str) -> bytes:
    return b"".join(build_request("GET", target) for target in targets)


def read_bodies(client: FakeClient) -> list[bytes]:
    return [response.body for response in client.take_responses()]


async def test_pipelined_responses_leave_in_one_write() -> None:
    client = FakeClient(say_path)

    client.feed(build_requests(*(f"/{i}" for i in range(8))))
    await client.settle()

    assert client.transport.writes == 1
    assert read_bodies(client) == [b"/%d" % i for i in range(8)]


async def test_a_request_on_its_own_is_not_held_up_after_a_pipeline() -> None:
    client = FakeClient(say_path)
    client.feed(build_requests("/a", "/b"))
    await client.settle()

    client.feed(build_requests("/c"))
    await client.settle()

    assert (client.transport.writes, read_bodies(client)) == (2, [b"/a", b"/b", b"/c"])


async def test_a_response_does_not_wait_for_the_next_application() -> None:
    entered, gate = asyncio.Event(), asyncio.Event()

    async def wait_at_b(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/b":
            entered.set()
            await gate.wait()
        await say_path(scope, receive, send)

    client = FakeClient(wait_at_b)

    client.feed(build_requests("/a", "/b", "/c", "/d"))
    await entered.wait()
    await client.settle()

    assert read_bodies(client) == [b"/a"]
    gate.set()
    await client.settle()
    assert read_bodies(client) == [b"/b", b"/c", b"/d"]


async def test_a_stream_comes_behind_the_responses_that_were_held() -> None:
    async def stream_at_b(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] != "/b":
            await say_path(scope, receive, send)
            return
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        await send({"type": "http.response.body", "body": b"2"})

    client = FakeClient(stream_at_b)

    client.feed(build_requests("/a", "/b", "/c"))
    await client.settle()

    assert read_bodies(client) == [b"/a", b"12", b"/c"]


async def test_an_interim_response_comes_behind_the_responses_that_were_held() -> None:
    async def read_body(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await say_path(scope, receive, send)

    client = FakeClient(read_body)
    waiting = build_request("POST", "/b", [("Content-Length", "1"), ("Expect", "100-continue")])

    client.feed(build_requests("/a") + waiting)
    await client.settle()

    assert client.transport.written.index(b"/a") < client.transport.written.index(b"100 Continue")
    client.feed(b"x")
    await client.settle()


async def test_trailers_come_behind_their_body_and_the_responses_before() -> None:
    async def send_trailers(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "trailers": True})
        await send({"type": "http.response.body", "body": scope["path"].encode()})
        await send({"type": "http.response.trailers", "headers": [(b"x-sum", b"1")]})

    client = FakeClient(send_trailers)

    client.feed(b"".join(build_request("GET", path, [("TE", "trailers")]) for path in ("/a", "/b", "/c")))
    await client.settle()

    assert client.transport.written.count(b"x-sum: 1\r\n\r\n") == 3
    places = [client.transport.written.index(path) for path in (b"/a", b"/b", b"/c")]
    assert places == sorted(places)


async def test_an_error_is_answered_behind_the_responses_that_were_held() -> None:
    client = FakeClient(say_path)

    client.feed(build_requests("/a", "/b") + b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n")
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 200, 400]


async def test_what_was_held_goes_out_before_the_connection_closes() -> None:
    client = FakeClient(say_path)

    client.feed(build_requests("/a") + build_request("GET", "/b", [("Connection", "close")]) + build_requests("/c"))
    await client.settle()

    assert read_bodies(client) == [b"/a", b"/b"]


async def test_an_application_that_fails_is_answered_behind_the_responses_that_were_held(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fail_at_b(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/b":
            raise RuntimeError("broken")
        await say_path(scope, receive, send)

    client = FakeClient(fail_at_b)

    client.feed(build_requests("/a", "/b", "/c"))
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 500]
    assert "broken" in caplog.text


async def test_large_responses_wait_for_no_other() -> None:
    async def send_large(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x" * MAX_HELD})

    client = FakeClient(send_large)

    client.feed(build_requests("/a", "/b", "/c"))
    await client.settle()

    assert client.transport.writes == 3


async def test_nothing_turns_while_a_full_transport_holds_the_pipeline_up() -> None:
    client = FakeClient(say_path)
    client.transport.stall()
    client.connection.pause_writing()

    client.feed(build_requests("/a", "/b", "/c"))
    await client.settle()

    assert client.transport.writes == 0
    client.connection.resume_writing()
    await client.settle()
    assert read_bodies(client) == [b"/a", b"/b", b"/c"]


async def test_an_idle_connection_costs_nothing_after_a_pipeline() -> None:
    client = FakeClient(say_path)
    client.feed(build_requests("/a", "/b", "/c"))
    await client.settle()
    turns: list[object] = []
    call_soon = client.serving.loop.call_soon

    def count(*arguments: Any, **options: Any) -> Any:
        turns.append(arguments[0])
        return call_soon(*arguments, **options)

    client.serving.loop.call_soon = count  # type: ignore[assignment,method-assign]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert client.connection._advance not in turns


async def test_writes_in_order_whatever_was_held() -> None:
    transport = FakeTransport(asyncio.Protocol())
    flow = ResponseFlow(transport)
    flow.start_holding(has_next=True)
    flow.hold(b"a")
    flow.hold(b"b")

    flow.write(b"c")
    flow.hold(b"d")
    flow.stop_holding()

    assert (transport.written, transport.writes) == (b"abcd", 3)
