"""What an application sees of one request: `receive`, `send`, `send_response`, and what becomes of its errors."""

import asyncio
import logging
from typing import Any

import pytest

from fireweed_server.asgi import Message, Receive, Scope, Send
from fireweed_server.errors import ClientDisconnectedError, MessageOrderError
from kit.http_client import FakeClient
from kit.transport import build_chunks, build_request

CHUNKED = [("Transfer-Encoding", "chunked")]
EXPECTING = [("Content-Length", "2"), ("Expect", "100-continue")]


async def say_hello(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    await send({"type": "http.response.body", "body": b"hello"})


async def read_body(receive: Receive) -> tuple[bytes, int]:
    """The whole body, and in how many parts it came."""
    body, parts, more_body = b"", 0, True
    while more_body:
        message = await receive()
        assert message["type"] == "http.request"
        body, parts, more_body = body + message["body"], parts + 1, message["more_body"]
    return body, parts


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body, _ = await read_body(receive)
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": body})


async def test_sends_a_response_in_one_write() -> None:
    client = FakeClient(say_hello)

    response = await client.exchange(build_request())

    assert (response.status, response.body) == (200, b"hello")
    assert client.transport.writes == 1


async def test_adds_date_and_server() -> None:
    response = await FakeClient(say_hello).exchange(build_request())

    assert response.headers["date"] == "Sat, 21 Nov 2026 12:00:00 GMT"
    assert response.headers["server"] == "fireweed"


async def test_need_not_add_date_and_server() -> None:
    response = await FakeClient(say_hello, server_header=None, date_header=False).exchange(build_request())

    assert response.headers == {"content-length": "5"}


async def test_send_response_sends_everything_at_once() -> None:
    async def app(scope: Scope, receive: Receive, send: Any) -> None:
        assert not send.response_started
        send.send_response(201, ((b"x-a", b"b"),), b"hello")
        assert send.response_started

    client = FakeClient(app)

    response = await client.exchange(build_request())

    assert (response.status, response.headers["x-a"], response.headers["content-length"]) == (201, "b", "5")
    assert client.transport.writes == 1


async def test_a_stream_sends_its_head_before_its_first_part() -> None:
    go_on = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await go_on.wait()
        await send({"type": "http.response.body", "body": b"x"})

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()

    assert client.transport.written.endswith(b"transfer-encoding: chunked\r\n\r\n")

    go_on.set()
    await client.settle()

    assert client.take_responses()[0].body == b"x"


async def test_a_head_with_a_length_waits_for_the_body_no_longer_than_a_tick() -> None:
    go_on = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
        await go_on.wait()
        await send({"type": "http.response.body", "body": b"x"})

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()
    assert client.transport.written == b""

    client.clock.advance(1)

    assert client.transport.written.endswith(b"\r\n\r\n")
    go_on.set()
    await client.settle()


# Receiving...


async def test_a_body_that_came_with_the_head_is_there_at_once() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await receive())
        await say_hello(scope, receive, send)

    await FakeClient(app).exchange(build_request("POST", body=b"abc"))

    assert seen == [{"type": "http.request", "body": b"abc", "more_body": False}]


async def test_a_request_without_a_body_has_an_empty_one() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await receive())
        await say_hello(scope, receive, send)

    await FakeClient(app).exchange(build_request())

    assert seen == [{"type": "http.request", "body": b"", "more_body": False}]


@pytest.mark.parametrize("size", [1, 10, 1000])
@pytest.mark.parametrize(
    "request_bytes",
    [
        build_request("POST", body=b"x" * 500),
        build_request("POST", headers=CHUNKED, body=build_chunks(*[b"x" * 50] * 10)),
    ],
    ids=["content-length", "chunked"],
)
async def test_receives_a_body_in_any_packets(request_bytes: bytes, size: int) -> None:
    client = FakeClient(echo)

    client.feed(request_bytes, size=size)
    await client.settle()

    assert [response.body for response in client.take_responses()] == [b"x" * 500]


async def test_receives_parts_as_they_arrive() -> None:
    seen: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(await receive())
        seen.append(await receive())
        await say_hello(scope, receive, send)

    client = FakeClient(app)
    request = build_request("POST", body=b"abcdef")
    client.feed(request[:-3])
    await client.settle()
    assert [(message["body"], message["more_body"]) for message in seen] == [(b"abc", True)]

    client.feed(request[-3:])
    await client.settle()

    assert (seen[1]["body"], seen[1]["more_body"]) == (b"def", False)


