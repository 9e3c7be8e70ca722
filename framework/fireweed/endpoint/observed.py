"""A request that goes through the two functions of `solving`, for tracers that have replaced them.

No request comes here unless one of them is replaced.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import AsyncExitStack
from typing import Any

from fireweed.concurrency import CallableKind, run_in_threadpool
from fireweed.endpoint import solving
from fireweed.endpoint.arguments import (
    Arguments,
    build_plan_form_collector,
    build_step_validator,
    place_body_of,
    refuse,
)
from fireweed.endpoint.cleanup import CleanupStacks, enter
from fireweed.endpoint.dependant import build_dependant
from fireweed.endpoint.errors import Errors, describe_body, locate_error
from fireweed.endpoint.form_sources import read_form_of
from fireweed.endpoint.handler import build_response, closing_form
from fireweed.endpoint.injection import Injection
from fireweed.endpoint.inputs import BodyForm, RawRequest
from fireweed.endpoint.invocation import call_dependencies, call_valid_dependencies
from fireweed.endpoint.outputs import Answer
from fireweed.endpoint.plan import Plan, RoutePlan
from fireweed.endpoint.revision import OverridesHaveChanged, OverridesWatch
from fireweed.exceptions import ValidationException
from fireweed.requests import Request
from fireweed.responses import Response


class ObservedCall:
    """The connections to one route: what their endpoint is called with is found by way of `solve_dependencies`."""

    def __init__(self, plan: Plan, watch: OverridesWatch | None = None) -> None:
        self.plan = plan
        self.dependant = build_dependant(plan.spec, plan.context["path"])
        self.watch = watch
        self.validate_steps = build_step_validator(plan)

    async def solve(
        self, injection: Injection[Any], stacks: CleanupStacks, raw: RawRequest, form: BodyForm | None
    ) -> solving.SolvedDependency:
        """Find the arguments of the endpoint in the raw request.

        Raises:
            RequestValidationError: the body is not JSON.
        """
        plan, connection = self.plan, injection.connection
        arguments, errors = self.validate_steps(raw, form)

        async def solve() -> solving.SolvedDependency:
            values = await self._call_dependencies(injection, stacks, arguments, errors)
            return solving.SolvedDependency(values, errors, injection.find_tasks(), injection.response)

        connection.scope[solving.SOLVER_KEY] = solving.Solver(self.dependant, solve)
        return await solving.solve_dependencies(
            request=connection,
            dependant=self.dependant,
            body=describe_body(raw, form),
            dependency_overrides_provider=None if self.watch is None else self.watch.provider,
            async_exit_stack=await enter(_open_stack(), stacks.request),
            embed_body_fields=plan.body_form in (BodyForm.MEMBERS, BodyForm.FORM),
        )

    async def _call_dependencies(
        self, injection: Injection[Any], stacks: CleanupStacks, arguments: list[Any], errors: Errors
    ) -> Arguments:
        if not errors:
            return await call_dependencies(self.plan, arguments, injection, stacks, self.watch)
        await call_valid_dependencies(self.plan, arguments, injection, stacks, self.watch)
        return arguments[-1] or {}


async def _open_stack() -> AsyncGenerator[AsyncExitStack, None]:
    """For what those who have replaced the function put there."""
    async with AsyncExitStack() as stack:
        yield stack


class ObservedRoute(ObservedCall):
    """The requests of a path operation: what its endpoint returns is found by way of `run_endpoint_function`."""

    plan: RoutePlan

    def __init__(self, plan: RoutePlan, watch: OverridesWatch | None = None) -> None:
        super().__init__(plan, watch)
        self.to_answer: Callable[[Any], Answer] = plan.output.to_answer
        self.collect_form = build_plan_form_collector(plan) if plan.body_form is BodyForm.FORM else None

    async def respond(self, injection: Injection[Request], stacks: CleanupStacks) -> Response:
        """The response to a request.

        Raises:
            RequestValidationError, ResponseValidationError: arguments or the result are not as declared.
        """
        scope = injection.connection.scope
        try:
            raw, form = await self._collect(injection.connection, stacks)
            solved = await self.solve(injection, stacks, raw, form)
            if solved.errors:
                refuse(self.plan, solved.errors, raw, form)
            return build_response(await self._call_endpoint(solved.values), self.plan.output, injection)
        except OverridesHaveChanged as change:
            assert self.watch is not None, "who has noticed is there"
            return await ObservedRoute(*self.watch.revise(self.plan, change.values)).respond(injection, stacks)
        except ValidationException as error:
            locate_error(error, self.plan.context, scope)
            raise

    async def _collect(self, request: Request, stacks: CleanupStacks) -> tuple[RawRequest, BodyForm | None]:
        raw: RawRequest = {}
        for collect in self.plan.collectors:
            collect(request.scope, raw)
        form = self.plan.body_form
        if self.collect_form is not None:
            await enter(closing_form(request), stacks.request)
            await self.collect_form(await read_form_of(request, self.plan.form_limits), raw)
        elif form is not None:
            form = await place_body_of(self.plan, request, raw)
        return raw, form

    async def _call_endpoint(self, values: Arguments) -> Answer:
        endpoint = self.plan.endpoint
        if self.plan.output.stream is not None:
            return self.to_answer(endpoint.call(**values))
        is_coroutine = endpoint.kind is CallableKind.COROUTINE
        result = await solving.run_endpoint_function(dependant=self.dependant, values=values, is_coroutine=is_coroutine)
        return self.to_answer(result) if is_coroutine else await run_in_threadpool(self.to_answer, result)
