"""The ASGI application of a typed route: what runs for each request.

A route pays for what it declares. Three shapes of handler differ in how the endpoint's arguments come about: from the
scope alone, from the scope and the body, or with dependencies and all that goes with them.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any

from fireweed.concurrency import CallableKind, run_in_threadpool
from fireweed.endpoint.arguments import (
    Arguments,
    build_body_reader,
    build_form_reader,
    build_plan_form_collector,
    build_scope_reader,
    build_step_validator,
    place_body,
    place_body_of,
    refuse,
)
from fireweed.endpoint.cleanup import CleanupStacks, enter
from fireweed.endpoint.errors import locate_error
from fireweed.endpoint.form_sources import read_form_of
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.inputs import BodyForm, RawRequest
from fireweed.endpoint.invocation import call_dependencies, call_valid_dependencies
from fireweed.endpoint.outputs import BODILESS, Answer, Content, Output
from fireweed.endpoint.plan import RoutePlan
from fireweed.endpoint.revision import OverridesHaveChanged, OverridesWatch
from fireweed.endpoint.sources import read_body, read_body_of, repeat_body
from fireweed.exceptions import FireweedError, ValidationException
from fireweed.requests import REQUEST_KEY, Request, recall_request
from fireweed.responses import Response
from fireweed.responses.disconnect import SharedReceive
from fireweed.responses.sending import send_whole, wait_sent
from fireweed.types import ASGIApp, Receive, Scope, Send

SWALLOWED = (
    "Response not awaited. There's a high chance that the application code is raising an exception and a dependency "
    "with yield has a block with a bare except, or a block with except Exception, and is not raising the exception "
    "again. Read more about it in the docs: "
    "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#dependencies-with-yield-and-except"
)


def build_handler(plan: RoutePlan, watch: OverridesWatch | None = None) -> ASGIApp:
    """The handler for a plan; `watch` says whether overrides have changed while a request runs."""
    if not plan.is_direct:
        return _build_injecting_handler(plan, watch)
    return _BUILD_DIRECT_HANDLER.get(plan.body_form, _build_body_handler)(plan)


# PERF: the handlers below send a JSON body themselves where the server takes a response in one call. Doing so in a
# function of its own, as `_build_finish` does for all else, costs a coroutine per request (benchmarks/compare, `json`).


def _build_scope_handler(plan: RoutePlan) -> ASGIApp:
    call, to_answer = _build_call(plan)
    finish, status, headers = _build_finish(plan.output), plan.output.status, plan.output.headers
    read_arguments = build_scope_reader(plan)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = to_answer(await call(**read_arguments(scope)))
        except ValidationException as error:
            locate_error(error, plan.context, scope)
            raise
        if type(answer) is bytes and (send_response := getattr(send, "send_response", None)) is not None:
            send_response(status, headers, answer)
        else:
            await finish(answer, scope, receive, send)

    return handle


def _build_body_handler(plan: RoutePlan) -> ASGIApp:
    call, to_answer = _build_call(plan)
    finish, status, headers = _build_finish(plan.output), plan.output.status, plan.output.headers
    read_arguments = build_body_reader(plan)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = to_answer(await call(**read_arguments(scope, await read_body(receive))))
        except ValidationException as error:
            locate_error(error, plan.context, scope)
            raise
        if type(answer) is bytes and (send_response := getattr(send, "send_response", None)) is not None:
            send_response(status, headers, answer)
        else:
            await finish(answer, scope, receive, send)

    return handle


def _build_form_handler(plan: RoutePlan) -> ASGIApp:
    call, to_answer = _build_call(plan)
    finish, status, headers = _build_finish(plan.output), plan.output.status, plan.output.headers
    read_arguments = build_form_reader(plan)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        scope[REQUEST_KEY] = request = Request(scope, receive, send)
        try:
            answer = to_answer(await call(**await read_arguments(request)))
            if type(answer) is bytes and (send_response := getattr(send, "send_response", None)) is not None:
                send_response(status, headers, answer)
            else:
                await finish(answer, scope, receive, send)
        except ValidationException as error:
            locate_error(error, plan.context, scope)
            raise
        finally:
            await request.close()

    return handle


_BUILD_DIRECT_HANDLER: dict[BodyForm | None, Callable[[RoutePlan], ASGIApp]] = {
    None: _build_scope_handler,
    BodyForm.FORM: _build_form_handler,
}


def _build_injecting_handler(plan: RoutePlan, watch: OverridesWatch | None) -> ASGIApp:
    finish, status, headers = _build_finish(plan.output), plan.output.status, plan.output.headers
    prepare = build_prepare(plan, watch)
    injects = any(step.specials for step in plan.steps)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        injection = _build_injection(scope, receive, send) if injects else None
        try:
            answer = await prepare(scope, receive, injection, None)
        except _PlanRevised as revised:
            again = repeat_body(scope, receive)
            injection = injection or Injection(recall_request(scope, again, send))
            return await _answer_with_cleanup(revised.prepare, finish, injection, scope, again, send)
        if type(answer) is bytes and (send_response := getattr(send, "send_response", None)) is not None:
            send_response(status, headers, answer)
        else:
            await finish(answer, scope, receive, send)

    def handle_with_cleanup(scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        injection = _build_injection(scope, receive, send) if injects else None
        return _answer_with_cleanup(prepare, finish, injection, scope, receive, send)

    return handle_with_cleanup if plan.has_cleanup else handle


async def _answer_with_cleanup(
    prepare: "Prepare",
    finish: "Finish",
    injection: Injection[Request] | None,
    scope: Scope,
    receive: Receive,
    send: Send,
) -> None:
    is_answered = False
    stacks = CleanupStacks()
    async with stacks.request:
        answer: Answer | None = None
        async with stacks.function:
            try:
                answer = await prepare(scope, receive, injection, stacks)
            except _PlanRevised as revised:
                again = repeat_body(scope, receive)
                injection = injection or Injection(recall_request(scope, again, send))
                answer = await revised.prepare(scope, again, injection, stacks)
        if answer is not None:
            await finish(answer, scope, receive, send)
            await wait_sent(send)
            is_answered = True
    if not is_answered:
        raise FireweedError(SWALLOWED)


def share_receive(app: ASGIApp, plan: RoutePlan) -> ASGIApp:
    """Around the handler of an endpoint that yields: its response listens for the disconnect of the client."""

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, SharedReceive(receive), send)
        except ValidationException as error:  # of an item
            locate_error(error, plan.context, scope)
            raise

    return handle


Prepare = Callable[[Scope, Receive, Injection[Request] | None, CleanupStacks | None], Awaitable[Answer]]
Finish = Callable[[Answer, Scope, Receive, Send], Awaitable[None]]


class _PlanRevised(Exception):
    """What is left to do needs injection and stacks, which the request did without so far."""

    def __init__(self, prepare: Prepare) -> None:
        super().__init__()
        self.prepare = prepare


def build_prepare(plan: RoutePlan, watch: OverridesWatch | None = None, *, is_wrapped: bool = False) -> Prepare:
    """The function from a request to its answer, for a route with dependencies.

    `is_wrapped` says that a function of the program hands over the request, which may be one of its own.
    """
    call, to_answer = _build_call(plan)
    validate_steps = build_step_validator(plan)
    collect_form = build_plan_form_collector(plan) if plan.body_form is BodyForm.FORM else None

    async def prepare(
        scope: Scope, receive: Receive, injection: Injection[Request] | None, stacks: CleanupStacks | None
    ) -> Answer:
        raw: RawRequest = {}
        for collect in plan.collectors:
            collect(scope, raw)
        form = plan.body_form
        try:
            if collect_form is not None:
                assert stacks is not None, "a plan with a form has stacks"
                sent = _get_request(scope, receive, injection)
                await enter(closing_form(sent), stacks.request)
                await collect_form(await read_form_of(sent, plan.form_limits), raw)
            elif form is not None:
                request = None if injection is None else injection.connection
                form = (
                    await place_body_of(plan, request, raw)
                    if is_wrapped and request is not None
                    else place_body(plan, scope, raw, await (read_body_of(request) if request else read_body(receive)))
                )
            arguments, errors = validate_steps(raw, form)
            if errors:
                await call_valid_dependencies(plan, arguments, injection, stacks, watch)
                refuse(plan, errors, raw, form)
            answer = to_answer(await call(**await call_dependencies(plan, arguments, injection, stacks, watch)))
        except ValidationException as error:
            locate_error(error, plan.context, scope)
            raise
        except OverridesHaveChanged as change:
            assert watch is not None, "who has noticed is there"
            prepare_revised = build_prepare(*watch.revise(plan, change.values), is_wrapped=is_wrapped)
        else:
            return (
                answer if injection is None or not injection.is_used else build_response(answer, plan.output, injection)
            )
        if injection is None or stacks is None:
            raise _PlanRevised(prepare_revised)
        return await prepare_revised(scope, repeat_body(scope, receive), injection, stacks)

    return prepare


def _build_injection(scope: Scope, receive: Receive, send: Send) -> Injection[Request]:
    scope[REQUEST_KEY] = request = Request(scope, receive, send)
    return Injection(request)


def _get_request(scope: Scope, receive: Receive, injection: Injection[Request] | None) -> Request:
    if injection is not None:
        return injection.connection
    scope[REQUEST_KEY] = request = Request(scope, receive)
    return request


async def closing_form(request: Request) -> AsyncGenerator[None, None]:
    """Closes the files of a request's form at the end."""
    try:
        yield
    finally:
        await request.close()


