"""Timeouts, task groups and tasks of the middleware, around `call_next`."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

import pytest

from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response, StreamingResponse
from fireweed.types import Message, Receive, Scope, Send
from kit.apps import answering, wait_forever
from kit.asgi import AsgiRecorder, call, http_scope

pytestmark = pytest.mark.usefixtures("loop_factory")

NOW = 0.001  # seconds, for timeouts that are to pass; nothing waits for them in vain

START: Message = {"type": "http.response.start", "status": 200, "headers": []}

variable: ContextVar[str] = ContextVar("variable")


def body(chunk: bytes, *, more_body: bool = False) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more_body}


async def with_timeout(awaitable: Awaitable[Response]) -> Response:
    async with asyncio.timeout(NOW):
        return await awaitable


async def with_wait_for(awaitable: Awaitable[Response]) -> Response:
    return await asyncio.wait_for(awaitable, NOW)


async def with_wait_for_in_a_task(awaitable: Awaitable[Response]) -> Response:
    return await asyncio.wait_for(asyncio.ensure_future(awaitable), NOW)


@pytest.mark.parametrize("limit", [with_timeout, with_wait_for, with_wait_for_in_a_task])
async def test_timeout_around_the_call_ends_the_application(
    limit: Callable[[Awaitable[Response]], Awaitable[Response]],
) -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await wait_forever()
        finally:
            await asyncio.sleep(0)
            events.append("ended")

    async def limit_time(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return await limit(call_next(request))
        except TimeoutError:
            events.append("timed out")
            return PlainTextResponse("too late", 504)

    recorder = await call(BaseHTTPMiddleware(app, limit_time), http_scope())

    assert recorder.status == 504
    assert events == ["ended", "timed out"]


async def _await(awaitable: Awaitable[Response]) -> Response:
    return await awaitable


async def in_a_task(request: Request, call_next: RequestResponseEndpoint) -> Response:
    return await asyncio.create_task(_await(call_next(request)))


async def in_a_task_group(request: Request, call_next: RequestResponseEndpoint) -> Response:
    async with asyncio.TaskGroup() as tasks:
        calling = tasks.create_task(_await(call_next(request)))
    return calling.result()


async def gathered(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response, _ = await asyncio.gather(call_next(request), asyncio.sleep(0))
    return response


async def read_in_a_task(request: Request, call_next: RequestResponseEndpoint) -> Response:
    response = await call_next(request)
    assert isinstance(response, StreamingResponse)
    reading = asyncio.create_task(_join(response))
    return Response(await reading)


async def _join(response: StreamingResponse) -> bytes:
    return b"".join([bytes(chunk) async for chunk in response.body_iterator])  # type: ignore[arg-type]  # they are bytes


@pytest.mark.parametrize("dispatch", [in_a_task, in_a_task_group, gathered, read_in_a_task])
async def test_response_may_come_from_another_task(dispatch: DispatchFunction) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(START)
        await asyncio.sleep(0)
        await send(body(b"one ", more_body=True))
        await send(body(b"two"))

    recorder = await call(BaseHTTPMiddleware(app, dispatch), http_scope())

    assert recorder.body == b"one two"


@pytest.mark.parametrize("dispatch", [in_a_task, in_a_task_group, gathered])
async def test_application_called_in_another_task_keeps_one_task_and_context(dispatch: DispatchFunction) -> None:
    tasks: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        token = variable.set("inside")
        async with asyncio.timeout(None):
            tasks.append(asyncio.current_task())
            await send(START)
            await send(body(b"one ", more_body=True))
            tasks.append(asyncio.current_task())
            await send(body(b"two"))
        tasks.append(asyncio.current_task())
        variable.reset(token)

    recorder = await call(BaseHTTPMiddleware(app, dispatch), http_scope())

    assert recorder.body == b"one two"
    assert len(set(tasks)) == 1


async def test_error_of_an_application_called_in_another_task_is_raised_there() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await call(BaseHTTPMiddleware(app, in_a_task), http_scope())


@pytest.mark.parametrize("answers", [True, False], ids=["discards", "fails"])
async def test_application_called_in_another_task_is_not_left_behind(answers: bool) -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send(START)
            while True:
                await send(body(b"x", more_body=True))
        finally:
            events.append("ended")

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await in_a_task(request, call_next)
        if answers:
            return PlainTextResponse("another")
        raise LookupError("broken")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, dispatch), http_scope())
    await asyncio.gather(recorder.run(), return_exceptions=True)

    assert events == ["ended"]


async def test_task_that_is_still_calling_when_the_middleware_answers_is_not_left_behind() -> None:
    events: list[str] = []
    tasks: list[asyncio.Task[Response]] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        events.append("ended")
        await answering()(scope, receive, send)

    async def race(request: Request, call_next: RequestResponseEndpoint) -> Response:
        tasks.append(asyncio.create_task(_await(call_next(request))))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        return PlainTextResponse("first")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, race), http_scope())
    await recorder.run()
    await asyncio.wait(tasks)

    assert (recorder.text, events) == ("first", ["ended"])
