import asyncio
from contextvars import ContextVar
from typing import Any

import pytest

from fireweed.middleware.base import BaseHTTPMiddleware, DispatchFunction, RequestResponseEndpoint
from fireweed.requests import Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import ASGIApp, Receive, Scope, Send
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope, websocket_scope
from kit.function_middleware import pass_on

pytestmark = pytest.mark.usefixtures("loop_factory")

variable: ContextVar[str] = ContextVar("variable")


def adding(value: str) -> DispatchFunction:
    """A dispatch function that adds a header `x-layer`."""

    async def add(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.headers.append("x-layer", value)
        return response

    return add


def raising(error: BaseException) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    return app


async def test_passes_a_response_on() -> None:
    app = BaseHTTPMiddleware(answering(b"hello", 201, [(b"x-inner", b"1")]), pass_on)

    recorder = await call(app, http_scope())

    assert (recorder.status, recorder.headers, recorder.body) == (201, {"x-inner": "1"}, b"hello")


async def test_overridden_dispatch_is_called() -> None:
    class Renaming(BaseHTTPMiddleware):
        def __init__(self, app: ASGIApp, *, name: str) -> None:
            super().__init__(app)
            self.name = name

        async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
            response = await call_next(request)
            response.headers["server"] = self.name
            return response

    recorder = await call(Renaming(answering(), name="quiet"), http_scope())

    assert recorder.headers == {"server": "quiet"}


async def test_without_dispatch_says_what_is_missing() -> None:
    with pytest.raises(NotImplementedError, match="BaseHTTPMiddleware needs a dispatch function"):
        await call(BaseHTTPMiddleware(answering()), http_scope())


async def test_status_and_cookies_can_be_changed() -> None:
    async def change(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        response.status_code = 202
        response.set_cookie("seen", "yes")
        return response

    recorder = await call(BaseHTTPMiddleware(answering(b"hello"), change), http_scope())

    assert recorder.status == 202
    assert recorder.headers["set-cookie"].startswith("seen=yes")


async def test_headers_that_the_application_keeps_are_not_changed() -> None:
    kept = [(b"x-inner", b"1")]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": kept})
        await send({"type": "http.response.body"})

    await call(BaseHTTPMiddleware(app, adding("1")), http_scope())

    assert kept == [(b"x-inner", b"1")]


async def test_start_without_headers_is_a_start_with_none() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    recorder = await call(BaseHTTPMiddleware(app, adding("1")), http_scope())

    assert recorder.headers == {"x-layer": "1"}


async def test_layers_nest() -> None:
    app: ASGIApp = answering(b"hello")
    for value in ("inner", "middle", "outer"):
        app = BaseHTTPMiddleware(app, adding(value))

    recorder = await call(app, http_scope())

    assert [value for _, value in recorder.raw_headers] == [b"inner", b"middle", b"outer"]
    assert recorder.body == b"hello"


async def test_own_response_needs_no_call() -> None:
    called: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        called.append(scope)

    async def refuse(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return PlainTextResponse("closed", 503)

    recorder = await call(BaseHTTPMiddleware(app, refuse), http_scope())

    assert (recorder.status, recorder.text, called) == (503, "closed", [])


async def test_scope_of_the_request_passed_on_is_what_the_application_gets() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(scope["path"])(scope, receive, send)

    async def rewrite(request: Request, call_next: RequestResponseEndpoint) -> Response:
        return await call_next(Request({**request.scope, "path": "/new"}, request.receive))

    recorder = await call(BaseHTTPMiddleware(app, rewrite), http_scope(path="/old"))

    assert recorder.text == "/new"


@pytest.mark.parametrize("scope", [websocket_scope("/"), {"type": "lifespan"}], ids=["websocket", "lifespan"])
async def test_other_scopes_pass_untouched(scope: Scope) -> None:
    received: list[tuple[Any, ...]] = []

    async def app(*arguments: Any) -> None:
        received.append(arguments)

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, pass_on), scope)
    await recorder.run()

    assert received == [(scope, recorder.receive, recorder.send)]


# Errors


async def test_error_of_the_application_comes_out_of_call_next_as_it_is() -> None:
    error = LookupError("broken")
    caught: list[Exception] = []

    async def catch(request: Request, call_next: RequestResponseEndpoint) -> Response:
        try:
            return await call_next(request)
        except LookupError as raised:
            caught.append(raised)
            return PlainTextResponse("caught", 500)

    recorder = await call(BaseHTTPMiddleware(raising(error), catch), http_scope())

    assert recorder.text == "caught"
    assert caught[0] is error


async def test_error_that_nobody_catches_reaches_the_server() -> None:
    app = BaseHTTPMiddleware(BaseHTTPMiddleware(raising(LookupError("broken")), pass_on), pass_on)

    with pytest.raises(LookupError, match="broken"):
        await call(app, http_scope())


async def test_error_after_the_start_reaches_the_server() -> None:
    after: list[int] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise LookupError("broken")

    async def note_status(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        after.append(response.status_code)
        return response

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, note_status), http_scope())
    with pytest.raises(LookupError, match="broken"):
        await recorder.run()

    assert after == [200]
    assert recorder.types == ["http.response.start"]


