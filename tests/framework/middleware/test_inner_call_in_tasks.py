"""Timeouts, task groups and tasks of the application."""

import asyncio
from contextvars import ContextVar

import pytest

from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering, wait_forever
from kit.asgi import AsgiRecorder, call, http_scope
from kit.function_middleware import discard, iterate_again, pass_on

pytestmark = pytest.mark.usefixtures("loop_factory")

NOW = 0.001  # seconds, for timeouts that are to pass; nothing waits for them in vain

START: Message = {"type": "http.response.start", "status": 200, "headers": []}

variable: ContextVar[str] = ContextVar("variable")


def body(chunk: bytes, *, more_body: bool = False) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more_body}


async def test_timeout_inside_ends_what_it_is_around() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            async with asyncio.timeout(NOW):
                await wait_forever()
        except TimeoutError:
            await answering(b"too late")(scope, receive, send)

    recorder = await call(BaseHTTPMiddleware(BaseHTTPMiddleware(app, pass_on), pass_on), http_scope())

    assert recorder.body == b"too late"


async def test_timeout_inside_ends_waiting_for_a_slow_client() -> None:
    blocked = asyncio.Event()
    sent: list[bytes] = []

    async def send_slowly(message: Message) -> None:
        if message.get("body") == b"slow":
            blocked.set()
            await wait_forever()
        sent.append(message.get("body", b""))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        try:
            async with asyncio.timeout(None) as timeout:
                sending = asyncio.ensure_future(blocked.wait())
                sending.add_done_callback(lambda _: timeout.reschedule(asyncio.get_running_loop().time()))
                await send(body(b"slow", more_body=True))
        except TimeoutError:
            await send(body(b"gave up"))

    recorder = AsgiRecorder(BaseHTTPMiddleware(BaseHTTPMiddleware(app, pass_on), pass_on), http_scope())
    recorder.send = send_slowly
    await recorder.run()

    assert sent == [b"", b"gave up"]


async def test_timeout_that_passes_while_the_middleware_waits_is_raised() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.timeout(NOW):
            await send(START)
            await send(body(b"hello"))

    async def dawdle(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        await wait_forever()
        return response

    with pytest.raises(TimeoutError):
        await call(BaseHTTPMiddleware(app, dawdle), http_scope())


async def test_task_group_inside_may_span_the_response() -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(note("child"))
            await send(START)
            await send(body(b"one", more_body=True))
            await send(body(b"two"))
        events.append("ended")

    async def note(event: str) -> None:
        events.append(event)

    recorder = await call(BaseHTTPMiddleware(app, pass_on), http_scope())

    assert (recorder.body, events) == (b"onetwo", ["child", "ended"])


async def test_failure_in_a_task_group_inside_comes_out_as_the_group_raises_it() -> None:
    async def fail() -> None:
        raise LookupError("broken")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fail())
            await wait_forever()

    with pytest.raises(ExceptionGroup) as caught:
        await call(BaseHTTPMiddleware(app, pass_on), http_scope())

    assert repr(caught.value.exceptions) == "(LookupError('broken'),)"


async def stream_from_tasks(scope: Scope, receive: Receive, send: Send) -> None:
    """Sends everything from tasks of its own, as many libraries for server-sent events do."""

    async def start() -> None:
        await send(START)

    async def produce() -> None:
        await send(body(b"one ", more_body=True))
        await asyncio.sleep(0)
        await send(body(b"two"))

    async with asyncio.TaskGroup() as tasks:
        await asyncio.wait([tasks.create_task(start())])
        tasks.create_task(produce())


@pytest.mark.parametrize("dispatch", [pass_on, iterate_again])
@pytest.mark.parametrize("layers", [1, 3])
async def test_tasks_of_the_application_may_send(dispatch: DispatchFunction, layers: int) -> None:
    app: ASGIApp = stream_from_tasks
    for _ in range(layers):
        app = BaseHTTPMiddleware(app, dispatch)

    recorder = await call(app, http_scope())

    assert recorder.body == b"one two"


async def test_response_from_tasks_can_be_discarded() -> None:
    async def produce(send: Send) -> None:
        # A task of a group that fails before it has waited leaves the group's task cancelled, on Python 3.12 with eager
        # tasks, as the group has ended by then (mended in 3.13).
        await asyncio.sleep(0)
        await send(START)
        await send(body(b"one ", more_body=True))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(produce(send))

    recorder = await call(BaseHTTPMiddleware(app, discard), http_scope())

    assert recorder.text == "another"


async def test_error_of_the_server_is_raised_in_the_task_that_sends() -> None:
    errors: list[BaseException] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        task = asyncio.create_task(send_one(send))
        await asyncio.wait([task])

    async def send_one(send: Send) -> None:
        try:
            await send(body(b"x", more_body=True))
        except OSError as error:
            errors.append(error)

    async def start_only(message: Message) -> None:
        if message["type"] == "http.response.body":
            raise ConnectionResetError("gone")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, pass_on), http_scope())
    recorder.send = start_only
    await recorder.run()

    assert repr(errors) == "[ConnectionResetError('gone')]"


async def test_error_of_the_server_that_no_sender_waits_for_reaches_the_server() -> None:
    senders: list[asyncio.Task[None]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        senders.append(asyncio.create_task(_send(send)))
        await asyncio.wait(senders)

    async def _send(send: Send) -> None:
        await send(body(b"x", more_body=True))

    async def fail_after_the_sender(message: Message) -> None:
        if message["type"] == "http.response.body":
            senders[0].cancel()
            await asyncio.wait(senders)
            raise ConnectionResetError("gone")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, pass_on), http_scope())
    recorder.send = fail_after_the_sender

    with pytest.raises(ConnectionResetError):
        await recorder.run()


async def test_cancellation_while_a_task_sends_reaches_the_application() -> None:
    events: list[str] = []
    blocked = asyncio.Event()

    async def block(message: Message) -> None:
        if message["type"] == "http.response.body":
            blocked.set()
            await wait_forever()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await stream_from_tasks(scope, receive, send)
        finally:
            events.append("ended")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, pass_on), http_scope())
    recorder.send = block
    task = asyncio.create_task(recorder.run())
    await blocked.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert events == ["ended"]


async def test_task_that_outlives_the_application_cannot_send() -> None:
    errors: list[OSError] = []
    tasks: list[asyncio.Task[None]] = []
    may_send = asyncio.Event()

    async def send_late(send: Send) -> None:
        await may_send.wait()
        try:
            await send(body(b"late", more_body=True))
        except OSError as error:
            errors.append(error)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        tasks.append(asyncio.create_task(send_late(send)))
        await answering(b"hello")(scope, receive, send)

    recorder = await call(BaseHTTPMiddleware(app, pass_on), http_scope())
    may_send.set()
    await tasks[0]

    assert (recorder.body, len(errors)) == (b"hello", 1)


async def test_sender_that_is_cancelled_in_the_end_leaves_nothing_to_be_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def send_twice(send: Send) -> None:
        await send(START)
        await send(body(b"one", more_body=True))

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.create_task(send_twice(send))
        try:
            await wait_forever()
        finally:
            task.cancel()

    async def fail(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await call_next(request)
        raise LookupError("broken")

    with pytest.raises(LookupError):
        await call(BaseHTTPMiddleware(app, fail), http_scope())
    await asyncio.sleep(0)

    assert caplog.records == []
