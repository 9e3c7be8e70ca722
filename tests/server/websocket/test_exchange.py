"""What an application sees of one WebSocket, and what becomes of its mistakes."""

import asyncio
import io
import logging
import re
from typing import Any

import pytest

from fireweed_server.asgi import ASGIApp, Message, Receive, Scope, Send
from fireweed_server.errors import ClientDisconnectedError, MessageOrderError
from fireweed_server.logs.access_log import AccessLog
from kit.websocket_client import (
    BINARY,
    TEXT,
    FakeWebSocketClient,
    Frame,
    build_close,
    build_frame,
    build_handshake,
    close_frame,
)

ACCEPT: Message = {"type": "websocket.accept"}
DENY: Message = {"type": "websocket.http.response.start", "status": 401, "headers": [(b"x-why", b"no token")]}


class Script:
    """Sends `messages` in turn, then takes what comes until the end; `seen` is what it received."""

    def __init__(self, *messages: Message) -> None:
        self.messages = messages
        self.seen: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.seen.append(await receive())
        for message in self.messages:
            await send(message)
        while self.seen[-1]["type"] != "websocket.disconnect":
            self.seen.append(await receive())


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    await receive()
    await send(ACCEPT)
    while (message := await receive())["type"] == "websocket.receive":
        await send({**message, "type": "websocket.send"})


async def refuse_to_send(send: Send, message: Message) -> MessageOrderError:
    with pytest.raises(MessageOrderError) as raised:
        await send(message)
    return raised.value


async def test_receives_the_connection_the_messages_and_the_end() -> None:
    app = Script(ACCEPT)
    client = FakeWebSocketClient(app)

    await client.open()
    await client.send(build_frame(TEXT, b"hello"), build_frame(BINARY, b"\x00"), build_close(3000, "done"))

    assert app.seen == [
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": "hello"},
        {"type": "websocket.receive", "bytes": b"\x00"},
        {"type": "websocket.disconnect", "code": 3000, "reason": "done"},
    ]


async def test_sends_text_and_bytes() -> None:
    client = FakeWebSocketClient(echo)
    await client.open()

    frames = await client.send(build_frame(TEXT, b"hello"), build_frame(BINARY, b"\x00"))

    assert frames == [Frame(TEXT, b"hello"), Frame(BINARY, b"\x00")]
    await client.leave()


async def test_a_key_that_is_none_is_none_at_all() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(ACCEPT)
        await receive()
        await receive()
        await send({"type": "websocket.send", "text": "a", "bytes": None})
        await send({"type": "websocket.send", "bytes": bytearray(b"b"), "text": None})

    client = FakeWebSocketClient(app)
    await client.open()

    frames = await client.send(build_frame(TEXT))

    assert frames == [Frame(TEXT, b"a"), Frame(BINARY, b"b"), close_frame(1000)]
    await client.leave()


async def test_the_end_is_told_as_often_as_it_is_asked_for() -> None:
    ends = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        ends.extend([await receive() for _ in range(3)])

    client = FakeWebSocketClient(app)
    await client.open()

    await client.send(build_close(1001))

    assert ends == [{"type": "websocket.disconnect", "code": 1001, "reason": ""}] * 3


# Closing...


async def test_closes_with_code_and_reason() -> None:
    app = Script(ACCEPT, {"type": "websocket.close", "code": 3001, "reason": "enough"})
    client = FakeWebSocketClient(app)

    client.feed(build_handshake())
    await client.settle()

    assert client.transport.written.endswith(b"\x88\x08\x0b\xb9enough")
    assert app.seen[-1] == {"type": "websocket.disconnect", "code": 3001, "reason": "enough"}
    assert not client.is_closed
    client.feed(build_close(3001))
    assert client.transport.is_closing()


@pytest.mark.parametrize("message", [{}, {"code": None, "reason": None}], ids=["nothing", "none"])
async def test_closes_normally_unless_it_is_told_otherwise(message: dict[str, Any]) -> None:
    client = FakeWebSocketClient(Script(ACCEPT, {"type": "websocket.close", **message}))

    client.feed(build_handshake())
    await client.settle()

    assert client.transport.written.endswith(b"\x88\x02\x03\xe8")
    await client.leave()


