"""What programs use that add to routes which exist: a dependency, as packages for pagination do, or a lifespan."""

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel, create_model

from fireweed import params
from fireweed.concurrency import is_async_callable, run_in_threadpool
from fireweed.core.lifespan import LifespanContext, build_event_lifespan, merge_lifespans
from fireweed.endpoint.dependant import Dependant, build_sub_dependant
from fireweed.endpoint.graph import GraphBuilder
from fireweed.endpoint.model_field import ModelField
from fireweed.endpoint.request_handler import wrap_request_handler
from fireweed.requests import Request
from fireweed.responses import Response
from fireweed.routes.template import parse_template
from fireweed.routing import APIRouter
from fireweed.types import ASGIApp


def get_parameterless_sub_dependant(*, depends: params.Depends, path: str) -> Dependant:
    """What a dependency asks for whose value is not wanted, on a route with the template `path`."""
    builder = GraphBuilder(parse_template(path).convertors)
    return build_sub_dependant(builder.build_dependency(depends), path)


def get_flat_body_params(dependant: Dependant) -> list[ModelField]:
    """The parameters in the body, those of dependencies included."""
    inner = (field for dependency in dependant.dependencies for field in get_flat_body_params(dependency))
    return [*dependant.body_params, *inner]


def get_body_field(*, body_params: Sequence[ModelField], name: str, embed_body_fields: bool) -> ModelField | None:
    """The body as one field: the only parameter, or a model with a field for each; None without parameters."""
    if not body_params:
        return None
    if not embed_body_fields:
        return body_params[0]
    members: Any = {field.name: (field.field_info.annotation, field.field_info) for field in body_params}
    info: Any = params.Body()
    info.annotation = create_model(f"Body_{name}", __base__=BaseModel, **members)
    return ModelField("body", info, "body")


def request_response(handle: Callable[[Request], Any]) -> ASGIApp:
    """The application that answers by `handle`, such as what `APIRoute.get_route_handler` returns."""

    async def handle_in_thread(request: Request) -> Response:
        response: Response = await run_in_threadpool(handle, request)
        return response

    return wrap_request_handler(handle if is_async_callable(handle) else handle_in_thread)


def build_default_lifespan(router: APIRouter) -> LifespanContext:
    """The lifespan that calls the handlers for start-up and shut-down of a router, which need not have any yet."""
    return lambda app: build_event_lifespan(router.on_startup, router.on_shutdown)(app)


def merge_lifespan_context(original: LifespanContext, nested: LifespanContext) -> LifespanContext:
    """Both lifespans as one, `nested` inside of `original`."""
    return merge_lifespans([original, nested])
