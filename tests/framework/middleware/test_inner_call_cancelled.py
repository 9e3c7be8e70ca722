"""What happens to the application inside when its request is cancelled, or has lost its loop."""

import asyncio
from asyncio import CancelledError
from collections.abc import AsyncIterator

import pytest

from fireweed.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import Response, StreamingResponse
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering, wait_forever
from kit.asgi import AsgiRecorder, call, http_scope
from kit.function_middleware import layered

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


async def cancel_in_the_middle(app: ASGIApp, *, sent: int = 0) -> None:
    """Cancel a request once the application has begun, and `sent` messages were sent."""
    recorder = AsgiRecorder(app, http_scope())
    task = asyncio.create_task(recorder.run())
    await asyncio.sleep(0)
    await recorder.wait_sent(sent)
    task.cancel()
    with pytest.raises(CancelledError):
        await task


@pytest.mark.parametrize("layers", [1, 3])
async def test_cancellation_reaches_the_application_first(layers: int) -> None:
    order: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await wait_forever()
        finally:
            await asyncio.sleep(0)
            order.append("application")

    async def note(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return await call_next(request)
        finally:
            order.append("middleware")

    await cancel_in_the_middle(BaseHTTPMiddleware(layered(app, layers), note))

    assert order == ["application", "middleware"]


async def test_cancellation_of_a_stream_reaches_the_application() -> None:
    app = Endless()

    await cancel_in_the_middle(layered(app), sent=3)

    assert app.events[-1] == "closed"


async def test_cancellation_while_the_middleware_waits_reaches_the_application() -> None:
    app = Endless()
    begun = asyncio.Event()

    async def dawdle(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        begun.set()
        await wait_forever()
        return response

    task = asyncio.create_task(call(BaseHTTPMiddleware(app, dawdle), http_scope()))
    await begun.wait()
    task.cancel()
    with pytest.raises(CancelledError):
        await task

    assert app.events[-1] == "closed"


async def test_application_may_answer_a_cancellation() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await wait_forever()
        except CancelledError:
            await answering(b"cancelled")(scope, receive, send)

    recorder = AsgiRecorder(layered(app), http_scope())
    task = asyncio.create_task(recorder.run())
    await asyncio.sleep(0)
    task.cancel()
    await task

    assert recorder.body == b"cancelled"


@pytest.mark.parametrize("sends", [True, False], ids=["sending", "waiting"])
def test_request_whose_loop_is_gone_closes_the_application(sends: bool) -> None:
    events: list[str] = []

    async def block(message: Message) -> None:
        if message["type"] == "http.response.body":
            await wait_forever()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await (answering()(scope, receive, send) if sends else wait_forever())
        except GeneratorExit:
            events.append("closed")
            raise

    async def begin() -> object:
        recorder = AsgiRecorder(layered(app), http_scope())
        request = recorder.app(recorder.scope, recorder.receive, block)
        request.send(None)  # type: ignore[attr-defined]  # it is a coroutine
        return request

    request = asyncio.run(begin())
    request.close()  # type: ignore[attr-defined]  # it is a coroutine

    assert events == ["closed"]


@pytest.mark.parametrize("paused", [True, False], ids=["paused", "waiting"])
def test_middleware_whose_loop_is_gone_closes_the_application(paused: bool) -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send(START)
            await (send({"type": "http.response.body"}) if paused else wait_forever())
        except GeneratorExit:
            events.append("closed")
            raise

    async def dawdle(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        await wait_forever()
        return response

    async def begin() -> object:
        recorder = AsgiRecorder(BaseHTTPMiddleware(app, dawdle), http_scope())
        request = recorder.app(recorder.scope, recorder.receive, recorder.send)
        request.send(None)  # type: ignore[attr-defined]  # it is a coroutine
        return request

    request = asyncio.run(begin())
    request.close()  # type: ignore[attr-defined]  # it is a coroutine

    assert events == ["closed"]
