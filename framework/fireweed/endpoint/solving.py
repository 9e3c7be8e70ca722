"""Finding the arguments of a call and calling it, as the two functions by which programs know these steps.

Programs call them for what is no route, and tracers replace them by functions around them: see `observed`. Call them
through the module.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any, Final, TypedDict
from urllib.parse import urlencode

from pydantic_core import PydanticUndefined
from typing_extensions import Unpack

from fireweed.background import BackgroundTasks
from fireweed.concurrency import run_in_threadpool
from fireweed.connection import HTTPConnection
from fireweed.endpoint.arguments import build_plan_form_collector, build_step_validator
from fireweed.endpoint.cleanup import CleanupStacks
from fireweed.endpoint.dependant import Dependant
from fireweed.endpoint.dependant_spec import build_spec
from fireweed.endpoint.errors import BODY
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.inputs import BodyForm, RawRequest
from fireweed.endpoint.invocation import call_dependencies, call_valid_dependencies
from fireweed.endpoint.plan import Plan, build_call_plan
from fireweed.endpoint.signature import locate
from fireweed.forms import FormData
from fireweed.responses import Response
from fireweed.routes.template import parse_template
from fireweed.types import Scope

SOLVER_KEY: Final = "fireweed.solver"
"""Where the scope of a request has how its route finds the arguments of its endpoint: a `Solver`."""


@dataclass(frozen=True, slots=True)
class SolvedDependency:
    """The arguments of a call, or what is wrong with them; what was asked for besides."""

    values: dict[str, Any]
    errors: list[Any]
    background_tasks: BackgroundTasks | None = None
    response: Response = field(default_factory=Response)
    dependency_cache: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Solver:
    """How a route finds the arguments of what `dependant` describes."""

    dependant: Dependant
    solve: Callable[[], Awaitable[SolvedDependency]]


class KnownBefore(TypedDict, total=False):
    """What callers have read or made already: the parsed body, a form or None, and what is injected."""

    body: Any
    background_tasks: BackgroundTasks | None
    response: Response | None
    dependency_cache: Any
    embed_body_fields: bool


async def solve_dependencies(
    *,
    request: HTTPConnection[Any],
    dependant: Dependant,
    async_exit_stack: AsyncExitStack,
    dependency_overrides_provider: Any = None,
    **known: Unpack[KnownBefore],
) -> SolvedDependency:
    """Find the arguments of `dependant.call`: read its parameters from the request, and call its dependencies.

    What generators have open is closed by `async_exit_stack`. Values in a `dependency_cache` are found anew.

    Raises:
        FireweedError: there is nothing to call.
    """
    solver: Solver | None = request.scope.get(SOLVER_KEY)
    if solver is not None and solver.dependant is dependant:
        return await solver.solve()
    plan = _build_plan(dependant, dependency_overrides_provider, embeds=known.get("embed_body_fields", False))
    raw, form = await _collect(plan, request, known.get("body"))
    arguments, errors = build_step_validator(plan)(raw, form)
    injection, stacks = Injection(request), CleanupStacks()
    injection.take_over(known.get("response"), known.get("background_tasks"))
    if plan.has_cleanup:
        async_exit_stack.push_async_exit(stacks.request.__aexit__)
        async_exit_stack.push_async_exit(stacks.function.__aexit__)
    if errors:
        await call_valid_dependencies(plan, arguments, injection, stacks)
        return SolvedDependency(arguments[-1] or {}, errors, injection.find_tasks(), injection.response)
    values = await call_dependencies(plan, arguments, injection, stacks)
    return SolvedDependency(values, [], injection.find_tasks(), injection.response)


async def run_endpoint_function(*, dependant: Dependant, values: dict[str, Any], is_coroutine: bool) -> Any:
    """Call what `dependant` describes with its arguments, in a worker thread unless it is a coroutine function."""
    call: Any = dependant.call
    if is_coroutine:
        return await call(**values)
    return await run_in_threadpool(call, **values)


_OWN: Final = (solve_dependencies, run_endpoint_function)


def is_replaced() -> bool:
    """Whether a program has put a function of its own in the place of one of the two."""
    return (solve_dependencies, run_endpoint_function) != _OWN


def _build_plan(dependant: Dependant, provider: Any, *, embeds: bool) -> Plan:
    path = dependant.path or ""
    builder = GraphBuilder(parse_template(path).convertors, getattr(provider, "dependency_overrides", None))
    scopes = tuple(dict.fromkeys((*(dependant.parent_oauth_scopes or ()), *(dependant.own_oauth_scopes or ()))))
    spec = build_spec(dependant, builder)
    return build_call_plan(spec, {**locate(spec.call), "path": path}, scopes=scopes, embeds=embeds)


async def _collect(plan: Plan, request: HTTPConnection[Any], body: Any) -> tuple[RawRequest, BodyForm | None]:
    raw: RawRequest = {}
    scope = _complete_scope(request)
    for collect in plan.collectors:
        collect(scope, raw)
    form = plan.body_form
    if form is BodyForm.FORM:
        await build_plan_form_collector(plan)(body if isinstance(body, FormData) else FormData(), raw)
        return raw, form
    if form is None or body is None or body is PydanticUndefined:
        return raw, form
    raw[BODY] = body
    return raw, BodyForm.MEMBERS if form is BodyForm.MEMBERS and isinstance(body, dict) else BodyForm.VALUE


def _complete_scope(request: HTTPConnection[Any]) -> Scope:
    """The scope of a request; one that stands for a message of a queue may have none, but attributes."""
    scope = request.scope
    if "query_string" in scope and "headers" in scope:
        return scope
    headers = [(name.lower().encode(), str(value).encode()) for name, value in request.headers.items()]
    cookies = "; ".join(f"{name}={value}" for name, value in request.cookies.items())
    return {
        **scope,
        "path_params": request.path_params,
        "query_string": urlencode(list(request.query_params.items())).encode(),
        "headers": [*headers, (b"cookie", cookies.encode())],
    }
