"""The life of a connection: order, keep-alive, back-pressure, errors of the client, deadlines, the end."""

import asyncio
import contextvars
from typing import Any

import pytest

from fireweed_server.asgi import ASGIApp, Message, Receive, Scope, Send
from fireweed_server.errors import ClientDisconnectedError
from fireweed_server.http.connection import MAX_QUEUED
from fireweed_server.http.sink import FEED_SIZE
from kit.http_client import FakeClient
from kit.tls import FakeSSLObject
from kit.transport import build_chunks, build_request


async def say_path(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": scope["path"].encode()})


async def read_and_say_path(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await say_path(scope, receive, send)


class Gate:
    """An application that answers when it is let; it says which requests it was called for."""

    def __init__(self, *, receives: bool = False) -> None:
        self.seen: list[str] = []
        self.messages: list[Message] = []
        self._receives = receives
        self._open = asyncio.Event()

    def let_pass(self) -> None:
        self._open.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(scope["path"])
        if self._receives:
            self.messages.append(await receive())
        await self._open.wait()
        await say_path(scope, receive, send)


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Start a response, and end it when told that the client has gone."""
    await receive()
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"x", "more_body": True})
    assert await receive() == {"type": "http.disconnect"}
    await send({"type": "http.response.body", "body": b"y"})


# Keep-alive and order...


async def test_keeps_the_connection() -> None:
    client = FakeClient(say_path)

    bodies = [(await client.exchange(build_request(target=target))).body for target in ("/a", "/b")]

    assert bodies == [b"/a", b"/b"]
    assert not client.transport.is_closing()


@pytest.mark.parametrize(
    ("version", "connection", "is_kept"),
    [("1.1", "close", False), ("1.0", "x", False), ("1.0", "keep-alive", True), ("1.1", "keep-alive", True)],
)
async def test_keeps_the_connection_as_the_client_asks(version: str, connection: str, is_kept: bool) -> None:
    client = FakeClient(say_path)

    await client.exchange(build_request(headers=[("Connection", connection)], version=version))

    assert client.transport.is_closing() is not is_kept


@pytest.mark.parametrize("version", ["1.1", "1.0"])
async def test_ignores_what_follows_the_last_request(version: str) -> None:
    client = FakeClient(say_path)

    client.feed(build_request(headers=[("Connection", "close")], version=version) + build_request(target="/canary"))
    await client.settle()

    assert [response.body for response in client.take_responses()] == [b"/"]


async def test_answers_pipelined_requests_in_order() -> None:
    client = FakeClient(say_path)
    targets = [f"/{i}" for i in range(100)]

    client.feed(b"".join(build_request(target=target) for target in targets))
    await client.settle()

    assert [response.body.decode() for response in client.take_responses()] == targets


async def test_runs_one_request_of_a_connection_at_a_time() -> None:
    gate = Gate()
    client = FakeClient(gate)

    client.feed(build_request(target="/a") + build_request(target="/b"))
    await client.settle()
    assert gate.seen == ["/a"]

    gate.let_pass()
    await client.settle()

    assert gate.seen == ["/a", "/b"]


async def test_work_after_the_response_does_not_hold_up_the_next_request() -> None:
    go_on = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await say_path(scope, receive, send)
        await go_on.wait()

    client = FakeClient(app)

    client.feed(build_request(target="/a") + build_request(target="/b"))
    await client.settle()

    assert [response.body for response in client.take_responses()] == [b"/a", b"/b"]
    go_on.set()
    await client.settle()


async def test_a_request_sees_nothing_of_the_context_of_the_one_before() -> None:
    user = contextvars.ContextVar("user", default="nobody")
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(user.get())
        user.set("somebody")
        await asyncio.sleep(0)
        await say_path(scope, receive, send)

    client = FakeClient(app)

    client.feed(build_request() * 3)
    await client.settle()

    assert seen == ["nobody"] * 3


async def test_answers_a_request_for_an_upgrade_that_there_is_not_as_any_other() -> None:
    client = FakeClient(say_path)

    client.feed(build_request(headers=[("Connection", "Upgrade"), ("Upgrade", "h2c")]) + build_request(target="/next"))
    await client.settle()

    assert [response.body for response in client.take_responses()] == [b"/", b"/next"]


# Addresses...


@pytest.mark.parametrize(
    ("peername", "expected"),
    [
        (("192.0.2.7", 5), ("192.0.2.7", 5)),
        (("2001:db8::7", 5, 0, 0), ("2001:db8::7", 5)),
        ("", None),
        (None, None),
    ],
    ids=["IPv4", "IPv6", "Unix", "unknown"],
)
async def test_tells_the_address_of_the_client(peername: object, expected: object) -> None:
    scopes = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await say_path(scope, receive, send)

    client = FakeClient(app)
    client.transport, client.connection = client.connect(peername=peername, sockname="/run/app.sock")
    await client.exchange(build_request())

    assert (scopes[0]["client"], scopes[0]["server"]) == (expected, ("/run/app.sock", None))


async def test_tells_the_scheme() -> None:
    scopes = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await say_path(scope, receive, send)

    await FakeClient(app, ssl_object=FakeSSLObject()).exchange(build_request())

    assert scopes[0]["scheme"] == "https"


async def test_hands_the_lifespan_state_to_every_request() -> None:
    states = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        states.append(scope["state"])
        await say_path(scope, receive, send)

    client = FakeClient(app)
    client.serving.state["pool"] = "a pool"
    await client.exchange(build_request())

    assert states == [{"pool": "a pool"}]
    assert states[0] is not client.serving.state


# Back-pressure...


async def test_stops_reading_while_too_many_requests_wait() -> None:
    gate = Gate()
    client = FakeClient(gate)

    for _ in range(MAX_QUEUED + 1):
        client.feed(build_request())
        await client.settle()
    assert not client.transport.is_reading()

    gate.let_pass()
    await client.settle()

    assert client.transport.is_reading()
    assert len(client.take_responses()) == MAX_QUEUED + 1


async def test_a_flood_of_pipelined_requests_is_held_back_unparsed() -> None:
    gate = Gate()
    client = FakeClient(gate)
    request = build_request(headers=[("X-Fill", "x" * 1000)])
    count = 20 * FEED_SIZE // len(request)

    client.feed(request * count)
    await client.settle()
    assert not client.transport.is_reading()

    gate.let_pass()
    await client.settle()

    assert len(client.take_responses()) == count
    assert client.transport.is_reading()


async def test_stops_reading_a_body_that_the_application_does_not_take() -> None:
    take = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await take.wait()
        await read_and_say_path(scope, receive, send)

    client = FakeClient(app, read_high_water=1000)
    client.feed(build_request("POST", headers=[("Content-Length", "2000")]) + b"x" * 1001)
    await client.settle()
    assert not client.transport.is_reading()

    take.set()
    await client.settle()
    assert client.transport.is_reading()
    client.feed(b"x" * 999)
    await client.settle()

    assert client.take_responses()[0].status == 200


async def test_starts_no_request_while_the_client_takes_nothing() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.transport.stall()

    client.feed(build_request())
    await client.settle()
    assert gate.seen == []

    client.transport.unstall()
    await client.settle()

    assert gate.seen == ["/"]
    gate.let_pass()
    await client.settle()


# Bodies nobody reads...


@pytest.mark.parametrize("packets", [1, 3])
async def test_skips_a_small_body_that_nobody_read(packets: int) -> None:
    client = FakeClient(say_path)
    request = build_request("POST", body=b"x" * 300)

    client.feed(request, size=len(request) // packets)
    client.feed(build_request(target="/next"))
    await client.settle()

    assert [response.body for response in client.take_responses()] == [b"/", b"/next"]


@pytest.mark.parametrize("http", ["httptools", "h11"])
@pytest.mark.parametrize("app", [say_path, read_and_say_path], ids=["unread", "read"])
@pytest.mark.parametrize("first", [100, FEED_SIZE + 1, 3 * FEED_SIZE])
async def test_finds_the_request_behind_a_body_however_large_the_packets_are(
    app: ASGIApp, http: str, first: int
) -> None:
    client = FakeClient(app, http=http)
    head = build_request("POST", headers=[("Content-Length", str(3 * FEED_SIZE))])

    client.feed(head + b"x" * first)
    await client.settle()
    client.feed(b"x" * (3 * FEED_SIZE - first) + build_request(target="/next"))
    await client.settle()

    assert [response.body for response in client.take_responses()] == [b"/", b"/next"]


async def test_closes_rather_than_read_a_large_body_for_nothing() -> None:
    client = FakeClient(say_path)

    response = await client.exchange(build_request("POST", headers=[("Content-Length", "1000000")]))

    assert response.headers["connection"] == "close"
    assert client.transport.has_written_eof()


async def test_closes_when_chunks_that_nobody_reads_do_not_end() -> None:
    client = FakeClient(say_path)
    client.feed(build_request("POST", headers=[("Transfer-Encoding", "chunked")]))
    await client.settle()
    assert not client.transport.has_written_eof()

    for _ in range(5):
        client.feed(build_chunks(b"x" * FEED_SIZE)[:-5])

    assert client.transport.has_written_eof()
    client.transport.close()
    await client.settle()


async def test_an_error_in_a_body_that_is_skipped_is_not_answered() -> None:
    client = FakeClient(say_path)
    await client.exchange(build_request("POST", headers=[("Transfer-Encoding", "chunked")]))

    client.feed(b"zzz\r\n")

    assert client.transport.written == b""
    assert client.transport.has_written_eof()


# Errors of the client...


async def test_answers_an_error_after_the_requests_before_it() -> None:
    client = FakeClient(say_path)

    client.feed(build_request(target="/a") + b"GARBAGE\r\n\r\n" + build_request(target="/canary"))
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 400]


async def test_an_error_waits_for_the_response_before_it() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.feed(build_request() + b"GARBAGE\r\n\r\n")
    await client.settle()
    assert client.transport.written == b""

    gate.let_pass()
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200, 400]


async def test_says_what_was_wrong() -> None:
    response = await FakeClient(say_path).exchange(b"GET / HTTP/1.1\r\n\r\n")

    assert response.body == b"Bad Request: the Host header is missing.\n"
    assert response.headers["connection"] == "close"


async def test_a_broken_body_is_a_disconnect_for_the_application() -> None:
    gate = Gate(receives=True)
    client = FakeClient(gate)
    client.feed(build_request("POST", headers=[("Transfer-Encoding", "chunked")]))
    await client.settle()

    client.feed(b"zzz\r\n")
    gate.let_pass()
    await client.settle()

    assert gate.messages == [{"type": "http.disconnect"}]
    assert [response.status for response in client.take_responses()] == [400]


async def test_a_request_with_a_broken_body_in_the_same_packet_is_never_started() -> None:
    gate = Gate()
    client = FakeClient(gate)

    client.feed(build_request("POST", headers=[("Transfer-Encoding", "chunked")], body=b"zzz\r\n"))
    await client.settle()

    assert gate.seen == []
    assert [response.status for response in client.take_responses()] == [400]


async def test_a_broken_body_cuts_a_response_short_that_has_started() -> None:
    client = FakeClient(stream)
    client.feed(build_request("POST", headers=[("Transfer-Encoding", "chunked")]) + b"1\r\nx\r\n")
    await client.settle()

    client.feed(b"zzz\r\n")
    await client.settle()

    assert client.transport.is_aborted


async def test_a_closed_connection_reads_on_for_a_while() -> None:
    client = FakeClient(say_path)
    client.feed(b"GARBAGE\r\n\r\n")
    assert client.transport.has_written_eof()
    assert not client.transport.is_closing()

    for _ in range(5):
        client.feed(b"x" * 16384)

    assert client.transport.is_closing()
    await client.settle()


async def test_a_closed_connection_is_gone_after_a_while() -> None:
    client = FakeClient(say_path)
    client.feed(b"GARBAGE\r\n\r\n")

    client.clock.advance(3)

    assert client.transport.is_closing()
    await client.settle()


async def test_tls_closes_at_once() -> None:
    client = FakeClient(say_path, ssl_object=FakeSSLObject())

    client.feed(b"GARBAGE\r\n\r\n")

    assert client.transport.is_closing()
    await client.settle()


# Overload...


async def test_answers_503_on_more_connections_than_there_may_be() -> None:
    client = FakeClient(say_path, limit_concurrency=1)
    client.transport, client.connection = client.connect()

    response = await client.exchange(build_request())

    assert (response.status, response.headers["retry-after"]) == (503, "5")
    assert client.transport.has_written_eof()


async def test_connections_that_were_there_before_are_served_on() -> None:
    client = FakeClient(say_path, limit_concurrency=1)
    client.connect()

    statuses = [(await client.exchange(build_request())).status for _ in range(2)]

    assert statuses == [200, 200]


async def test_a_connection_too_many_is_served_once_there_is_room() -> None:
    client = FakeClient(say_path, limit_concurrency=1)
    first = client.connection
    client.transport, client.connection = client.connect()
    first.connection_lost(None)

    statuses = [(await client.exchange(build_request())).status]
    client.connect()
    statuses.append((await client.exchange(build_request())).status)

    assert statuses == [200, 200]


# The client's side closes...


async def test_answers_a_client_that_has_closed_its_side() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.feed(build_request(target="/a") + build_request(target="/b"))
    await client.settle()

    client.feed_eof()
    gate.let_pass()
    await client.settle()

    responses = client.take_responses()
    assert [response.body for response in responses] == [b"/a", b"/b"]
    assert responses[-1].headers["connection"] == "close"
    assert client.transport.is_closing()


async def test_a_stream_ends_when_the_client_closes_its_side() -> None:
    client = FakeClient(stream)
    client.feed(build_request())
    await client.settle()

    client.feed_eof()
    await client.settle()

    assert client.take_responses()[0].body == b"xy"
    assert client.transport.is_closing()


async def test_leaves_an_error_unanswered_once_the_client_has_closed_its_side() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.feed(build_request() + b"GARBAGE\r\n\r\n")
    await client.settle()

    client.feed_eof()
    gate.let_pass()
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200]
    assert client.transport.is_closing()


async def test_tls_knows_no_half_closed_connections() -> None:
    gate = Gate()
    client = FakeClient(gate, ssl_object=FakeSSLObject())
    client.feed(build_request())
    await client.settle()

    client.feed_eof()
    gate.let_pass()
    await client.settle()

    assert client.transport.is_closing()
    assert client.transport.written == b""


@pytest.mark.parametrize(
    "data",
    [build_request(), build_request("POST", headers=[("Content-Length", "9")], body=b"some")],
    ids=["no body", "half a body"],
)
async def test_tells_a_stream_over_tls_that_waits_for_the_client_when_that_closes_its_side(data: bytes) -> None:
    errors: list[OSError] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
                await asyncio.sleep(0)
        except OSError as error:
            errors.append(error)

    client = FakeClient(app, ssl_object=FakeSSLObject())
    client.feed(data)
    client.transport.stall()
    await client.settle()

    client.feed_eof()
    await client.settle()

    assert [type(error) for error in errors] == [ClientDisconnectedError]


@pytest.mark.parametrize("data", [b"", b"GET / HT", build_request()], ids=["new", "in a head", "idle"])
async def test_closes_with_a_client_that_waits_for_nothing(data: bytes) -> None:
    client = FakeClient(say_path)
    client.feed(data)
    await client.settle()

    client.feed_eof()
    await client.settle()

    assert client.transport.is_closing()


# Deadlines...


@pytest.mark.parametrize(
    ("data", "seconds"),
    [(b"", 11), (build_request(), 76), (b"\r\n", 11)],
    ids=["new", "kept", "only an empty line"],
)
async def test_closes_an_idle_connection_silently(data: bytes, seconds: float) -> None:
    client = FakeClient(say_path)
    client.feed(data)
    await client.settle()
    client.take_responses()

    client.clock.advance(seconds - 2)
    assert not client.transport.is_closing()
    client.clock.advance(2)

    assert client.transport.is_closing()
    assert client.transport.written == b""
    await client.settle()


@pytest.mark.parametrize("before", [b"", build_request()], ids=["first request", "second request"])
async def test_answers_408_to_a_head_that_does_not_complete(before: bytes) -> None:
    client = FakeClient(say_path)
    client.feed(before)
    await client.settle()
    client.take_responses()

    for byte in b"GET / HTTP/1":
        client.clock.advance(1)
        client.feed(bytes([byte]))
    await client.settle()

    assert [response.status for response in client.take_responses()] == [408]


async def test_a_head_that_is_held_back_behind_other_requests_is_no_stall() -> None:
    gate = Gate()
    client = FakeClient(gate)
    request = build_request(headers=[("X-Fill", "x" * 1000)])
    client.feed(request * (2 * MAX_QUEUED))
    await client.settle()

    client.clock.advance(11)
    gate.let_pass()
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200] * (2 * MAX_QUEUED)


async def test_answers_408_to_a_head_that_was_held_back_and_does_not_complete() -> None:
    gate = Gate()
    client = FakeClient(gate)
    request = build_request(headers=[("X-Fill", "x" * 1000)])
    client.feed(request * (2 * MAX_QUEUED) + b"GET / HTTP/1")
    gate.let_pass()
    await client.settle()

    client.clock.advance(1)
    client.clock.advance(11)
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200] * (2 * MAX_QUEUED) + [408]


async def test_takes_no_request_after_a_deadline_that_has_passed() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.feed(build_request() + b"GET /cana")
    await client.settle()

    client.clock.advance(11)
    client.feed(b"ry HTTP/1.1\r\nHost: a.example\r\n\r\n")
    gate.let_pass()
    await client.settle()

    assert gate.seen == ["/"]
    assert [response.status for response in client.take_responses()] == [200, 408]


async def test_answers_408_to_a_body_that_stalls() -> None:
    gate = Gate(receives=True)
    client = FakeClient(gate)
    client.feed(build_request("POST", headers=[("Content-Length", "9")]) + b"x")
    await client.settle()

    client.clock.advance(31)
    gate.let_pass()
    await client.settle()

    assert [response.status for response in client.take_responses()] == [408]


async def test_a_body_that_keeps_coming_is_in_time() -> None:
    client = FakeClient(read_and_say_path, min_body_rate=0)
    client.feed(build_request("POST", headers=[("Content-Length", "3")]))

    for _ in range(3):
        client.clock.advance(29)
        client.feed(b"x")
        await client.settle()

    assert [response.status for response in client.take_responses()] == [200]


async def test_a_body_that_trickles_is_answered_408() -> None:
    client = FakeClient(read_and_say_path)
    client.feed(build_request("POST", headers=[("Content-Length", "1000")]))

    for _ in range(31):
        client.clock.advance(1)
        client.feed(b"x")
        await client.settle()

    assert [response.status for response in client.take_responses()] == [408]


async def test_a_client_that_waits_to_be_asked_for_its_body_has_all_its_time_afterwards() -> None:
    begin = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await begin.wait()
        await read_and_say_path(scope, receive, send)

    client = FakeClient(app)
    client.feed(build_request("POST", headers=[("Content-Length", "2"), ("Expect", "100-continue")]))
    client.clock.advance(300)

    begin.set()
    await client.settle()
    client.clock.advance(29)
    client.feed(b"xx")
    await client.settle()

    assert [response.status for response in client.take_responses()] == [100, 200]


async def test_a_body_that_the_application_does_not_take_is_no_stall() -> None:
    gate = Gate()
    client = FakeClient(gate, read_high_water=1)
    client.feed(build_request("POST", headers=[("Content-Length", "9")]) + b"xx")
    await client.settle()

    client.clock.advance(300)
    gate.let_pass()
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200]


async def test_a_running_request_has_no_deadline() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.feed(build_request())
    await client.settle()

    client.clock.advance(1000)
    gate.let_pass()
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200]


async def test_drops_a_client_that_takes_nothing() -> None:
    client = FakeClient(say_path)
    client.transport.stall()
    aborted = []

    for seconds, unsent in ((1, 1000), (30, 1000), (31, 900), (60, 900), (1, 900)):
        client.transport.unsent = unsent
        client.clock.advance(seconds)
        aborted.append(client.transport.is_aborted)

    assert aborted == [False, False, False, False, True]
    await client.settle()


# The server stops...


@pytest.mark.parametrize("data", [b"", build_request()], ids=["new", "kept"])
async def test_draining_closes_an_idle_connection(data: bytes) -> None:
    client = FakeClient(say_path)
    client.feed(data)
    await client.settle()

    client.drain()

    assert client.transport.is_closing()
    await client.settle()


async def test_draining_finishes_what_runs_and_what_waits() -> None:
    gate = Gate()
    client = FakeClient(gate)
    client.feed(build_request(target="/a") + build_request(target="/b"))
    await client.settle()

    client.drain()
    gate.let_pass()
    await client.settle()

    responses = client.take_responses()
    assert [response.body for response in responses] == [b"/a", b"/b"]
    assert ["connection" in response.headers for response in responses] == [False, True]
    assert client.transport.is_closing()


async def test_draining_answers_a_request_that_is_arriving() -> None:
    client = FakeClient(say_path)
    client.feed(build_request()[:-2])
    client.drain()

    client.feed(b"\r\n")
    await client.settle()

    assert client.take_responses()[0].headers["connection"] == "close"
    assert client.transport.is_closing()


async def test_draining_tells_a_stream_to_end() -> None:
    client = FakeClient(stream)
    client.feed(build_request())
    await client.settle()

    client.drain()
    await client.settle()

    assert client.take_responses()[0].body == b"xy"


async def test_draining_tells_a_request_to_end_whose_response_starts_later() -> None:
    start = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await start.wait()
        await stream(scope, receive, send)

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()
    client.drain()

    start.set()
    await client.settle()

    assert client.take_responses()[0].body == b"xy"


async def test_draining_lets_a_body_arrive() -> None:
    client = FakeClient(read_and_say_path)
    client.feed(build_request("POST", headers=[("Content-Length", "2")]))
    await client.settle()
    client.drain()

    client.feed(b"ab")
    await client.settle()

    assert [response.status for response in client.take_responses()] == [200]


async def test_aborting_cancels_the_request() -> None:
    outcome: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError as error:
            outcome.append(error)
            raise

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()

    client.connection.abort()
    await client.settle()

    assert len(outcome) == 1
    assert client.transport.is_aborted
    assert client.transport.written == b""
    assert not client.serving.tasks
