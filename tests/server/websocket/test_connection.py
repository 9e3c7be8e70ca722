"""The life of a WebSocket: back-pressure both ways, pings, closing from either side, deadlines, the server's end."""

import asyncio
from typing import Any

import pytest

from fireweed_server.asgi import Message, Receive, Scope, Send
from fireweed_server.websocket.connection import CLOSE_TIMEOUT, DRAIN_TIMEOUT, MAX_QUEUED
from kit.transport import build_request
from kit.websocket_client import (
    PING,
    PONG,
    TEXT,
    FakeWebSocketClient,
    Frame,
    build_close,
    build_frame,
    build_handshake,
    close_frame,
    parse_frame,
)

INVALID = build_frame(3)
_HEAD_END = b"\r\n\r\n"


class Gate:
    """Accepts when it is let, then takes messages when it is let; echoes them. `seen` is what it received."""

    def __init__(self, *, accepts: bool = True, takes: bool = True) -> None:
        self.seen: list[Message] = []
        self.accepting = asyncio.Event()
        self.taking = asyncio.Event()
        if accepts:
            self.accepting.set()
        if takes:
            self.taking.set()

    @property
    def end(self) -> Message:
        return self.seen[-1]

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in self.seen if message["type"] == "websocket.receive"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self.accepting.wait()
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body"})
            return
        self.seen.append(await receive())
        await self.accepting.wait()
        await send({"type": "websocket.accept"})
        await self.taking.wait()
        while True:
            self.seen.append(await receive())
            if self.end["type"] == "websocket.disconnect":
                return
            await send({**self.end, "type": "websocket.send"})


def disconnected(code: int, reason: str = "") -> Message:
    return {"type": "websocket.disconnect", "code": code, "reason": reason}


async def open_client(app: Any, **options: Any) -> FakeWebSocketClient:
    client = FakeWebSocketClient(app, **options)
    response = await client.open()
    assert response.status == 101
    return client


# What arrives early...


async def test_frames_that_came_with_the_handshake_are_taken() -> None:
    app = Gate()
    client = FakeWebSocketClient(app)

    client.feed(build_handshake() + build_frame(TEXT, b"early"))
    await client.settle()

    assert app.texts == ["early"]
    await client.leave()


async def test_frames_behind_a_request_and_a_handshake_wait_for_both() -> None:
    app = Gate(accepts=False)
    client = FakeWebSocketClient(app)

    client.feed(build_request() + build_handshake() + build_frame(TEXT, b"ea"))
    client.feed(build_frame(TEXT, b"rly"))
    await client.settle()
    is_reading = client.transport.is_reading()
    app.accepting.set()
    await client.settle()

    assert not is_reading
    assert app.texts == ["ea", "rly"]
    await client.leave()


async def test_a_handshake_of_more_than_one_piece_leaves_the_frames_behind_it_whole() -> None:
    app = Gate()
    client = FakeWebSocketClient(app)

    client.feed(build_handshake() + build_frame(TEXT, b"x" * 40_000))
    await client.settle()

    assert app.texts == ["x" * 40_000]
    await client.leave()


async def test_a_client_that_sends_before_the_answer_is_not_read() -> None:
    app = Gate(accepts=False)
    client = FakeWebSocketClient(app)
    client.feed(build_handshake())

    client.feed(build_frame(TEXT, b"early"))
    is_reading = client.transport.is_reading()
    app.accepting.set()
    await client.settle()

    assert (is_reading, client.transport.is_reading()) == (False, True)
    assert app.texts == ["early"]
    await client.leave()


# Back-pressure...


async def test_reading_stops_at_as_many_messages_as_may_wait() -> None:
    app = Gate(takes=False)
    client = await open_client(app)

    client.feed(build_frame(TEXT, b"a") * (MAX_QUEUED - 1))
    was_reading = client.transport.is_reading()
    client.feed(build_frame(TEXT, b"b"))

    assert (was_reading, client.transport.is_reading()) == (True, False)
    await client.leave()
    app.taking.set()
    await client.settle()


