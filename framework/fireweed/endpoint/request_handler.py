"""What a route does, as a function from a request to its response, for programs that wrap it in one of their own.

The function runs inside the application that `wrap_request_handler` makes of it, or of what was made of it. Error
trackers replace `build_request_handler` by a function that wraps what it returns: call it through the module.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any, Final

from fireweed.endpoint import solving
from fireweed.endpoint.cleanup import CleanupStacks
from fireweed.endpoint.handler import SWALLOWED, build_prepare, build_response
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.observed import ObservedRoute
from fireweed.endpoint.plan import RoutePlan
from fireweed.endpoint.revision import OverridesWatch
from fireweed.exceptions import FireweedError
from fireweed.requests import REQUEST_KEY, Request
from fireweed.responses import Response
from fireweed.responses.sending import wait_sent
from fireweed.types import ASGIApp, Receive, Scope, Send

RequestHandler = Callable[[Request], Awaitable[Response]]

_STACKS_KEY = "fireweed.stacks"


def build_request_handler(plan: RoutePlan, watch: OverridesWatch | None = None) -> RequestHandler:
    """The function for a plan. Everything is read from the request that it is given, which may be another one."""
    prepare = build_prepare(plan, watch, is_wrapped=True)
    get_observed = cache(lambda: ObservedRoute(plan, watch))

    async def handle(request: Request) -> Response:
        stacks: CleanupStacks = request.scope[_STACKS_KEY]
        injection = Injection(request)
        response: Response | None = None
        async with stacks.function:
            if solving.is_replaced():
                response = await get_observed().respond(injection, stacks)
            else:
                answer = await prepare(request.scope, request.receive, injection, stacks)
                response = answer if isinstance(answer, Response) else build_response(answer, plan.output, injection)
        if response is None:
            raise FireweedError(SWALLOWED)
        return response

    return handle


_OWN_BUILDER: Final = build_request_handler


def is_replaced() -> bool:
    """Whether a program has put another function in the place of `build_request_handler`."""
    return build_request_handler is not _OWN_BUILDER


def wrap_request_handler(handle: RequestHandler, route_context: Any = None) -> ASGIApp:
    """The application that calls `handle`, sends what it returns, and then closes what dependencies have open.

    `route_context` is for what wraps `handle`, under the name by which FastAPI has it in the scope.
    """
    known = {"effective_route_context": route_context}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["fastapi"] = known
        scope[REQUEST_KEY] = request = Request(scope, receive, send)
        scope[_STACKS_KEY] = stacks = CleanupStacks()
        is_answered = False
        async with stacks.request:
            response = await handle(request)
            await response(scope, receive, send)
            await wait_sent(send)
            is_answered = True
        if not is_answered:
            raise FireweedError(SWALLOWED)

    return app
