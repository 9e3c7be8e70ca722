import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from fireweed import Fireweed
from fireweed.background import BackgroundTask
from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import FileResponse, PlainTextResponse, Response, StreamingResponse
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope
from kit.function_middleware import discard, iterate_again, layered, pass_on

pytestmark = pytest.mark.usefixtures("loop_factory")

CHUNKS = [b"one ", b"two ", b"three"]


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for chunk in CHUNKS:
            await asyncio.sleep(0)
            yield chunk

    await StreamingResponse(chunks())(scope, receive, send)


def sending(*messages: Message) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    return app


def start(**more: object) -> Message:
    return {"type": "http.response.start", "status": 200, "headers": [], **more}


def with_body(change: Callable[[Response], Response]) -> DispatchFunction:
    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return change(await call_next(request))

    return dispatch


async def read_body(response: Response) -> bytes:
    assert isinstance(response, StreamingResponse)
    return b"".join([bytes(chunk) async for chunk in response.body_iterator])  # type: ignore[arg-type]  # they are bytes


# Passing on


@pytest.mark.parametrize("layers", [1, 3])
async def test_chunks_pass_as_they_are(layers: int) -> None:
    app: ASGIApp = stream
    for _ in range(layers):
        app = BaseHTTPMiddleware(app, pass_on)

    recorder = await call(app, http_scope())

    assert recorder.body_chunks == [*CHUNKS, b""]


