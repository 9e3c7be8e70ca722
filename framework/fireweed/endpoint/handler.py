"""The ASGI application of a typed route: what runs for each request.

A route pays for what it declares. Three shapes of handler differ in how the endpoint's arguments come about: from the
scope alone, from the scope and the body, or with dependencies and all that goes with them.
"""

from collections.abc import Awaitable, Callable

from fireweed.concurrency import CallableKind, run_in_threadpool
from fireweed.endpoint.arguments import (
    Arguments,
    build_body_reader,
    build_scope_reader,
    collect_body,
    refuse,
    validate_steps,
)
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.inputs import RawRequest
from fireweed.endpoint.invocation import CleanupStacks, call_dependencies
from fireweed.endpoint.outputs import BODILESS, Answer, Content, Output
from fireweed.endpoint.plan import RoutePlan
from fireweed.exceptions import FireweedError
from fireweed.middleware.exceptions import REQUEST_KEY
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.responses.sending import send_whole
from fireweed.types import ASGIApp, Receive, Scope, Send

_SWALLOWED = (
    "Response not awaited. There's a high chance that the application code is raising an exception and a dependency "
    "with yield has a block with a bare except, or a block with except Exception, and is not raising the exception "
    "again. Read more about it in the docs: "
    "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#dependencies-with-yield-and-except"
)


def build_handler(plan: RoutePlan) -> ASGIApp:
    """The handler for a plan."""
    if not plan.is_direct:
        return _build_injecting_handler(plan)
    return _build_scope_handler(plan) if plan.body_form is None else _build_body_handler(plan)


def _build_scope_handler(plan: RoutePlan) -> ASGIApp:
    run, finish = _build_run(plan), _build_finish(plan.output)
    read_arguments = build_scope_reader(plan)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        await finish(await run(read_arguments(scope)), scope, receive, send)

    return handle


def _build_body_handler(plan: RoutePlan) -> ASGIApp:
    run, finish = _build_run(plan), _build_finish(plan.output)
    read_arguments = build_body_reader(plan)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        await finish(await run(await read_arguments(scope, receive)), scope, receive, send)

    return handle


def _build_injecting_handler(plan: RoutePlan) -> ASGIApp:
    run = _build_run(plan)

    async def prepare(request: Request, stacks: CleanupStacks | None) -> Response:
        raw: RawRequest = {}
        for collect in plan.collectors:
            collect(request.scope, raw)
        form = await collect_body(plan, request.scope, raw, request.body)
        arguments, errors = validate_steps(plan, raw, form)
        injection = Injection(request)
        endpoint_arguments = await call_dependencies(plan, arguments, injection, stacks)
        if endpoint_arguments is None:
            refuse(plan, errors, raw, form)
        return build_response(await run(endpoint_arguments), plan.output, injection)

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        scope[REQUEST_KEY] = request = Request(scope, receive, send)
        response = await prepare(request, None)
        await response(scope, receive, send)

    async def handle_with_cleanup(scope: Scope, receive: Receive, send: Send) -> None:
        scope[REQUEST_KEY] = request = Request(scope, receive, send)
        is_answered = False
        stacks = CleanupStacks()
        async with stacks.request:
            response = None
            async with stacks.function:
                response = await prepare(request, stacks)
            if response is not None:
                await response(scope, receive, send)
                is_answered = True
        if not is_answered:
            raise FireweedError(_SWALLOWED)

    return handle_with_cleanup if plan.has_cleanup else handle


def build_response(answer: Answer, output: Output, injection: Injection) -> Response:
    """The response for an answer, with what dependencies and the endpoint added to it by injection."""
    tasks = injection.find_tasks()
    if isinstance(answer, Response):
        if answer.background is None:
            answer.background = tasks
        return answer
    response = _construct(answer, output, injection.status_code)
    response.background = tasks
    response.raw_headers.extend(injection.headers)
    return response


def _construct(answer: bytes | Content, output: Output, injected_status: int | None) -> Response:
    status_code = output.status_code if injected_status is None else injected_status
    if isinstance(answer, Content):
        if status_code is None:
            return output.response_class(answer.value)
        return output.response_class(answer.value, status_code=status_code)
    body = b"" if status_code in BODILESS else answer
    return Response(body, 200 if status_code is None else status_code, media_type="application/json")


def _build_run(plan: RoutePlan) -> Callable[[Arguments], Awaitable[Answer]]:
    """The function that calls the endpoint and turns its result into an answer, where the endpoint belongs."""
    call, to_answer = plan.endpoint.call, plan.output.to_answer

    if plan.endpoint.kind is CallableKind.COROUTINE:

        async def run(arguments: Arguments) -> Answer:
            return to_answer(await call(**arguments))

        return run

    def call_in_thread(arguments: Arguments) -> Answer:
        return to_answer(call(**arguments))

    async def run_in_thread(arguments: Arguments) -> Answer:
        return await run_in_threadpool(call_in_thread, arguments)

    return run_in_thread


def _build_finish(output: Output) -> Callable[[Answer, Scope, Receive, Send], Awaitable[None]]:
    """The function that sends an answer of a route without injection."""
    status, headers = output.status, output.headers

    async def finish(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
        if isinstance(answer, bytes):
            await send_whole(send, status, headers, answer)
            return
        response = _construct(answer, output, None) if isinstance(answer, Content) else answer
        await response(scope, receive, send)

    return finish
