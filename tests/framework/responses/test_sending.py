import pytest

from fireweed.responses.sending import MessageSend, has_content_length, send_denial, send_whole, wait_sent
from fireweed.types import Message, Send

HEADERS = ((b"content-type", b"text/plain"),)


class DirectSend:
    """A `send` like that of Fireweed's server."""

    def __init__(self) -> None:
        self.responses: list[tuple[int, object, bytes]] = []

    async def __call__(self, message: Message) -> None:
        raise AssertionError("no message was expected")

    def send_response(self, status: int, headers: object, body: bytes) -> None:
        self.responses.append((status, headers, body))


def recording(messages: list[Message]) -> Send:
    async def send(message: Message) -> None:
        messages.append(message)

    return send


async def test_hands_over_the_whole_response_in_one_call() -> None:
    send = DirectSend()

    await send_whole(send, 200, HEADERS, b"hello")

    assert send.responses == [(200, HEADERS, b"hello")]


async def test_hands_over_the_same_tuple_of_headers() -> None:
    send = DirectSend()

    await send_whole(send, 200, HEADERS, b"hello")

    assert send.responses[0][1] is HEADERS


async def test_sends_two_messages_where_send_is_a_function() -> None:
    messages: list[Message] = []

    await send_whole(recording(messages), 200, HEADERS, b"hello")

    assert messages == [
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(b"content-type", b"text/plain"), (b"content-length", b"5")],
        },
        {"type": "http.response.body", "body": b"hello"},
    ]


async def test_keeps_a_content_length_that_is_there() -> None:
    messages: list[Message] = []

    await send_whole(recording(messages), 200, [(b"content-length", b"7")], b"")

    assert messages[0]["headers"] == [(b"content-length", b"7")]


@pytest.mark.parametrize("status", [100, 101, 103, 204, 304])
async def test_adds_no_content_length_where_it_is_not_allowed(status: int) -> None:
    messages: list[Message] = []

    await send_whole(recording(messages), status, (), b"")

    assert messages[0]["headers"] == []


async def test_refuses_a_websocket_with_messages_of_its_extension() -> None:
    messages: list[Message] = []

    await send_denial(recording(messages), 403, HEADERS, b"no")

    assert messages == [
        {
            "type": "websocket.http.response.start",
            "status": 403,
            "headers": [(b"content-type", b"text/plain"), (b"content-length", b"2")],
        },
        {"type": "websocket.http.response.body", "body": b"no"},
    ]


@pytest.mark.parametrize(("status", "expected"), [(100, False), (200, True), (204, False), (205, True), (304, False)])
def test_knows_which_statuses_have_a_content_length(status: int, expected: bool) -> None:
    assert has_content_length(status) is expected


async def test_message_send_passes_messages_on() -> None:
    messages: list[Message] = []

    await MessageSend(recording(messages))({"type": "http.response.body"})

    assert messages == [{"type": "http.response.body"}]


@pytest.mark.parametrize(
    ("message_type", "started"),
    [("http.response.start", True), ("websocket.http.response.start", True), ("websocket.accept", False)],
)
async def test_message_send_remembers_the_start_of_a_response(message_type: str, started: bool) -> None:
    send = MessageSend(recording([]))
    before = send.response_started

    await send({"type": message_type})

    assert (before, send.response_started) == (False, started)


async def test_message_send_does_not_count_a_start_that_failed() -> None:
    async def fail(message: Message) -> None:
        raise ValueError("a header is malformed")

    send = MessageSend(fail)

    with pytest.raises(ValueError, match="malformed"):
        await send({"type": "http.response.start"})

    assert not send.response_started


async def test_message_send_makes_whole_responses_pass_as_messages() -> None:
    messages: list[Message] = []

    class Direct(DirectSend):
        async def __call__(self, message: Message) -> None:
            messages.append(message)

    await send_whole(MessageSend(Direct()), 200, (), b"")

    assert [message["type"] for message in messages] == ["http.response.start", "http.response.body"]


async def test_waits_for_a_send_that_only_keeps_the_response() -> None:
    class Keeping(DirectSend):
        is_sent = False

        async def wait_sent(self) -> None:
            self.is_sent = True

    send = Keeping()

    await wait_sent(send)

    assert send.is_sent


@pytest.mark.parametrize("send", [DirectSend(), recording([])], ids=["direct", "function"])
async def test_waits_for_nothing_where_responses_leave_at_once(send: Send) -> None:
    waiting = wait_sent(send)

    with pytest.raises(StopIteration):
        waiting.send(None)