async def test_reading_stops_at_as_many_bytes_as_may_wait() -> None:
    app = Gate(takes=False)
    client = await open_client(app, read_high_water=1000)

    client.feed(build_frame(TEXT, b"a" * 1001))

    assert not client.transport.is_reading()
    await client.leave()
    app.taking.set()
    await client.settle()


async def test_reading_goes_on_once_the_messages_are_taken() -> None:
    app = Gate(takes=False)
    client = await open_client(app)
    client.feed(build_frame(TEXT, b"a") * (3 * MAX_QUEUED))

    app.taking.set()
    await client.settle()

    assert client.transport.is_reading()
    assert len(app.texts) == 3 * MAX_QUEUED
    await client.leave()


async def test_the_application_waits_while_the_client_takes_nothing() -> None:
    app = Gate()
    client = await open_client(app)
    client.feed(build_frame(TEXT, b"a") * 5)

    client.transport.stall()
    await client.settle()
    frames = client.take_frames()
    client.transport.unstall()
    await client.settle()

    assert frames == [Frame(TEXT, b"a")]
    assert client.take_frames() == [Frame(TEXT, b"a")] * 4
    await client.leave()


async def test_a_client_that_takes_no_pongs_is_not_read() -> None:
    client = await open_client(Gate())
    client.transport.stall()

    frames = await client.send(build_frame(PING, b"a"))
    is_reading = client.transport.is_reading()
    client.transport.unstall()
    await client.settle()

    assert (is_reading, client.transport.is_reading()) == (False, True)
    assert [*frames, *client.take_frames()] == [Frame(PONG, b"a")]
    await client.leave()


async def test_an_application_that_waits_to_send_goes_on_when_the_connection_ends() -> None:
    app = Gate()
    client = await open_client(app)
    client.feed(build_frame(TEXT, b"a"))
    client.transport.stall()
    await client.settle()

    await client.leave()

    assert app.end == disconnected(1006)


async def test_a_client_that_takes_nothing_is_dropped_in_the_end() -> None:
    app = Gate()
    client = await open_client(app, write_timeout=5)
    client.feed(build_frame(TEXT, b"a"))
    client.transport.stall()
    await client.settle()

    client.clock.advance(1)
    client.clock.advance(6)
    await client.settle()

    assert client.transport.is_aborted
    assert app.end == disconnected(1006)


# The client closes or breaks the rules...


async def test_answers_a_close_frame_and_closes() -> None:
    app = Gate()
    client = await open_client(app)

    frames = await client.send(build_close(3000, "done"), build_frame(TEXT, b"late"))

    assert frames == [close_frame(3000, "done")]
    assert client.transport.is_closing()
    assert app.end == disconnected(3000, "done")


async def test_a_connection_that_is_lost_ends_with_1006() -> None:
    app = Gate()
    client = await open_client(app)

    await client.leave()

    assert app.end == disconnected(1006)
    assert client.serving.connections == set()


async def test_a_client_that_closes_only_its_side_has_gone() -> None:
    app = Gate()
    client = await open_client(app)

    client.feed_eof()
    await client.settle()

    assert app.end == disconnected(1006)


async def test_a_client_that_goes_before_the_answer_ends_the_application() -> None:
    app = Gate(accepts=False)
    client = FakeWebSocketClient(app)
    client.feed(build_handshake())
    await client.settle()

    await client.leave()
    app.accepting.set()
    await client.settle()

    assert client.transport.written == b""
    assert client.serving.tasks == set()


async def test_fails_the_connection_for_an_invalid_frame() -> None:
    app = Gate()
    client = await open_client(app)

    frames = await client.send(INVALID)

    assert frames == [close_frame(1002, "the frames are invalid")]
    assert client.transport.has_written_eof()
    assert app.end == disconnected(1002, "the frames are invalid")
    await client.leave()