async def test_error_after_the_response_reaches_the_server() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(b"hello")(scope, receive, send)
        raise LookupError("broken")

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, pass_on), http_scope())
    with pytest.raises(LookupError, match="broken"):
        await recorder.run()

    assert recorder.body == b"hello"


async def test_application_without_a_response_is_an_error() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None: ...

    with pytest.raises(RuntimeError, match=r"^No response returned\.$"):
        await call(BaseHTTPMiddleware(app, pass_on), http_scope())


@pytest.mark.parametrize("calls", [True, False], ids=["after call_next", "without call_next"])
async def test_dispatch_without_a_response_is_an_error(calls: bool) -> None:
    async def forget(request: Request, call_next: RequestResponseEndpoint) -> Response:
        if calls:
            await call_next(request)
        return None  # type: ignore[return-value]  # the mistake

    with pytest.raises(RuntimeError, match=r"No response returned\."):
        await call(BaseHTTPMiddleware(answering(), forget), http_scope())


async def test_second_call_is_an_error() -> None:
    async def call_twice(request: Request, call_next: RequestResponseEndpoint) -> Response:
        await call_next(request)
        return await call_next(request)

    with pytest.raises(RuntimeError, match="call_next was called twice"):
        await call(BaseHTTPMiddleware(answering(), call_twice), http_scope())


@pytest.mark.parametrize(
    ("types", "text"),
    [
        (["http.response.body"], "before"),
        (["http.response.start", "http.response.start"], "twice"),
    ],
    ids=["part without start", "second start"],
)
async def test_message_out_of_order_fails_where_it_was_sent(types: list[str], text: str) -> None:
    errors: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            for message_type in types:
                await send({"type": message_type, "status": 200})
        except RuntimeError as error:
            errors.append(str(error))
            raise

    with pytest.raises(RuntimeError):
        await call(BaseHTTPMiddleware(app, pass_on), http_scope())

    assert text in errors[0]


# One task


async def test_everything_runs_in_one_task() -> None:
    tasks: set[object] = {asyncio.current_task()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        tasks.add(asyncio.current_task())
        await asyncio.sleep(0)
        tasks.add(asyncio.current_task())
        await answering()(scope, receive, send)
        tasks.add(asyncio.current_task())

    async def note_task(request: Request, call_next: RequestResponseEndpoint) -> Response:
        tasks.add(asyncio.current_task())
        return await call_next(request)

    recorder = AsgiRecorder(BaseHTTPMiddleware(app, note_task), http_scope())
    await recorder.app(recorder.scope, recorder.receive, recorder.send)

    assert tasks == {asyncio.current_task()}


async def test_context_variables_set_outside_are_seen_inside() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(variable.get())(scope, receive, send)

    async def set_variable(request: Request, call_next: RequestResponseEndpoint) -> Response:
        token = variable.set("outside")
        try:
            return await call_next(request)
        finally:
            variable.reset(token)

    assert (await call(BaseHTTPMiddleware(app, set_variable), http_scope())).text == "outside"


async def test_context_variables_set_inside_are_seen_outside() -> None:
    seen: list[str | None] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        token = variable.set("inside")
        await answering()(scope, receive, send)
        variable.reset(token)

    async def note_variable(request: Request, call_next: RequestResponseEndpoint) -> Response:
        response = await call_next(request)
        seen.append(variable.get(None))
        return response

    await call(BaseHTTPMiddleware(app, note_variable), http_scope())

    assert seen == ["inside"]
    assert variable.get(None) is None


async def test_application_may_be_any_awaitable() -> None:
    def app(scope: Scope, receive: Receive, send: Send) -> "asyncio.Future[None]":
        return asyncio.ensure_future(answering(b"hello")(scope, receive, send))

    assert (await call(BaseHTTPMiddleware(app, pass_on), http_scope())).body == b"hello"