async def test_closes_normally_when_the_application_returns() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        await receive()

    client = FakeWebSocketClient(app)
    await client.open()

    assert await client.send(build_frame(TEXT)) == [close_frame(1000)]
    await client.leave()


async def test_sending_after_the_client_has_closed_raises_an_oserror() -> None:
    errors = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        await receive()
        for kind in ("websocket.send", "websocket.close"):
            try:
                await send({"type": kind, "text": "late"})
            except OSError as error:
                errors.append(error)

    client = FakeWebSocketClient(app)
    await client.open()

    await client.send(build_close(1000))

    assert [type(error) for error in errors] == [ClientDisconnectedError] * 2


async def test_an_error_that_follows_from_the_end_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(ACCEPT)
        await receive()
        await send({"type": "websocket.send", "text": "late"})

    client = FakeWebSocketClient(app)
    await client.open()

    await client.leave()

    assert caplog.records == []


# Answers other than a connection...


async def test_closing_before_accepting_is_a_403() -> None:
    app = Script({"type": "websocket.close", "code": 1008})
    client = FakeWebSocketClient(app)

    response = await client.open()

    assert (response.status, response.body) == (403, b"")
    assert response.headers["connection"] == "close"
    assert client.is_closed
    assert app.seen[-1] == {"type": "websocket.disconnect", "code": 1006, "reason": ""}


async def test_denies_with_a_response_of_the_application() -> None:
    app = Script(
        DENY,
        {"type": "websocket.http.response.body", "body": b"first ", "more_body": True},
        {"type": "websocket.http.response.body", "body": b"second"},
    )
    client = FakeWebSocketClient(app)

    response = await client.open()

    assert (response.status, response.body, response.headers["x-why"]) == (401, b"first second", "no token")
    assert client.is_closed


async def test_denies_with_a_length_where_the_body_is_whole() -> None:
    client = FakeWebSocketClient(Script(DENY, {"type": "websocket.http.response.body", "body": b"no"}))

    response = await client.open()

    assert (response.headers["content-length"], response.body) == ("2", b"no")


# Mistakes...


@pytest.mark.parametrize(
    ("messages", "reason"),
    [
        ([{"type": "websocket.send", "text": "a"}], "the handshake is not answered"),
        ([{"type": "http.response.start", "status": 200}], "the handshake is not answered"),
        ([{"type": "websocket.http.response.body"}], "the handshake is not answered"),
        ([DENY, ACCEPT], "the handshake is being denied"),
        ([DENY, {"type": "websocket.send", "text": "a"}], "the handshake is being denied"),
        ([ACCEPT, ACCEPT], "the connection is open"),
        ([ACCEPT, DENY], "the connection is open"),
        ([ACCEPT, {"type": "websocket.send"}], "must have either 'text', a str, or 'bytes'"),
        ([ACCEPT, {"type": "websocket.send", "text": "a", "bytes": b"a"}], "not str and bytes"),
        ([ACCEPT, {"type": "websocket.send", "text": b"a"}], "not bytes and NoneType"),
        ([ACCEPT, {"type": "websocket.close", "code": 1006}], "The close code 1006 must not be sent"),
        ([ACCEPT, {"type": "websocket.close", "code": 5000}], "The close code 5000 must not be sent"),
    ],
    ids=[
        "send before accept",
        "response before accept",
        "body before start",
        "accept while denying",
        "send while denying",
        "accept twice",
        "deny after accept",
        "nothing to send",
        "two things to send",
        "bytes as text",
        "reserved code",
        "code out of range",
    ],
)
async def test_refuses_what_is_not_possible(messages: list[Message], reason: str) -> None:
    errors = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages[:-1]:
            await send(message)
        errors.append(await refuse_to_send(send, messages[-1]))
        raise errors[0]

    client = FakeWebSocketClient(app)

    client.feed(build_handshake())
    await client.settle()

    assert reason in str(errors[0])
    await client.leave()