async def test_fails_the_connection_for_a_message_that_is_too_big() -> None:
    client = await open_client(Gate(), ws_max_message_size=10)

    frames = await client.send(build_frame(TEXT, b"a" * 11))

    assert frames == [close_frame(1009, "the message is too big")]
    await client.leave()


@pytest.mark.parametrize(
    ("ending", "code"), [(INVALID, 1002), (build_close(3000), 3000)], ids=["invalid frame", "close frame"]
)
async def test_messages_are_answered_before_what_comes_behind_them(ending: bytes, code: int) -> None:
    client = await open_client(Gate())

    frames = await client.send(build_frame(TEXT, b"a"), build_frame(TEXT, b"b"), ending)

    assert frames[:2] == [Frame(TEXT, b"a"), Frame(TEXT, b"b")]
    assert frames[2].payload[:2] == code.to_bytes(2, "big")
    await client.leave()


@pytest.mark.parametrize(
    ("ending", "code"), [(INVALID, 1002), (build_close(3000), 3000)], ids=["invalid frame", "close frame"]
)
async def test_an_application_that_takes_no_messages_does_not_hold_up_the_end(ending: bytes, code: int) -> None:
    app = Gate(takes=False)
    client = await open_client(app)
    before = await client.send(build_frame(TEXT, b"a"), ending)

    client.clock.advance(CLOSE_TIMEOUT)
    await client.settle()

    assert before == []
    assert client.take_frames()[0].payload[:2] == code.to_bytes(2, "big")
    assert client.is_closed
    app.taking.set()
    await client.settle()
    await client.leave()


# The application closes...


