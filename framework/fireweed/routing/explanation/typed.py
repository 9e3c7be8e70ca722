"""Path operations and typed WebSocket routes: what their plans say."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from fireweed.endpoint.classify import Special
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.plan import DEFAULT_FORM_LIMITS, Plan
from fireweed.endpoint.signature import locate
from fireweed.routes.base import is_overridden
from fireweed.routing.api_route import APIRoute
from fireweed.routing.api_websocket_route import APIWebSocketRoute
from fireweed.routing.explanation.answers import find_answer_facts
from fireweed.routing.explanation.calls import RUNS, Origin, build_call_blocks
from fireweed.routing.explanation.text import Block, Fact
from fireweed.routing.explanation.values import describe_call

Typed = APIRoute | APIWebSocketRoute

_HTTP_CLOSING = {
    "function": "closed before the answer is sent",
    "request": "closed after the answer was sent",
    "app": "closed when it stops",
}
_WEBSOCKET_CLOSING = {
    "function": "closed as soon as the endpoint is done",
    "request": "closed when the endpoint is done",
    "app": "closed when it stops",
}
_BODIES = {
    BodyForm.JSON: "JSON, validated directly from its bytes",
    BodyForm.MEMBERS: "a JSON object with a member for each parameter",
    BodyForm.FORM: "a form, urlencoded or multipart",
}


def find_operation_facts(route: APIRoute) -> Iterator[Fact]:
    """What start-up decided about a path operation."""
    yield from _find_common_facts(route)
    if route.plan.body_form is not None:
        yield Fact("body", "; ".join(_describe_body(route.plan, route.plan.body_form)))
    yield from _find_limit(route)
    yield Fact("handler", _describe_handler(route.plan))
    if is_overridden(route, "get_route_handler", APIRoute):
        yield Fact("wrapper", describe_call(route.get_route_handler))
    yield from find_answer_facts(route)


def find_session_facts(route: APIWebSocketRoute) -> Iterator[Fact]:
    """What start-up decided about a typed WebSocket route."""
    yield from _find_common_facts(route)


def build_operation_blocks(route: APIRoute) -> Iterator[Block]:
    """The parameters of a path operation, or its calls."""
    closing = _HTTP_CLOSING
    if route.output.stream is not None:
        closing = {**closing, "function": "closed before the first item is sent"}
    yield from build_call_blocks(route.plan, _find_origin(route), closing)


def build_session_blocks(route: APIWebSocketRoute) -> Iterator[Block]:
    """The parameters of a typed WebSocket route, or its calls."""
    yield from build_call_blocks(route.plan, _find_origin(route), _WEBSOCKET_CLOSING)


def _find_common_facts(route: Typed) -> Iterator[Fact]:
    yield Fact("endpoint", describe_call(route.endpoint))
    yield Fact("runs", RUNS[route.plan.endpoint.kind])
    if route.name != locate(route.endpoint)["function"]:
        yield Fact("name", route.name)
    inherits = list(_describe_inherited(route))
    if inherits:
        yield Fact("inherits", "; ".join(inherits))
    sources = "; ".join(_describe_sources(route.plan))
    if sources or isinstance(route, APIRoute):
        yield Fact("reads", sources or "nothing of the request")


def _describe_inherited(route: Typed) -> Iterator[str]:
    """What routers say of it, without what was said of the route itself."""
    inherited, declared = route.inherited, route.declared
    if inherited.prefix:
        yield f"prefix {inherited.prefix}"
    tags = _leave_out_last(inherited.tags, len(declared.tags))
    if tags:
        yield f"tags {', '.join(str(getattr(tag, 'value', tag)) for tag in tags)}"
    dependencies = _leave_out_last(inherited.dependencies, len(declared.dependencies))
    if dependencies:
        names = (locate(marker.dependency)["function"] for marker in dependencies if marker.dependency is not None)
        yield f"dependencies {', '.join(names)}"


def _leave_out_last(items: Sequence[Any], count: int) -> Sequence[Any]:
    return items[: len(items) - count]


def _find_origin(route: Typed) -> Origin:
    count = len(route.inherited.dependencies)
    return Origin(count - len(route.declared.dependencies), count)


def _describe_sources(plan: Plan) -> Iterator[str]:
    """The parts of the request that are looked at, and the names in them."""
    names: dict[Source, dict[str, None]] = {}
    for step in plan.steps:
        for field in step.inputs.fields if step.inputs is not None else ():
            names.setdefault(field.source, {}).update(dict.fromkeys(_find_names(field)))
    for source in Source:
        if source in names:
            yield source.value if source is Source.BODY else f"{source.value} {', '.join(names[source])}"
    if plan.uses(Special.REQUEST) or plan.uses(Special.CONNECTION):
        yield "whatever is asked of the request itself"


def _find_names(field: InputField) -> Iterable[str]:
    """The names in the request; of a parameter model those of its fields."""
    group = field.group
    if group is None:
        return field.request_names
    fields = ((model, name, info) for model in group.models for name, info in model.model_fields.items())
    return (name for asked in fields for _, name in group.find_choices(*asked))


def _describe_body(plan: Plan, form: BodyForm) -> Iterator[str]:
    yield _BODIES[form]
    if form is BodyForm.FORM:
        for name in ("max_files", "max_fields", "max_part_size"):
            limit = getattr(plan.form_limits, name)
            if limit != getattr(DEFAULT_FORM_LIMITS, name):
                yield f"{name} {limit}"
    elif not plan.strict_content_type:
        yield "also without a content-type"


def _find_limit(route: APIRoute) -> Iterator[Fact]:
    """The limit that the route or a router declares, else that of the application."""
    outer: int | None = getattr(route.dependency_overrides_provider, "max_body_size", None)
    if route.max_body_size is not None:
        yield Fact("limit", f"bodies of at most {route.max_body_size} bytes")
    elif outer is not None:
        yield Fact("limit", f"bodies of at most {outer} bytes, by the application")


def _describe_handler(plan: Plan) -> str:
    cleanup = " and cleanup" if plan.has_cleanup else ""
    if len(plan.steps) > 1:
        return f"with dependencies{cleanup}"
    if not plan.is_direct:
        return f"with injected values{cleanup}"
    if plan.body_form is None:
        return "scope only"
    return "scope and form" if plan.body_form is BodyForm.FORM else "scope and body"
