"""What happens to the application inside after its response, when the client leaves, and when it is discarded."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from fireweed.background import BackgroundTask
from fireweed.exceptions import ClientDisconnect
from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response, StreamingResponse
from fireweed.types import Message, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope
from kit.function_middleware import discard, iterate_again, layered, pass_on

pytestmark = pytest.mark.usefixtures("loop_factory")

START: Message = {"type": "http.response.start", "status": 200, "headers": []}


class Endless:
    """An application that streams for ever; `events` has what became of it."""

    def __init__(self) -> None:
        self.events: list[str] = []

    async def chunks(self) -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x"
                await asyncio.sleep(0)
        except BaseException as error:
            self.events.append(type(error).__name__)
            raise
        finally:
            await asyncio.sleep(0)
            self.events.append("closed")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(self.chunks())(scope, receive, send)


class LeavingClient:
    """A `send` that fails from the second chunk on, as ASGI asks for a client that is gone."""

    def __init__(self) -> None:
        self.chunks = 0

    async def __call__(self, message: Message) -> None:
        self.chunks += message["type"] == "http.response.body"
        if self.chunks > 1:
            raise ConnectionResetError("gone")


# After the response


async def test_work_after_the_response_follows_it() -> None:
    seen: list[tuple[str, bool]] = []

    async def note(name: str) -> None:
        await asyncio.sleep(0)
        seen.append((name, recorder.is_complete))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello", background=BackgroundTask(note, "background"))(scope, receive, send)
        await note("clean-up")

    recorder = AsgiRecorder(layered(app), http_scope())
    await recorder.run()

    assert seen == [("background", True), ("clean-up", True)]


async def test_background_task_of_a_stream_follows_it() -> None:
    seen: list[bool] = []

    async def chunks() -> AsyncIterator[bytes]:
        yield b"one"
        yield b"two"

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await StreamingResponse(chunks(), background=BackgroundTask(note))(scope, receive, send)

    async def note() -> None:
        seen.append(recorder.is_complete)

    recorder = AsgiRecorder(layered(app), http_scope())
    await recorder.run()

    assert seen == [True]


@pytest.mark.parametrize("dispatch", [pass_on, iterate_again])
async def test_background_task_runs_on_when_the_client_leaves(dispatch: DispatchFunction) -> None:
    events: list[str] = []
    may_end = asyncio.Event()

    async def work() -> None:
        events.append("began")
        await may_end.wait()
        events.append("ended")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello", background=BackgroundTask(work))(scope, receive, send)

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, dispatch), http_scope())
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(2)
    recorder.disconnect()
    may_end.set()
    await task

    assert events == ["began", "ended"]


async def test_background_task_runs_although_sending_the_last_part_failed() -> None:
    events: list[str] = []

    async def send_nothing(message: Message) -> None:
        raise ConnectionResetError("gone")

    async def work() -> None:
        events.append("worked")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello", background=BackgroundTask(work))(scope, receive, send)

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, iterate_again), http_scope())
    recorder.send = send_nothing
    with pytest.raises(ClientDisconnect):
        await recorder.run()

    assert events == ["worked"]


# A client that leaves


@pytest.mark.parametrize("layers", [1, 3])
async def test_error_of_the_server_is_raised_where_the_application_sends(layers: int) -> None:
    errors: list[Exception] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
        except OSError as error:
            errors.append(error)

    recorder = AsgiRecorder(layered(app, layers), http_scope())
    recorder.send = LeavingClient()
    await recorder.run()

    assert repr(errors) == "[ConnectionResetError('gone')]"


@pytest.mark.parametrize("dispatch", [pass_on, iterate_again])
async def test_generator_is_closed_when_the_client_leaves(dispatch: DispatchFunction) -> None:
    app = Endless()
    recorder = AsgiRecorder(BaseHTTPMiddleware(app, dispatch), http_scope())
    recorder.send = LeavingClient()

    with pytest.raises(ClientDisconnect):
        await recorder.run()

    assert app.events[-1] == "closed"


@pytest.mark.parametrize("dispatch", [pass_on, iterate_again])
async def test_generator_is_closed_on_a_server_that_tells_of_disconnects_by_receive(
    dispatch: DispatchFunction,
) -> None:
    app = Endless()
    recorder = AsgiRecorder(BaseHTTPMiddleware(app, dispatch), http_scope(asgi={"spec_version": "2.3"}))
    recorder.feed_body()
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(3)

    for _ in range(2):  # servers repeat it
        recorder.disconnect()
    await task

    assert app.events[-1] == "closed"


async def test_body_that_a_disconnect_has_cut_short_cannot_be_read() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        while (await receive())["type"] != "http.disconnect":
            pass

    async def read(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        assert isinstance(response, StreamingResponse)
        with pytest.raises(ClientDisconnect):
            [chunk async for chunk in response.body_iterator]
        return PlainTextResponse("gone")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, read), http_scope())
    recorder.disconnect()
    await recorder.run()

    assert recorder.text == "gone"


# Discarding


async def test_discarded_stream_is_closed() -> None:
    app = Endless()

    recorder = await call(BaseHTTPMiddleware(app, discard), http_scope())

    assert (recorder.text, app.events[-1]) == ("another", "closed")


async def test_discarded_application_receives_a_disconnect() -> None:
    messages: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await send({"type": "http.response.body"})
        messages.append(await receive())

    await call(BaseHTTPMiddleware(app, discard), http_scope(), body=b"unread")

    assert messages == [{"type": "http.disconnect"}]


async def test_application_that_waits_for_a_disconnect_is_woken_when_it_is_discarded() -> None:
    messages: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send(START)
        messages.append(await receive())

    await call(BaseHTTPMiddleware(app, discard), http_scope())

    assert messages == [{"type": "http.disconnect"}]


async def test_discarded_whole_response_ends_in_peace() -> None:
    events: list[str] = []

    async def work() -> None:
        events.append("worked")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello", background=BackgroundTask(work))(scope, receive, send)
        events.append("ended")

    await call(BaseHTTPMiddleware(app, discard), http_scope())

    assert events == ["worked", "ended"]


async def test_error_of_a_discarded_application_reaches_the_server() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering()(scope, receive, send)
        raise LookupError("broken")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, discard), http_scope())
    with pytest.raises(LookupError, match="broken"):
        await recorder.run()

    assert recorder.text == "another"


async def test_everything_sent_after_discarding_is_dropped() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(b"hello")(scope, receive, send)
        await send({"type": "http.response.body", "body": b"more"})
        await send({"type": "http.response.debug", "info": {}})

    recorder = await call(BaseHTTPMiddleware(app, discard), http_scope())

    assert recorder.types == ["http.response.start", "http.response.body"]


async def test_error_of_the_middleware_cancels_the_application() -> None:
    app = Endless()

    async def fail(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await call_next(request)
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await call(BaseHTTPMiddleware(app, fail), http_scope())

    assert app.events[-1] == "closed"