def build_failing(*messages: Message, error: Exception | None) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)
        if error is not None:
            raise error

    return app


@pytest.mark.parametrize(
    ("messages", "error"),
    [([], ValueError("broken")), ([], None), ([DENY], ValueError("broken")), ([DENY], None)],
    ids=["error", "return", "error in a denial", "return in a denial"],
)
async def test_a_handshake_that_is_left_without_an_answer_gets_a_500(
    messages: list[Message], error: Exception | None, caplog: pytest.LogCaptureFixture
) -> None:
    client = FakeWebSocketClient(build_failing(*messages, error=error))

    response = await client.open()

    assert response.status == 500
    assert "x-why" not in response.headers
    assert len(caplog.records) == 1


async def test_an_error_closes_an_open_connection_with_1011_and_is_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    client = FakeWebSocketClient(build_failing(ACCEPT, error=ValueError("broken")))

    client.feed(build_handshake(target="/chat"))
    await client.settle()

    assert client.transport.written.endswith(b"\x88\x02\x03\xf3")
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("fireweed.server", logging.ERROR)
    assert record.getMessage() == "WebSocket '/chat' failed: ValueError: broken"
    await client.leave()


async def test_a_denial_that_breaks_off_is_not_taken_for_whole(caplog: pytest.LogCaptureFixture) -> None:
    part: Message = {"type": "websocket.http.response.body", "body": b"part", "more_body": True}
    client = FakeWebSocketClient(build_failing(DENY, part, error=ValueError("broken")))

    response = await client.open()

    assert (response.status, response.is_complete) == (401, False)
    assert client.transport.is_aborted


async def test_a_cancelled_application_is_closed_with_1011() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(ACCEPT)
        raise asyncio.CancelledError

    client = FakeWebSocketClient(app)

    client.feed(build_handshake())
    await client.settle()

    assert client.transport.written.endswith(b"\x88\x02\x03\xf3")
    await client.leave()


# The access log...


@pytest.mark.parametrize(
    ("messages", "status", "size"),
    [
        ([ACCEPT], 101, 0),
        ([{"type": "websocket.close"}], 403, 0),
        ([DENY, {"type": "websocket.http.response.body", "body": b"no"}], 401, 2),
    ],
    ids=["accepted", "closed", "denied"],
)
async def test_records_the_handshake(messages: list[Message], status: int, size: int) -> None:
    stream = io.StringIO()
    access_log = AccessLog(stream, asyncio.get_running_loop())
    client = FakeWebSocketClient(Script(*messages), access_log=access_log)

    client.feed(build_handshake(target="/chat?room=1"))
    await client.settle()
    await client.leave()
    access_log.flush()

    assert re.fullmatch(rf'\S+ \S+ \S+ "GET /chat\?room=1 HTTP/1.1" {status} {size} \S+ms\n', stream.getvalue())


async def test_records_an_open_connection_once_it_ends_with_all_that_was_sent() -> None:
    access_log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())
    client = FakeWebSocketClient(Script(ACCEPT, {"type": "websocket.send", "text": "hello"}), access_log=access_log)
    client.feed(build_handshake())
    await client.settle()
    access_log.flush()
    written_while_open = stream.getvalue()

    await client.leave()
    access_log.flush()

    assert written_while_open == ""
    assert " 101 7 " in stream.getvalue()  # the frame has a head of two bytes
    assert stream.getvalue().count("\n") == 1
    assert client.serving.websockets_open == 0


# Ids...


@pytest.mark.parametrize("message", [ACCEPT, {"type": "websocket.close"}, DENY], ids=["accepted", "closed", "denied"])
async def test_tells_the_id_of_the_request(message: Message) -> None:
    end = {"type": "websocket.http.response.body", "body": b""}
    script = Script(message, *([end] if message is DENY else []))
    client = FakeWebSocketClient(script, request_id_header="X-Request-ID", forwarded_allow_ips="*")

    client.feed(build_handshake(("X-Request-ID", "abc-1")))
    await client.settle()

    assert b"\r\nx-request-id: abc-1\r\n" in client.transport.written
    await client.leave()