class Closing:
    """Accepts and closes at once."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})


async def open_closing() -> FakeWebSocketClient:
    client = FakeWebSocketClient(Closing())
    client.feed(build_handshake())
    await client.settle()
    _, _, frames = client.transport.written.partition(_HEAD_END)
    assert parse_frame(frames) == (close_frame(1000), b"")
    client.transport.written = b""
    return client


async def test_waits_for_the_close_frame_of_the_client() -> None:
    client = await open_closing()

    was_closed = client.is_closed
    frames = await client.send(build_frame(TEXT, b"still"), build_frame(PING), build_close(1000))

    assert (was_closed, client.transport.is_closing()) == (False, True)
    assert frames == []


async def test_does_not_wait_for_ever() -> None:
    client = await open_closing()

    client.clock.advance(CLOSE_TIMEOUT - 1)
    was_closed = client.is_closed
    client.clock.advance(1)

    assert (was_closed, client.transport.is_closing()) == (False, True)
    await client.settle()


async def test_a_client_that_breaks_the_rules_after_that_gets_no_second_close_frame() -> None:
    client = await open_closing()

    frames = await client.send(INVALID)

    assert frames == []
    assert client.is_closed
    await client.leave()


async def test_a_handshake_that_is_not_answered_in_time_is_answered_503() -> None:
    client = FakeWebSocketClient(Gate(accepts=False), request_timeout=5)
    client.feed(build_handshake())
    await client.settle()

    client.clock.advance(4)
    before = client.take_responses()
    client.clock.advance(1)
    await client.settle()

    assert before == []
    assert [response.status for response in client.take_responses()] == [503]
    assert not client.serving.tasks


# Pings...


async def test_pings_a_client_that_is_silent() -> None:
    client = await open_client(Gate(), ws_ping_interval=20)

    client.clock.advance(19)
    early = client.take_frames()
    client.clock.advance(1)

    assert (early, client.take_frames()) == ([], [Frame(PING)])
    await client.leave()


async def test_a_client_that_sends_something_needs_no_ping() -> None:
    client = await open_client(Gate(), ws_ping_interval=20)

    client.clock.advance(19)
    await client.send(build_frame(TEXT, b"a"))
    client.clock.advance(19)

    assert client.take_frames() == []
    await client.leave()


async def test_a_client_that_answers_stays() -> None:
    client = await open_client(Gate(), ws_ping_interval=20, ws_ping_timeout=10)

    client.clock.advance(20)
    client.feed(build_frame(PONG))
    client.clock.advance(20)

    assert client.take_frames() == [Frame(PING)] * 2
    assert not client.is_closed
    await client.leave()


async def test_a_client_that_does_not_answer_is_given_up() -> None:
    app = Gate()
    client = await open_client(app, ws_ping_interval=20, ws_ping_timeout=10)

    client.clock.advance(20)
    client.clock.advance(9)
    was_closed = client.is_closed
    client.clock.advance(1)
    await client.settle()

    assert (was_closed, client.transport.is_closing()) == (False, True)
    assert client.take_frames() == [Frame(PING), close_frame(1011, "no answer to a ping")]
    assert app.end == disconnected(1011, "no answer to a ping")


async def test_a_client_that_is_not_read_cannot_be_late() -> None:
    app = Gate(takes=False)
    client = await open_client(app, ws_ping_interval=20, ws_ping_timeout=10)
    client.feed(build_frame(TEXT, b"a") * MAX_QUEUED)

    client.clock.advance(100)
    frames = client.take_frames()

    assert (frames, client.is_closed) == ([], False)
    await client.leave()
    app.taking.set()
    await client.settle()


@pytest.mark.parametrize("options", [{"ws_ping_interval": 0}, {"ws_ping_timeout": 0}], ids=["no pings", "no timeout"])
async def test_zero_switches_off(options: dict[str, int]) -> None:
    client = await open_client(Gate(), **options)

    for _ in range(3):
        client.clock.advance(1000)

    assert client.take_frames() == ([] if "ws_ping_interval" in options else [Frame(PING)])
    assert not client.is_closed
    await client.leave()


# The end of the server...


async def stop(client: FakeWebSocketClient) -> None:
    client.serving.draining = True
    for connection in tuple(client.serving.connections):
        connection.drain()
    await client.settle()


async def test_a_server_that_stops_closes_with_1012() -> None:
    app = Gate()
    client = await open_client(app)

    await stop(client)
    frames = await client.send(build_close(1012))

    assert app.end == disconnected(1012)
    assert client.transport.is_closing()
    assert frames == [close_frame(1012)]
    assert not client.serving.connections
    assert not client.serving.tasks


async def test_a_server_that_stops_does_not_wait_long_for_the_client() -> None:
    client = await open_client(Gate())

    await stop(client)
    client.clock.advance(DRAIN_TIMEOUT)
    await client.settle()

    assert client.serving.connections == set()


async def test_a_server_that_stops_denies_a_handshake_that_is_not_answered() -> None:
    app = Gate(accepts=False)
    client = FakeWebSocketClient(app)
    client.feed(build_handshake())
    await client.settle()

    await stop(client)
    app.accepting.set()
    await client.settle()

    (response,) = client.take_responses()
    assert (response.status, response.headers["retry-after"]) == (503, "5")
    assert client.serving.tasks == set()
    await client.leave()


async def test_a_server_that_stops_lets_the_application_take_what_came_before() -> None:
    app = Gate(takes=False)
    client = await open_client(app)
    client.feed(build_frame(TEXT, b"a"))

    await stop(client)
    app.taking.set()
    await client.settle()

    assert app.texts == ["a"]
    client.clock.advance(DRAIN_TIMEOUT)
    await client.settle()


async def test_an_application_that_does_not_end_is_cancelled_when_it_is_cut_off() -> None:
    cancelled = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    client = await open_client(app)

    client.serving.abort()
    await client.settle()

    assert cancelled == [True]
    assert client.transport.is_aborted
    assert not client.serving.connections
    assert not client.serving.tasks