async def test_two_tasks_may_receive_at_the_same_time() -> None:
    kinds: list[str] = []

    async def listen(receive: Receive) -> None:
        kinds.append((await receive())["type"])

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        tasks = [asyncio.create_task(listen(receive)) for _ in range(2)]
        await say_hello(scope, receive, send)
        await asyncio.gather(*tasks)

    await FakeClient(app).exchange(build_request())

    assert kinds == ["http.disconnect", "http.disconnect"]


async def test_receives_a_disconnect_once_the_response_is_complete() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await say_hello(scope, receive, send)
        seen.append(await receive())

    await FakeClient(app).exchange(build_request())

    assert seen == [{"type": "http.disconnect"}]


@pytest.mark.parametrize("body", [b"", b"ab"], ids=["before the body", "within the body"])
async def test_receives_a_disconnect_instead_of_the_rest_of_a_body(body: bytes) -> None:
    seen: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        while not seen or seen[-1]["type"] == "http.request":
            seen.append(await receive())

    client = FakeClient(app)
    client.feed(build_request("POST", headers=[("Content-Length", "9")]) + body)
    await client.settle()

    client.feed_eof()
    await client.settle()

    assert seen[-1] == {"type": "http.disconnect"}
    assert client.transport.written == b""


async def test_receives_a_disconnect_while_a_response_streams() -> None:
    seen = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        seen.append(await receive())

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()

    client.transport.close()
    await client.settle()

    assert seen == [{"type": "http.disconnect"}]


@pytest.mark.parametrize("end", ["close", "drain"])
async def test_a_stream_that_was_told_to_end_need_not_be_complete(end: str, caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        await receive()

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()

    (client.transport.close if end == "close" else client.drain)()
    await client.settle()

    assert client.transport.is_closing()
    assert caplog.records == []


async def test_a_stream_that_listens_is_told_when_the_server_stops() -> None:
    start = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        listener = asyncio.ensure_future(receive())
        await start.wait()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": (await listener)["type"].encode()})

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()
    client.drain()
    await client.settle()

    start.set()
    await client.settle()

    assert client.take_responses()[0].body == b"http.disconnect"


# 100-continue...


async def test_asks_the_client_to_continue_when_the_application_receives() -> None:
    client = FakeClient(echo)
    head = build_request("POST", headers=EXPECTING)
    client.feed(head)
    await client.settle()
    assert client.transport.written == b"HTTP/1.1 100 Continue\r\n\r\n"

    client.feed(b"ok")
    await client.settle()

    assert [response.status for response in client.take_responses()] == [100, 200]


@pytest.mark.parametrize(
    ("body", "version"), [(b"ok", "1.1"), (b"", "1.0")], ids=["the body is there already", "HTTP/1.0"]
)
async def test_does_not_ask_a_client_to_continue_that_does_not_wait(body: bytes, version: str) -> None:
    client = FakeClient(echo)

    client.feed(
        build_request("POST", headers=[("Content-Length", "2"), ("Expect", "100-continue")], version=version) + body
    )
    await client.settle()

    assert b" 100 " not in client.transport.written
    client.transport.close()
    await client.settle()


async def test_closes_when_it_answers_a_client_that_still_waits_to_continue() -> None:
    client = FakeClient(say_hello)

    response = await client.exchange(build_request("POST", headers=EXPECTING))

    assert (response.status, response.headers["connection"]) == (200, "close")


# Sending...


async def test_waits_while_the_client_takes_nothing() -> None:
    sent = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        for part in (b"a", b"b", b"c"):
            await send({"type": "http.response.body", "body": part, "more_body": True})
            sent.append(part)
            if part == b"a":
                client.transport.stall()
        await send({"type": "http.response.body"})

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()
    assert sent == [b"a"]

    client.transport.unstall()
    await client.settle()

    assert client.take_responses()[0].body == b"abc"


async def test_sending_fails_once_the_client_has_gone() -> None:
    errors = []

    async def app(scope: Scope, receive: Receive, send: Any) -> None:
        await receive()
        await receive()
        try:
            await send({"type": "http.response.start", "status": 200})
        except OSError as error:
            errors.append(type(error))
        try:
            send.send_response(200, (), b"")
        except OSError as error:
            errors.append(type(error))

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()

    client.transport.close()
    await client.settle()

    assert errors == [ClientDisconnectedError, ClientDisconnectedError]


async def test_a_sender_that_waits_learns_that_the_client_has_gone(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        while True:
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            client.transport.stall()

    client = FakeClient(app)
    client.feed(build_request())
    await client.settle()

    client.transport.close()
    await client.settle()

    assert not client.serving.tasks
    assert not caplog.records


# Errors of the application...


async def fail_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    raise LookupError("nothing here")


async def fail_after_the_head(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
    raise LookupError("nothing here")


async def end_at_once(scope: Scope, receive: Receive, send: Send) -> None:
    pass


async def end_after_the_head(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})


async def start_with_the_body(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.body", "body": b"x"})


async def start_twice(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.start", "status": 200})


async def send_nonsense(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.nonsense"})


async def send_no_type(scope: Scope, receive: Receive, send: Send) -> None:
    await send({})


async def send_a_bad_status(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 1000})


async def send_a_bad_header(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x", b"a\r\nset-cookie: b")]})


async def send_too_much(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"1")]})
    await send({"type": "http.response.body", "body": b"too much"})


@pytest.mark.parametrize(
    "app",
    [
        fail_at_once, fail_after_the_head, end_at_once, end_after_the_head, start_with_the_body, start_twice,
        send_nonsense, send_no_type, send_a_bad_status, send_a_bad_header, send_too_much,
    ],
)  # fmt: skip
async def test_answers_500_if_nothing_was_sent(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = FakeClient(app)

    response = await client.exchange(build_request(target="/a%0Ab"))

    assert (response.status, response.body) == (500, b"Internal Server Error")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert "set-cookie" not in response.headers
    assert client.transport.is_closing()
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("fireweed.server", logging.ERROR)
    assert record.exc_info is not None


async def stream_and_fail(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"x", "more_body": True})
    raise LookupError("nothing more")


async def stream_and_end(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200})
    await send({"type": "http.response.body", "body": b"x", "more_body": True})


async def stream_too_little(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"9")]})
    await send({"type": "http.response.body", "body": b"x", "more_body": True})
    await send({"type": "http.response.body"})