def build_response(answer: Answer, output: Output, injection: Injection[Request]) -> Response:
    """The response for an answer, with what dependencies and the endpoint added to it by injection."""
    tasks = injection.find_tasks()
    if isinstance(answer, Response):
        if answer.background is None:
            answer.background = tasks
        return answer
    response = _construct(answer, output, injection.status_code)
    response.background = tasks
    response.raw_headers.extend(injection.headers)
    _complete(response, output)
    return response


def _complete(response: Response, output: Output) -> None:
    """Add the headers that every stream of the output has, unless there are such already."""
    for name, value in output.stream_headers.items():
        response.headers.setdefault(name, value)


def _construct(answer: bytes | Content, output: Output, injected_status: int | None) -> Response:
    status_code = output.status_code if injected_status is None else injected_status
    if isinstance(answer, Content):
        return _construct_chosen(answer, output, status_code)
    body = b"" if status_code in BODILESS else answer
    return Response(body, 200 if status_code is None else status_code, media_type="application/json")


def _construct_chosen(answer: Content, output: Output, status_code: int | None) -> Response:
    """A response of the class that the user chose, which has a status of its own unless one is given."""
    given: dict[str, Any] = {} if status_code is None else {"status_code": status_code}
    response = output.response_class(answer.value, **given)
    if response.status_code in BODILESS:
        response.body = b""
        if "content-length" in response.headers:
            response.headers["content-length"] = "0"
    return response


