"""From a request to the arguments of a plan's steps: collect the raw request, validate it for each callable."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, NoReturn

from pydantic import ValidationError

from fireweed.endpoint.errors import (
    BODY,
    Errors,
    MalformedBody,
    describe_body,
    parse_members,
    present_errors,
    read_json_of,
    validate_again,
    validate_values,
    validate_without_members,
)
from fireweed.endpoint.form_sources import CollectForm, build_form_collector, read_form_of
from fireweed.endpoint.inputs import BodyForm, Inputs, RawRequest
from fireweed.endpoint.plan import Plan, RoutePlan
from fireweed.endpoint.sources import find_body_form, read_body_of
from fireweed.exceptions import RequestValidationError
from fireweed.requests import BODY_KEY, Request
from fireweed.types import Scope

Arguments = dict[str, Any]
ValidateSteps = Callable[[RawRequest, BodyForm | None], tuple[list[Any], Errors]]


def build_scope_reader(plan: RoutePlan) -> Callable[[Scope], Arguments]:
    """For a route without dependencies and body: the function from a scope to the endpoint's arguments.

    The function raises RequestValidationError.
    """
    inputs = plan.endpoint.inputs
    if inputs is None:
        return lambda _: {}
    validate, collectors = inputs.validate, plan.collectors

    def read_arguments(scope: Scope) -> Arguments:
        raw: RawRequest = {}
        for collect in collectors:
            collect(scope, raw)
        # PERF: validates as `validate_values` does, so that its errors can be shown (benchmarks/compare, `422`).
        try:
            return validate(raw, from_attributes=True)
        except ValidationError as error:
            errors = present_errors(error, inputs, raw)
        refuse(plan, errors, raw, None)

    return read_arguments


def build_body_reader(plan: RoutePlan) -> Callable[[Scope, bytes], Arguments]:
    """For a route with a body but without dependencies: as `build_scope_reader`, for a scope and its body."""
    inputs = plan.endpoint.inputs
    assert inputs is not None, "a route with a body has inputs"
    validate, collectors = inputs.validate, plan.collectors

    def read_arguments(scope: Scope, body: bytes) -> Arguments:
        raw: RawRequest = {}
        for collect in collectors:
            collect(scope, raw)
        form = place_body(plan, scope, raw, body)
        if form is not BodyForm.JSON:
            return _validate_slowly(plan, inputs, raw, form)
        try:
            return validate(raw)
        except ValidationError:
            return _validate_slowly(plan, inputs, raw, form)

    return read_arguments


def build_form_reader(plan: RoutePlan) -> Callable[[Request], Awaitable[Arguments]]:
    """For a route with a form but without dependencies: as `build_scope_reader`, for a request whose form it reads."""
    inputs = plan.endpoint.inputs
    assert inputs is not None, "a route with a form has inputs"
    validate, collectors, limits = inputs.validate, plan.collectors, plan.form_limits
    collect_form = build_plan_form_collector(plan)

    async def read_arguments(request: Request) -> Arguments:
        raw: RawRequest = {}
        for collect in collectors:
            collect(request.scope, raw)
        await collect_form(await read_form_of(request, limits), raw)
        try:
            return validate(raw)
        except ValidationError:
            return _validate_slowly(plan, inputs, raw, BodyForm.FORM)

    return read_arguments


def build_plan_form_collector(plan: Plan) -> CollectForm:
    """The function that puts a form into the raw request for all steps of a plan."""
    return build_form_collector(field for step in plan.steps if step.inputs is not None for field in step.inputs.fields)


def place_body(plan: Plan, scope: Scope, raw: RawRequest, body: bytes) -> BodyForm:
    """Put the body into the raw request, and say how it stands there; an empty one counts as absent.

    Raises:
        RequestValidationError: the body has members and is not JSON.
    """
    assert plan.body_form is not None, "the route has a body"
    scope[BODY_KEY] = body  # exception handlers may want to see it
    if not body:
        return plan.body_form
    form = find_body_form(scope, plan.body_form, strict_content_type=plan.strict_content_type)
    if form is not BodyForm.MEMBERS:
        raw[BODY] = body
        return form
    try:
        raw[BODY] = document = parse_members(body)
    except MalformedBody as error:
        _refuse_malformed(plan, error)
    return BodyForm.MEMBERS if isinstance(document, dict) else BodyForm.VALUE


async def place_body_of(plan: Plan, request: Request, raw: RawRequest) -> BodyForm:
    """`place_body` for the body that a request gives, which a program may have put around ours, or changed.

    What its `json()` gives counts, if that is its own or was called already: it may not be what the bytes say.

    Raises:
        RequestValidationError: the body is not JSON.
        BaseHTTPException: see `read_body_of`.
    """
    body = await read_body_of(request)
    assert plan.body_form is not None, "the route has a body"
    form = find_body_form(request.scope, plan.body_form, strict_content_type=plan.strict_content_type)
    if not body or form is BodyForm.VALUE or not request.has_own_json:
        return place_body(plan, request.scope, raw, body)
    request.scope[BODY_KEY] = body
    try:
        document = await read_json_of(request)
    except MalformedBody as error:
        _refuse_malformed(plan, error)
    if document is None:
        return plan.body_form
    raw[BODY] = document
    return BodyForm.MEMBERS if form is BodyForm.MEMBERS and isinstance(document, dict) else BodyForm.VALUE


def build_step_validator(plan: Plan) -> ValidateSteps:
    """For a route with dependencies: the function from a raw request to the arguments of every step.

    The function returns None for the arguments that are invalid, and all that is wrong, in the order of the steps. It
    raises RequestValidationError for a body that is not JSON; nothing else is reported then.
    """
    validators = [None if step.inputs is None else step.inputs.validate for step in plan.steps]
    fast_form = plan.body_form

    def validate_steps(raw: RawRequest, form: BodyForm | None) -> tuple[list[Arguments | None], Errors]:
        if form is fast_form:
            try:
                return [{} if validate is None else validate(raw) for validate in validators], []
            except ValidationError:
                """Go on to validate again, in the way that explains."""
        return _validate_steps_slowly(plan, raw, form)

    return validate_steps


def validate_inputs(inputs: Inputs, raw: RawRequest, form: BodyForm | None) -> tuple[Arguments | None, Errors]:
    """The arguments of one callable, or what is wrong with them.

    Raises:
        MalformedBody: the body is not JSON.
    """
    if form is BodyForm.VALUE and inputs.form is BodyForm.MEMBERS:
        return validate_without_members(inputs, raw)
    if form is not BodyForm.JSON or not inputs.has_json_body:
        return validate_values(inputs, raw)
    try:
        return inputs.validate(raw), []
    except ValidationError as error:
        return validate_again(inputs, raw, error)


def refuse(plan: RoutePlan, errors: Sequence[Any], raw: RawRequest, form: BodyForm | None) -> NoReturn:
    """Raise the RequestValidationError for what is wrong with a request."""
    raise RequestValidationError(errors, body=describe_body(raw, form), endpoint_ctx=plan.context)


def _validate_steps_slowly(plan: Plan, raw: RawRequest, form: BodyForm | None) -> tuple[list[Arguments | None], Errors]:
    arguments: list[Arguments | None] = []
    errors: Errors = []
    for step in plan.steps:
        if step.inputs is None:
            arguments.append({})
            continue
        try:
            valid, found = validate_inputs(step.inputs, raw, form)
        except MalformedBody as error:
            _refuse_malformed(plan, error)
        arguments.append(valid)
        errors.extend(found)
    return arguments, errors


def _validate_slowly(plan: RoutePlan, inputs: Inputs, raw: RawRequest, form: BodyForm | None) -> Arguments:
    """Validate in the way that explains; returns only for requests that the fast way could not judge."""
    try:
        arguments, errors = validate_inputs(inputs, raw, form)
    except MalformedBody as error:
        _refuse_malformed(plan, error)
    if arguments is None:
        refuse(plan, errors, raw, form)
    return arguments


def _refuse_malformed(plan: Plan, error: MalformedBody) -> NoReturn:
    raise RequestValidationError([error.details], body=error.document, endpoint_ctx=plan.context) from error