@pytest.mark.parametrize("app", [stream_and_fail, stream_and_end, stream_too_little])
async def test_cuts_a_response_short_that_cannot_be_completed(app: Any, caplog: pytest.LogCaptureFixture) -> None:
    client = FakeClient(app)

    response = await client.exchange(build_request())

    assert (response.body, response.is_complete) == (b"x", False)
    assert client.transport.is_aborted
    assert len(caplog.records) == 1


async def test_an_application_may_handle_what_send_raises() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        with pytest.raises(MessageOrderError):
            await start_with_the_body(scope, receive, send)
        await say_hello(scope, receive, send)

    response = await FakeClient(app).exchange(build_request())

    assert response.body == b"hello"


async def test_an_error_after_the_response_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await say_hello(scope, receive, send)
        raise LookupError("too late")

    client = FakeClient(app)

    response = await client.exchange(build_request())

    assert (response.body, client.transport.is_closing()) == (b"hello", False)
    assert len(caplog.records) == 1


async def test_an_application_that_cancels_itself_is_answered_for() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise asyncio.CancelledError

    response = await FakeClient(app).exchange(build_request())

    assert response.status == 500


async def test_a_log_line_cannot_be_forged(caplog: pytest.LogCaptureFixture) -> None:
    await FakeClient(fail_at_once).exchange(build_request(target="/?"))

    assert "\n" not in caplog.records[0].getMessage()


# The access log...


class RecordingLog:
    def __init__(self) -> None:
        self.records: list[tuple[str, int, int, bool]] = []

    def record(self, scope: Scope, status: int, body_size: int, seconds: float) -> None:
        self.records.append((scope["path"], status, body_size, seconds >= 0))


async def test_records_every_response() -> None:
    access_log = RecordingLog()
    client = FakeClient(say_hello, access_log=access_log)

    client.feed(build_request() + build_request("HEAD", "/b"))
    await client.settle()

    assert access_log.records == [("/", 200, 5, True), ("/b", 200, 0, True)]


async def test_records_a_response_that_was_cut_short() -> None:
    access_log = RecordingLog()

    await FakeClient(stream_and_end, access_log=access_log).exchange(build_request())

    assert access_log.records == [("/", 200, 1, True)]
