"""The ASGI application of a typed WebSocket route: what runs for each handshake that reaches it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from fireweed.concurrency import CallableKind
from fireweed.endpoint import solving
from fireweed.endpoint.arguments import Arguments, build_step_validator
from fireweed.endpoint.cleanup import CleanupStacks
from fireweed.endpoint.errors import locate_error
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.inputs import RawRequest
from fireweed.endpoint.invocation import call_dependencies, call_valid_dependencies
from fireweed.endpoint.observed import ObservedCall
from fireweed.endpoint.plan import Plan
from fireweed.endpoint.signature import describe
from fireweed.exceptions import DeclarationError, ValidationException, WebSocketRequestValidationError
from fireweed.types import ASGIApp, Receive, Scope, Send
from fireweed.websockets import WEBSOCKET_KEY, WebSocket


def build_websocket_handler(plan: Plan) -> ASGIApp:
    """The handler for a plan.

    Raises:
        DeclarationError: the endpoint is not a coroutine function.
    """
    endpoint = plan.endpoint.call
    _refuse_plain(endpoint, plan.endpoint.kind)
    validate_steps = build_step_validator(plan)
    get_observed = cache(lambda: ObservedCall(plan))

    async def handle(scope: Scope, receive: Receive, send: Send) -> None:
        scope[WEBSOCKET_KEY] = websocket = WebSocket(scope, receive, send)
        stacks = CleanupStacks()
        try:
            async with stacks.request, stacks.function:
                await endpoint(**await read_arguments(websocket, stacks))
        except ValidationException as error:
            locate_error(error, plan.context, scope)
            raise

    async def read_arguments(websocket: WebSocket, stacks: CleanupStacks) -> Arguments:
        raw: RawRequest = {}
        for collect in plan.collectors:
            collect(websocket.scope, raw)
        injection = Injection(websocket)
        if solving.is_replaced():
            solved = await get_observed().solve(injection, stacks, raw, None)
            if solved.errors:
                raise WebSocketRequestValidationError(solved.errors, endpoint_ctx=plan.context)
            return solved.values
        arguments, errors = validate_steps(raw, None)
        if errors:
            await call_valid_dependencies(plan, arguments, injection, stacks)
            raise WebSocketRequestValidationError(errors, endpoint_ctx=plan.context)
        return await call_dependencies(plan, arguments, injection, stacks)

    return handle


def _refuse_plain(endpoint: Callable[..., Any], kind: CallableKind) -> None:
    if kind is not CallableKind.COROUTINE:
        message = f"{describe(endpoint)} answers a WebSocket and is not a coroutine function."
        raise DeclarationError(f"{message} Write `async def`: it awaits messages.")
