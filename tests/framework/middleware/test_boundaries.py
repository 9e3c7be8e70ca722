"""What both boundaries do together, whether they are two objects or one."""

from typing import Any

import pytest

from fireweed.exceptions import HTTPException
from fireweed.middleware.boundaries import Boundaries, build_outer_boundary
from fireweed.middleware.errors import ServerErrorMiddleware
from fireweed.middleware.exceptions import ExceptionMiddleware
from fireweed.requests import REQUEST_KEY, Request
from fireweed.responses import PlainTextResponse, Response
from fireweed.types import ASGIApp, Message, Receive, Scope, Send
from framework.middleware.conftest import BuildBoundaries
from kit.apps import answering
from kit.asgi import AsgiRecorder, call, http_scope


def raising(error: Exception) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise error

    return app


async def answer_with_name(request: Request, error: Exception) -> Response:
    return PlainTextResponse(type(error).__name__, status_code=400)


async def call_failing(app: ASGIApp, error: type[Exception], *, direct: bool = False) -> AsgiRecorder:
    """Call an application that is to raise after it has answered."""
    recorder = AsgiRecorder(app, http_scope(), direct=direct)
    with pytest.raises(error):
        await recorder.run()
    return recorder


async def test_answer_of_the_application_passes(build: BuildBoundaries) -> None:
    answer = await call(build(answering(b"hello", 201)), http_scope())

    assert (answer.status, answer.body) == (201, b"hello")


async def test_the_inner_boundary_shows_no_traceback_even_when_debugging() -> None:
    async def fail(scope: Scope, receive: Receive, send: Send) -> None:
        raise HTTPException(418)

    answer = await call(ExceptionMiddleware(fail, debug=True), http_scope())

    assert (answer.status, answer.body) == (418, b"I'm a Teapot")


async def test_direct_way_to_the_server_stays_open(build: BuildBoundaries) -> None:
    answer = await call(build(PlainTextResponse("hello")), http_scope(), direct=True)

    assert answer.direct_responses == 1


@pytest.mark.parametrize("direct", [False, True], ids=["messages", "direct"])
async def test_handled_exception_is_answered(build: BuildBoundaries, direct: bool) -> None:
    answer = await call(build(raising(KeyError()), {KeyError: answer_with_name}), http_scope(), direct=direct)

    assert (answer.status, answer.text) == (400, "KeyError")


async def test_http_exception_is_answered_in_text(build: BuildBoundaries) -> None:
    error = HTTPException(418, "short and stout", headers={"x-pot": "tea"})

    answer = await call(build(raising(error)), http_scope())

    assert (answer.status, answer.text) == (418, "short and stout")
    assert answer.headers["x-pot"] == "tea"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("status", [204, 304])
async def test_http_exception_without_content_has_no_body(build: BuildBoundaries, status: int) -> None:
    answer = await call(build(raising(HTTPException(status, headers={"x-a": "b"}))), http_scope())

    assert (answer.status, answer.body, answer.headers) == (status, b"", {"x-a": "b"})


@pytest.mark.parametrize("direct", [False, True], ids=["messages", "direct"])
async def test_unhandled_exception_is_answered_500_and_raised(build: BuildBoundaries, direct: bool) -> None:
    answer = await call_failing(build(raising(KeyError())), KeyError, direct=direct)

    assert (answer.status, answer.text) == (500, "Internal Server Error")


async def test_last_handler_answers_and_the_exception_is_raised(build: BuildBoundaries) -> None:
    answer = await call_failing(build(raising(KeyError()), last=answer_with_name), KeyError)

    assert (answer.status, answer.text) == (400, "KeyError")


async def test_plain_last_handler_answers(build: BuildBoundaries) -> None:
    answer = await call_failing(build(raising(KeyError()), last=lambda *_: PlainTextResponse("late", 503)), KeyError)

    assert (answer.status, answer.text) == (503, "late")


async def test_exception_of_a_handler_is_answered_500_and_raised(build: BuildBoundaries) -> None:
    async def fail(request: Request, error: Exception) -> Response:
        raise ValueError("in the handler")

    answer = await call_failing(build(raising(KeyError()), {KeyError: fail}), ValueError)

    assert answer.status == 500


async def test_too_late_for_a_handler(build: BuildBoundaries) -> None:
    async def fail_late(scope: Scope, receive: Receive, send: Send) -> None:
        await answering(b"begun")(scope, receive, send)
        raise KeyError("late")

    recorder = AsgiRecorder(build(fail_late, {KeyError: answer_with_name}), http_scope())
    with pytest.raises(RuntimeError, match="handled exception, but response already started") as caught:
        await recorder.run()

    assert repr(caught.value.__cause__) == "KeyError('late')"
    assert recorder.text == "begun"