def _build_call(plan: RoutePlan) -> tuple[Callable[..., Awaitable[Any]], Callable[[Any], Answer]]:
    """The endpoint as a coroutine function, and the function that turns its result into an answer.

    A plain function runs in a worker thread, and its result becomes an answer there too.
    """
    call, to_answer = plan.endpoint.call, plan.output.to_answer
    if plan.endpoint.kind is CallableKind.COROUTINE:
        return call, to_answer
    if plan.output.stream is not None:
        return _build_stream_call(call), to_answer

    def answer_in_thread(arguments: Arguments) -> Answer:
        return to_answer(call(**arguments))

    async def call_in_thread(**arguments: Any) -> Answer:
        return await run_in_threadpool(answer_in_thread, arguments)

    return call_in_thread, lambda answer: answer


def _build_stream_call(call: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """A generator function as a coroutine function: calling it runs nothing of it yet."""

    async def call_generator(**arguments: Any) -> Any:
        return call(**arguments)

    return call_generator


def _build_finish(output: Output) -> Finish:
    """The function that sends an answer of a route without injection."""
    status, headers = output.status, output.headers

    async def finish(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        if isinstance(answer, bytes):
            await send_whole(send, status, headers, answer)
            return
        if isinstance(answer, Content):
            answer = _construct(answer, output, None)
            _complete(answer, output)
        await answer(scope, receive, send)

    return finish
