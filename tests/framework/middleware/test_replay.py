from collections.abc import Sequence

import pytest

from fireweed.exceptions import ClientDisconnect, HTTPException
from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from kit.asgi import AsgiRecorder, http_scope

pytestmark = pytest.mark.usefixtures("loop_factory")

CHUNKS = (b"a", b"b", b"c")


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(body.decode())(scope, receive, send)


def reading(read: str) -> DispatchFunction:
    """A dispatch function that reads the body before the application does."""

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        match read:
            case "body":
                assert await request.body() == b"abc"
            case "stream":
                assert [chunk async for chunk in request.stream()] == [*CHUNKS, b""]
            case "first chunk":
                assert await anext(request.stream()) == b"a"
            case "poll":
                assert not await request.is_disconnected()
        return await call_next(request)

    return dispatch


async def post(app: ASGIApp, chunks: Sequence[bytes] = CHUNKS, *, leaves: bool = False) -> AsgiRecorder:
    """Send a body in `chunks`, the last of which is the last message, unless the client leaves after it."""
    recorder = AsgiRecorder(app, http_scope("POST"))
    for index, chunk in enumerate(chunks):
        recorder.feed_body(chunk, more_body=leaves or index + 1 < len(chunks))
    if leaves:
        recorder.disconnect()
    return await recorder.run()


@pytest.mark.parametrize(
    ("read", "left"),
    [("nothing", "abc"), ("body", "abc"), ("stream", ""), ("first chunk", "bc"), ("poll", "abc")],
)
async def test_application_reads_what_is_left_of_the_body(read: str, left: str) -> None:
    assert (await post(BaseHTTPMiddleware(echo, reading(read)))).text == left


@pytest.mark.parametrize("read", ["body", "poll"])
async def test_several_layers_read_the_same_body(read: str) -> None:
    app: ASGIApp = echo
    for _ in range(3):
        app = BaseHTTPMiddleware(app, reading(read))

    assert (await post(app)).text == "abc"


async def test_body_stays_readable_after_the_call() -> None:
    bodies: list[bytes] = []

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await request.body()
        response = await call_next(request)
        bodies.append(await request.body())
        return response

    await post(BaseHTTPMiddleware(echo, dispatch))

    assert bodies == [b"abc"]


async def test_body_that_the_application_has_consumed_cannot_be_read_after_the_call() -> None:
    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        with pytest.raises(RuntimeError, match="Stream consumed"):
            await request.body()
        return response

    assert (await post(BaseHTTPMiddleware(echo, dispatch))).text == "abc"


async def test_body_that_the_application_has_left_can_be_read_after_the_call() -> None:
    bodies: list[bytes] = []

    async def ignore(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("ignored")(scope, receive, send)

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        bodies.append(await request.body())
        return response

    await post(BaseHTTPMiddleware(ignore, dispatch))

    assert bodies == [b"abc"]


@pytest.mark.parametrize("read", ["nothing", "body", "stream"])
async def test_disconnect_follows_the_body(read: str) -> None:
    messages: list[Message] = []

    async def receive_all(scope: Scope, receive: Receive, send: Send) -> None:
        await Request(scope, receive).body()
        await PlainTextResponse("done")(scope, receive, send)
        messages.extend([await receive(), await receive()])

    await post(BaseHTTPMiddleware(receive_all, reading(read)))

    assert messages == [{"type": "http.disconnect"}] * 2


async def test_disconnect_reaches_the_application() -> None:
    with pytest.raises(ClientDisconnect):
        await post(BaseHTTPMiddleware(echo, reading("nothing")), leaves=True)


async def test_disconnect_that_the_middleware_has_seen_reaches_the_application() -> None:
    messages: list[Message] = []

    async def receive_one(scope: Scope, receive: Receive, send: Send) -> None:
        messages.append(await receive())
        await PlainTextResponse("done")(scope, receive, send)

    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        with pytest.raises(ClientDisconnect):
            await request.body()
        return await call_next(request)

    await post(BaseHTTPMiddleware(receive_one, dispatch), leaves=True)

    assert messages == [{"type": "http.disconnect"}]


async def test_error_of_the_receive_outside_reaches_the_application() -> None:
    async def refuse() -> Message:
        raise HTTPException(422, {"reason": "too long"})

    recorder = AsgiRecorder(BaseHTTPMiddleware(echo, reading("nothing")), http_scope("POST"))
    recorder.receive = refuse  # type: ignore[method-assign]  # a middleware outside would wrap it so

    with pytest.raises(HTTPException, match="422"):
        await recorder.run()


async def test_early_hints_of_the_middleware_are_sent() -> None:
    async def dispatch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await request.send_early_hints("</style.css>; rel=preload")
        return await call_next(request)

    scope = http_scope(headers=[(b"sec-fetch-mode", b"navigate")], extensions={"http.response.early_hint": {}})
    recorder = AsgiRecorder(BaseHTTPMiddleware(echo, dispatch), scope)
    recorder.feed_body()
    await recorder.run()

    assert recorder.types[0] == "http.response.early_hint"
