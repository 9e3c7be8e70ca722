"""Headers that middleware adds to responses, whichever way these leave."""

import pytest

from fireweed.middleware.completing import complete_error_answer, complete_headers
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.responses.sending import send_whole
from fireweed.types import RawHeaders, Receive, Scope, Send
from kit.asgi import AsgiRecorder, call, http_scope

CONSTANT = ((b"x-a", b"1"),)


def mark(headers: RawHeaders) -> None:
    headers.append((b"x-mark", b"yes"))


async def marking(scope: Scope, receive: Receive, send: Send) -> None:
    await send_whole(complete_headers(send, mark), 200, CONSTANT, b"body")


@pytest.mark.parametrize("direct", [False, True])
async def test_response_is_completed(direct: bool) -> None:
    answer = await call(marking, http_scope(), direct=direct)

    assert (answer.headers["x-a"], answer.headers["x-mark"], answer.body) == ("1", "yes", b"body")


async def test_whole_response_still_leaves_in_one_call() -> None:
    answer = await call(marking, http_scope(), direct=True)

    assert answer.direct_responses == 1


@pytest.mark.parametrize("direct", [False, True])
async def test_start_of_the_response_is_remembered(direct: bool) -> None:
    started = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        completing = complete_headers(send, mark)
        started.append(completing.response_started)
        await send_whole(completing, 200, CONSTANT, b"")
        started.append(completing.response_started)

    await call(app, http_scope(), direct=direct)

    assert started == [False, True]


async def test_message_and_its_list_stay_as_they_were() -> None:
    headers = [(b"x-a", b"1")]
    message = {"type": "http.response.start", "status": 200, "headers": headers}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await complete_headers(send, mark)(message)

    answer = await AsgiRecorder(app, http_scope()).run()

    assert answer.headers == {"x-a": "1", "x-mark": "yes"}
    assert (message["headers"], headers) == (headers, [(b"x-a", b"1")])


async def test_start_without_headers_gets_them() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await complete_headers(send, mark)({"type": "http.response.start", "status": 200})

    answer = await AsgiRecorder(app, http_scope()).run()

    assert answer.headers == {"x-mark": "yes"}


@pytest.mark.parametrize("direct", [False, True])
async def test_answer_of_the_outer_boundary_is_completed(direct: bool) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        complete_error_answer(scope, mark)
        raise KeyError

    recorder = AsgiRecorder(ServerErrorMiddleware(app), http_scope(), direct=direct)
    with pytest.raises(KeyError):
        await recorder.run()

    assert (recorder.status, recorder.headers["x-mark"]) == (500, "yes")
