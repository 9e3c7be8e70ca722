"""What becomes of exceptions that applications raise while they serve a WebSocket."""

from typing import Any

import pytest

from fireweed.exceptions import HTTPException, WebSocketException
from fireweed.responses import PlainTextResponse, Response
from fireweed.routes import WebSocketRoute
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from fireweed.websockets import WebSocket
from framework.middleware.conftest import BuildBoundaries
from kit.asgi import AsgiRecorder, websocket_scope

ACCEPT: Message = {"type": "websocket.accept", "subprotocol": None, "headers": []}


def raising(error: Exception, *, accepts: bool = False, closes: bool = False) -> ASGIApp:
    """A route whose endpoint raises `error`."""

    async def endpoint(websocket: WebSocket) -> None:
        if accepts:
            await websocket.accept()
        if closes:
            await websocket.close()
        raise error

    return WebSocketRoute("/", endpoint)


async def close_with_4000(websocket: WebSocket, error: Exception) -> None:
    await websocket.close(4000, type(error).__name__)


def connect(app: ASGIApp, **scope: Any) -> AsgiRecorder:
    recorder = AsgiRecorder(app, websocket_scope(**scope))
    recorder.feed({"type": "websocket.connect"})
    return recorder


@pytest.mark.parametrize("accepts", [False, True], ids=["before", "after"])
async def test_websocket_exception_closes(build: BuildBoundaries, accepts: bool) -> None:
    recorder = connect(build(raising(WebSocketException(4001, "no"), accepts=accepts)))

    await recorder.run()

    assert recorder.sent == [ACCEPT] * accepts + [{"type": "websocket.close", "code": 4001, "reason": "no"}]


async def test_websocket_exception_after_the_close_is_over(build: BuildBoundaries) -> None:
    recorder = connect(build(raising(WebSocketException(4001), accepts=True, closes=True)))

    await recorder.run()

    assert recorder.types == ["websocket.accept", "websocket.close"]


@pytest.mark.parametrize("accepts", [False, True], ids=["before", "after"])
async def test_handler_acts_on_the_websocket(build: BuildBoundaries, accepts: bool) -> None:
    recorder = connect(build(raising(KeyError(), accepts=accepts), {LookupError: close_with_4000}))

    await recorder.run()

    assert recorder.sent[-1] == {"type": "websocket.close", "code": 4000, "reason": "KeyError"}


async def test_handler_replaces_the_default(build: BuildBoundaries) -> None:
    recorder = connect(build(raising(WebSocketException(4001)), {WebSocketException: close_with_4000}))

    await recorder.run()

    assert recorder.sent[-1]["code"] == 4000


async def test_handler_gets_the_websocket_of_the_endpoint(build: BuildBoundaries) -> None:
    seen: list[WebSocket] = []

    async def endpoint(websocket: WebSocket) -> None:
        seen.append(websocket)
        raise KeyError

    async def handle(websocket: WebSocket, error: Exception) -> None:
        seen.append(websocket)

    await connect(build(WebSocketRoute("/", endpoint), {KeyError: handle})).run()

    assert seen[0] is seen[1]


async def test_handler_gets_a_websocket_where_the_endpoint_has_none(build: BuildBoundaries) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(ACCEPT)
        raise KeyError

    async def handle(websocket: WebSocket, error: Exception) -> None:
        await websocket.send_text("sorry")

    recorder = connect(build(app, {KeyError: handle}))
    await recorder.run()

    assert recorder.sent == [ACCEPT, {"type": "websocket.send", "text": "sorry"}]


async def test_http_exception_denies_the_handshake(build: BuildBoundaries) -> None:
    recorder = connect(build(raising(HTTPException(403, "no", headers={"x-why": "because"}))))

    await recorder.run()

    start, body = recorder.sent
    assert (start["type"], start["status"], body["body"]) == ("websocket.http.response.start", 403, b"no")
    assert (b"x-why", b"because") in start["headers"]


async def test_response_of_a_handler_denies_the_handshake(build: BuildBoundaries) -> None:
    async def handle(websocket: WebSocket, error: Exception) -> Response:
        return PlainTextResponse("busy", status_code=503)

    recorder = connect(build(raising(KeyError()), {KeyError: handle}))
    await recorder.run()

    assert recorder.sent[0]["status"] == 503


async def test_denial_needs_the_extension(build: BuildBoundaries) -> None:
    error = HTTPException(403)
    recorder = connect(build(raising(error)), extensions={})

    with pytest.raises(RuntimeError, match="doesn't support the Websocket Denial Response extension") as caught:
        await recorder.run()

    assert caught.value.__cause__ is error
    assert recorder.sent == []


async def test_http_exception_after_accept_is_raised(build: BuildBoundaries) -> None:
    recorder = connect(build(raising(HTTPException(403), accepts=True)))

    with pytest.raises(HTTPException):
        await recorder.run()

    assert recorder.sent == [ACCEPT]


@pytest.mark.parametrize("accepts", [False, True], ids=["before", "after"])
async def test_exception_without_handler_is_raised(build: BuildBoundaries, accepts: bool) -> None:
    recorder = connect(build(raising(KeyError(), accepts=accepts), last=close_with_4000))

    with pytest.raises(KeyError):
        await recorder.run()

    assert recorder.sent == [ACCEPT] * accepts


async def test_handled_exception_keeps_no_frames(build: BuildBoundaries) -> None:
    error = WebSocketException(4001)

    await connect(build(raising(error))).run()

    assert error.__traceback__ is None


async def test_handler_that_returns_something_else_is_refused(build: BuildBoundaries) -> None:
    async def handle(websocket: WebSocket, error: Exception) -> Any:
        return {"detail": "no"}

    with pytest.raises(TypeError, match="must return a Response"):
        await connect(build(raising(KeyError()), {KeyError: handle})).run()