async def test_head_is_sent_before_the_first_chunk_is_there() -> None:
    may_go_on = asyncio.Event()

    async def wait(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        await may_go_on.wait()
        await send({"type": "http.response.body", "body": b"late"})

    recorder = AsgiRecorder(BaseHTTPMiddleware(wait, pass_on), http_scope())
    task = asyncio.create_task(recorder.run())
    await recorder.wait_sent(1)
    assert recorder.types == ["http.response.start"]
    may_go_on.set()
    await task

    assert recorder.body == b"late"


class SlowClient:
    """A `send` that takes each chunk only when it is told to."""

    def __init__(self) -> None:
        self.waiting = asyncio.Event()
        self.may_take = asyncio.Event()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.body":
            self.waiting.set()
            await self.may_take.wait()
            self.may_take.clear()

    async def take(self) -> None:
        await self.waiting.wait()
        self.waiting.clear()
        self.may_take.set()


@pytest.mark.parametrize("dispatch", [pass_on, iterate_again])
async def test_application_is_one_chunk_ahead_of_a_slow_client(dispatch: DispatchFunction) -> None:
    sent = 0

    async def produce(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal sent
        await send(start())
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
            sent += 1
        await send({"type": "http.response.body"})

    client = SlowClient()
    recorder = AsgiRecorder(BaseHTTPMiddleware(produce, dispatch), http_scope())
    recorder.send = client
    task = asyncio.create_task(recorder.run())

    progress = []
    for _ in range(4):
        await client.waiting.wait()
        progress.append(sent)
        await client.take()
    await task

    assert progress == [0, 1, 2, 3]


async def test_early_hints_and_debug_information_pass_at_once() -> None:
    hint: Message = {"type": "http.response.early_hint", "links": [b"</style.css>"]}
    debug: Message = {"type": "http.response.debug", "info": {"template": "index.html"}}
    app = sending(hint, debug, start(), {"type": "http.response.body"})

    recorder = await call(BaseHTTPMiddleware(app, pass_on), http_scope())

    assert recorder.sent[:2] == [hint, debug]


async def test_path_passes_on() -> None:
    app = sending(start(), {"type": "http.response.pathsend", "path": "/srv/file"})

    recorder = await call(BaseHTTPMiddleware(app, pass_on), http_scope())

    assert recorder.sent[1] == {"type": "http.response.pathsend", "path": "/srv/file"}


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("direct", [False, True])
async def test_file_passes_through_functions_as_a_path(tmp_path: Path, layers: int, direct: bool) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"<p>")
    app = FileResponse(file, headers={"x-inner": "1"})

    scope = http_scope(extensions={"http.response.pathsend": {}})
    recorder = await call(layered(app, layers), scope, direct=direct)

    assert recorder.sent[1:] == [{"type": "http.response.pathsend", "path": str(file)}]
    assert (recorder.headers["content-length"], recorder.headers["x-inner"]) == ("3", "1")


async def test_file_whose_headers_were_changed_passes_as_a_path(tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_bytes(b"<p>")

    def add_header(response: Response) -> Response:
        response.headers["x-outer"] = "1"
        response.status_code = 203
        return response

    scope = http_scope(extensions={"http.response.pathsend": {}})
    recorder = await call(BaseHTTPMiddleware(FileResponse(file), with_body(add_header)), scope)

    assert recorder.types == ["http.response.start", "http.response.pathsend"]
    assert (recorder.status, recorder.headers["x-outer"]) == (203, "1")


@pytest.mark.parametrize("direct", [False, True])
async def test_early_hints_of_an_endpoint_pass_functions_before_its_response(direct: bool) -> None:
    app = Fireweed()

    @app.get("/")
    async def endpoint(request: Request) -> str:
        await request.send_early_hints("</style.css>; rel=preload")
        return "page"

    for _ in range(2):
        app.middleware("http")(pass_on)

    recorder = await call(
        app,
        http_scope(headers=[(b"sec-fetch-mode", b"navigate")], extensions={"http.response.early_hint": {}}),
        direct=direct,
    )

    assert recorder.types == ["http.response.early_hint", "http.response.start", "http.response.body"]
    assert recorder.sent[0]["links"] == [b"</style.css>; rel=preload"]


async def test_early_hints_of_a_discarded_response_were_sent() -> None:
    hint: Message = {"type": "http.response.early_hint", "links": [b"</style.css>"]}
    app = sending(hint, start(), {"type": "http.response.body"})

    recorder = await call(BaseHTTPMiddleware(app, discard), http_scope())

    assert (recorder.sent[0], recorder.body) == (hint, b"another")


async def test_trailers_pass_on() -> None:
    trailers: Message = {"type": "http.response.trailers", "headers": [(b"etag", b"1")], "more_trailers": False}
    app = sending(start(trailers=True), {"type": "http.response.body", "body": b"hello"}, trailers)

    recorder = await call(BaseHTTPMiddleware(app, pass_on), http_scope())

    assert recorder.sent[0]["trailers"] is True
    assert recorder.sent[2] == trailers


async def test_own_background_task_runs_after_the_response() -> None:
    seen: list[bool] = []

    def add_task(response: Response) -> Response:
        response.background = BackgroundTask(note)
        return response

    async def note() -> None:
        seen.append(recorder.is_complete)

    recorder = AsgiRecorder(BaseHTTPMiddleware(answering(b"hello"), with_body(add_task)), http_scope())
    await recorder.run()

    assert seen == [True]


# Reading and replacing the body


async def test_body_can_be_read_and_replaced_by_another_response() -> None:
    async def shout(request: Request, call_next: RequestResponseEndpoint) -> Response:
        body = await read_body(await call_next(request))
        return PlainTextResponse(body.decode().upper())

    recorder = await call(BaseHTTPMiddleware(stream, shout), http_scope())

    assert recorder.text == "ONE TWO THREE"


async def test_iterator_can_be_replaced() -> None:
    async def shout(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            yield chunk.upper()

    async def replace(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        assert isinstance(response, StreamingResponse)
        response.body_iterator = shout(response.body_iterator)  # type: ignore[arg-type]  # it yields bytes
        return response

    recorder = await call(BaseHTTPMiddleware(stream, replace), http_scope())

    assert recorder.body_chunks == [*(chunk.upper() for chunk in CHUNKS), b""]


async def test_rest_of_a_body_that_was_read_in_part_is_sent() -> None:
    async def skip_first(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        assert isinstance(response, StreamingResponse)
        await anext(aiter(response.body_iterator))
        return response

    recorder = await call(BaseHTTPMiddleware(stream, skip_first), http_scope())

    assert recorder.body == b"two three"


async def test_response_whose_body_was_read_is_sent_empty() -> None:
    async def read(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        await read_body(response)
        return response

    recorder = await call(BaseHTTPMiddleware(stream, read), http_scope())

    assert (recorder.is_complete, recorder.body) == (True, b"")


async def test_application_goes_on_only_after_the_replaced_body_was_sent() -> None:
    seen: list[bool] = []

    async def work_afterwards(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(b"hello")(scope, receive, send)
        seen.append(recorder.is_complete)

    async def copy(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return Response(await read_body(await call_next(request)))

    recorder = AsgiRecorder(BaseHTTPMiddleware(work_afterwards, copy), http_scope())
    await recorder.run()

    assert seen == [True]


async def test_path_is_read_as_the_body(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100_000)
    app = sending(start(), {"type": "http.response.pathsend", "path": str(file)})

    recorder = await call(BaseHTTPMiddleware(app, iterate_again), http_scope())

    assert recorder.body == b"x" * 100_000


async def test_trailers_are_no_part_of_the_body() -> None:
    trailers: Message = {"type": "http.response.trailers", "headers": [], "more_trailers": False}
    app = sending(start(trailers=True), {"type": "http.response.body", "body": b"hello"}, trailers)

    recorder = await call(BaseHTTPMiddleware(app, iterate_again), http_scope())

    assert recorder.body == b"hello"


async def test_reading_a_body_that_stops_short_is_an_error() -> None:
    app = sending(start(), {"type": "http.response.body", "body": b"hello", "more_body": True})

    with pytest.raises(RuntimeError, match="before its response was complete"):
        await call(BaseHTTPMiddleware(app, iterate_again), http_scope())


async def test_error_in_the_middle_of_the_body_comes_out_of_the_iterator() -> None:
    caught: list[Exception] = []

    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start())
        await send({"type": "http.response.body", "body": b"one", "more_body": True})
        raise LookupError("broken")

    async def read(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return Response(await read_body(await call_next(request)))
        except LookupError as error:
            caught.append(error)
            return PlainTextResponse("broken", 500)

    recorder = await call(BaseHTTPMiddleware(fail, read), http_scope())

    assert (recorder.status, len(caught)) == (500, 1)
