"""Responses that come in one call of `send_response`: how they pass layers, and what happens after them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

import pytest

from fireweed import Depends, Fireweed
from fireweed.background import BackgroundTask
from fireweed.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from fireweed.middleware.cors import CORSMiddleware
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response, StreamingResponse
from fireweed.responses.sending import send_whole, wait_sent
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.asgi import AsgiRecorder, call, http_scope
from kit.function_middleware import discard, iterate_again, layered, pass_on

pytestmark = pytest.mark.usefixtures("loop_factory")

HEADERS = ((b"x-inner", b"1"),)


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    await send_whole(send, 200, HEADERS, b"hello")


class KeepingSend:
    """A `send` that keeps the arguments of `send_response`, and takes nothing else."""

    response_started = False

    def __init__(self) -> None:
        self.arguments: tuple[Any, ...] = ()

    async def __call__(self, message: Message) -> None:
        raise AssertionError(f"sent {message}")

    def send_response(self, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None:
        self.arguments = status, headers, body


class FailingSend(KeepingSend):
    """A `send` that takes no response."""

    def send_response(self, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None:
        raise ConnectionResetError("gone")


# Passing on


@pytest.mark.parametrize("layers", [1, 3])
async def test_leaves_in_one_call(layers: int) -> None:
    recorder = await call(layered(answer, layers), http_scope(), direct=True)

    assert (recorder.direct_responses, recorder.body) == (1, b"hello")


async def test_headers_that_nobody_looks_at_are_the_same_object() -> None:
    recorder, send = AsgiRecorder(layered(answer), http_scope()), KeepingSend()
    recorder.send = send
    await recorder.run()

    assert send.arguments[1] is HEADERS


async def test_changed_status_and_headers_leave_in_one_call() -> None:
    async def change(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.status_code = 202
        response.headers["x-layer"] = "1"
        return response

    recorder = await call(layered(BaseHTTPMiddleware(answer, change)), http_scope(), direct=True)

    assert (recorder.direct_responses, recorder.status) == (1, 202)
    assert recorder.headers == {"x-inner": "1", "content-length": "5", "x-layer": "1"}


async def test_length_is_among_the_headers() -> None:
    seen: list[str] = []

    async def note(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        seen.append(response.headers["content-length"])
        return response

    await call(BaseHTTPMiddleware(answer, note), http_scope(), direct=True)

    assert seen == ["5"]


async def test_leaves_in_messages_where_the_server_knows_no_others() -> None:
    recorder = await call(layered(answer), http_scope())

    assert recorder.types == ["http.response.start", "http.response.body"]
    assert recorder.headers == {"x-inner": "1", "content-length": "5"}


async def test_messages_of_an_application_pass_layers_as_they_are() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"hello"})

    recorder = await call(layered(app), http_scope())

    assert recorder.raw_headers == []


@pytest.mark.parametrize("direct", [True, False])
async def test_body_can_be_iterated_again(direct: bool) -> None:
    recorder = await call(BaseHTTPMiddleware(answer, iterate_again), http_scope(), direct=direct)

    assert recorder.body == b"hello"


async def test_replaced_body_keeps_the_headers() -> None:
    async def shout(chunks: Any) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            yield chunk.upper()

    async def replace(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        assert isinstance(response, StreamingResponse)
        response.body_iterator = shout(response.body_iterator)
        return response

    recorder = await call(BaseHTTPMiddleware(answer, replace), http_scope(), direct=True)

    assert (recorder.body, recorder.headers) == (b"HELLO", {"x-inner": "1", "content-length": "5"})


async def test_own_background_task_follows() -> None:
    seen: list[bool] = []

    async def add_task(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.background = BackgroundTask(note)
        return response

    async def note() -> None:
        seen.append(recorder.is_complete)

    recorder = AsgiRecorder(layered(BaseHTTPMiddleware(answer, add_task)), http_scope(), direct=True)
    await recorder.run()

    assert seen == [True]


# After the response


@pytest.mark.parametrize("direct", [True, False])
@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("has_headers_changed", [True, False], ids=["behind CORS", "bare"])
async def test_background_task_that_never_waits_follows(layers: int, direct: bool, has_headers_changed: bool) -> None:
    seen: list[bool] = []

    async def note() -> None:
        seen.append(recorder.is_complete)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello", background=BackgroundTask(note))(scope, receive, send)

    inner = CORSMiddleware(app, allow_origins=["*"]) if has_headers_changed else app
    recorder = AsgiRecorder(layered(inner, layers), http_scope(headers={"origin": "https://a.example"}), direct=direct)
    await recorder.run()

    assert seen == [True]


async def test_clean_up_of_dependencies_follows() -> None:
    seen: list[bool] = []
    app = Fireweed()

    async def resource() -> AsyncIterator[int]:
        yield 1
        seen.append(recorder.is_complete)

    @app.get("/")
    async def read(number: Annotated[int, Depends(resource)]) -> int:
        return number

    @app.middleware("http")
    async def layer(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(request)

    recorder = AsgiRecorder(app, http_scope(), direct=True)
    recorder.feed_body()
    await recorder.run()

    assert seen == [True]


async def test_response_is_sent_as_soon_as_the_application_waits() -> None:
    may_end = asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)
        await may_end.wait()

    recorder = AsgiRecorder(layered(app), http_scope(), direct=True)
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(2)
    is_over = task.done()
    may_end.set()
    await task

    assert not is_over


@pytest.mark.parametrize("layers", [1, 3])
async def test_error_afterwards_reaches_the_server_after_the_response(layers: int) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)
        raise LookupError("broken")

    recorder = AsgiRecorder(layered(app, layers), http_scope(), direct=True)
    with pytest.raises(LookupError, match="broken"):
        await recorder.run()

    assert recorder.body == b"hello"


async def test_error_of_the_server_is_raised_where_the_application_waits_for_it() -> None:
    errors: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)
        try:
            await wait_sent(send)
        except ConnectionResetError as error:
            errors.append(str(error))

    recorder = AsgiRecorder(layered(app), http_scope())
    recorder.send = FailingSend()
    await recorder.run()

    assert errors == ["gone"]


async def test_error_of_the_server_that_nobody_waits_for_reaches_it_again() -> None:
    recorder = AsgiRecorder(layered(answer), http_scope())
    recorder.send = FailingSend()

    with pytest.raises(ConnectionResetError):
        await recorder.run()


async def test_task_of_the_application_may_send() -> None:
    seen: list[bool] = []

    async def send_and_note(send: Send) -> None:
        await send_whole(send, 200, HEADERS, b"hello")
        await wait_sent(send)
        seen.append(recorder.is_complete)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await asyncio.wait([asyncio.create_task(send_and_note(send))])

    recorder = AsgiRecorder(layered(app), http_scope(), direct=True)
    await recorder.run()

    assert seen == [True]


# Out of order, and discarded


async def test_second_response_is_an_error() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)
        await answer(scope, receive, send)

    recorder = AsgiRecorder(layered(app), http_scope(), direct=True)
    with pytest.raises(RuntimeError, match="twice"):
        await recorder.run()

    assert recorder.body == b"hello"


async def test_body_after_it_is_dropped() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)
        await send({"type": "http.response.body", "body": b"more"})

    recorder = await call(layered(app), http_scope(), direct=True)

    assert recorder.body == b"hello"


@pytest.mark.parametrize("direct", [True, False])
async def test_discarded_response_is_followed_by_its_background_task(direct: bool) -> None:
    events: list[str] = []

    async def work() -> None:
        events.append("worked")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("hello", background=BackgroundTask(work))(scope, receive, send)
        events.append("ended")

    recorder = await call(BaseHTTPMiddleware(app, discard), http_scope(), direct=direct)

    assert (recorder.text, events) == ("another", ["worked", "ended"])


async def test_failed_middleware_cancels_who_waits_for_the_response_to_be_sent() -> None:
    events: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answer(scope, receive, send)
        try:
            await wait_sent(send)
        finally:
            events.append("ended")

    async def fail(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await call_next(request)
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await call(BaseHTTPMiddleware(app, fail), http_scope())

    assert events == ["ended"]


async def test_limited_call_in_another_task_passes_it_on() -> None:
    async def limit(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await asyncio.create_task(call_next(request))  # type: ignore[arg-type]  # it is a coroutine function

    app: ASGIApp = BaseHTTPMiddleware(layered(answer), limit)

    recorder = await call(BaseHTTPMiddleware(app, pass_on), http_scope(), direct=True)

    assert (recorder.direct_responses, recorder.body) == (1, b"hello")