async def test_nothing_is_added_to_a_response_that_has_started(build: BuildBoundaries) -> None:
    async def fail_late(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError("late")

    answer = await call_failing(build(fail_late), KeyError)

    assert answer.types == ["http.response.start"]


async def test_traceback_of_a_handled_exception_is_dropped(build: BuildBoundaries) -> None:
    error = KeyError()

    await call(build(raising(error), {KeyError: answer_with_name}), http_scope())

    assert error.__traceback__ is None


async def test_raised_exception_shows_no_frame_of_the_boundaries_but_their_call(build: BuildBoundaries) -> None:
    recorder = AsgiRecorder(build(raising(KeyError())), http_scope())
    with pytest.raises(KeyError) as caught:
        await recorder.run()

    names = [entry.name for entry in caught.traceback if "middleware" in str(entry.path)]
    assert set(names[1:-1]) <= {"__call__"}


async def test_handler_gets_the_request_of_the_endpoint(build: BuildBoundaries) -> None:
    requests: list[Request] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope[REQUEST_KEY] = request = Request(scope, receive, send)
        requests.append(request)
        raise KeyError

    async def handle(request: Request, error: Exception) -> Response:
        requests.append(request)
        return PlainTextResponse("")

    await call(build(app, {KeyError: handle}), http_scope())

    assert requests[0] is requests[1]


async def test_handler_can_read_the_body_when_nobody_has(build: BuildBoundaries) -> None:
    async def echo(request: Request, error: Exception) -> Response:
        return PlainTextResponse(await request.body())

    answer = await call(build(raising(KeyError()), {KeyError: echo}), http_scope("POST"), body=b"hello")

    assert answer.text == "hello"


async def test_exceptions_of_the_lifespan_pass_without_an_answer(build: BuildBoundaries) -> None:
    recorder = AsgiRecorder(build(raising(KeyError()), {KeyError: answer_with_name}), {"type": "lifespan"})
    with pytest.raises(KeyError):
        await recorder.run()

    assert recorder.sent == []


async def test_cancellation_passes_without_an_answer(build: BuildBoundaries) -> None:
    class Stop(BaseException): ...

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        raise Stop

    recorder = AsgiRecorder(build(app), http_scope())
    with pytest.raises(Stop):
        await recorder.run()

    assert recorder.sent == []


async def test_handler_can_be_added_later() -> None:
    exceptions = ExceptionMiddleware(raising(KeyError()))
    app = Boundaries(exceptions)

    exceptions.add_exception_handler(KeyError, answer_with_name)

    assert (await call(app, http_scope())).status == 400


async def test_send_that_tells_nothing_is_wrapped_once() -> None:
    sends: list[Any] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        sends.append(send)
        await answering()(scope, receive, send)

    def watch(app: ASGIApp) -> ASGIApp:
        async def watching(scope: Scope, receive: Receive, send: Send) -> None:
            sends.append(send)
            await app(scope, receive, send)

        return watching

    async def send(message: Message) -> None: ...

    await ServerErrorMiddleware(watch(ExceptionMiddleware(app)))(http_scope(), AsgiRecorder(app, {}).receive, send)

    assert sends[0] is sends[1]
    assert sends[0] is not send


async def test_a_method_replaced_before_the_stack_is_built_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    called = replace_calls(monkeypatch)

    await call(build_outer_boundary(ExceptionMiddleware(answering(b""))), http_scope())

    assert called == ["ServerErrorMiddleware", "ExceptionMiddleware"]


async def test_a_method_replaced_while_the_application_starts_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    boundary = build_outer_boundary(ExceptionMiddleware(answering(b"")))
    called = replace_calls(monkeypatch)

    await call(boundary, http_scope())

    assert called == ["Boundaries", "ExceptionMiddleware"]


def replace_calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Wrap what both boundaries do, as error trackers do; gives the names of those called since."""
    called: list[str] = []

    def replace(middleware: type[ServerErrorMiddleware] | type[ExceptionMiddleware]) -> None:
        original = middleware.__call__

        async def record(self: Any, scope: Scope, receive: Receive, send: Send) -> None:
            called.append(type(self).__name__)
            await original(self, scope, receive, send)

        monkeypatch.setattr(middleware, "__call__", record)

    replace(ServerErrorMiddleware)
    replace(ExceptionMiddleware)
    return called


async def test_handlers_that_a_program_puts_into_the_middleware_answer() -> None:
    exceptions = ExceptionMiddleware(raising(KeyError()))

    exceptions._exception_handlers[LookupError] = answer_with_name
    answer = await call(exceptions, http_scope())

    assert answer.body == b"KeyError"


async def test_handlers_of_statuses_can_be_looked_at() -> None:
    assert ExceptionMiddleware(answering(b""), {404: answer_with_name})._status_handlers == {404: answer_with_name}
