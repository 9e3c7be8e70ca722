"""Route plans without a route, for tests of what runs them."""

from collections.abc import Callable, Sequence
from typing import Any

from fireweed import params
from fireweed.defaults import Default
from fireweed.endpoint.graph import GraphBuilder, prepend_dependencies
from fireweed.endpoint.outputs import build_output, choose_model
from fireweed.endpoint.plan import RoutePlan, build_plan
from fireweed.endpoint.serialization import SerializerOptions
from fireweed.endpoint.signature import locate
from fireweed.exceptions import EndpointContext
from fireweed.responses import JSONResponse

PATH = "/items"


def plan_for(
    endpoint: Callable[..., Any],
    *,
    dependencies: Sequence[Any] = (),
    response_class: Any = None,
    status_code: int | None = None,
    strict_content_type: bool = True,
) -> RoutePlan:
    """The plan of an endpoint at PATH; `dependencies` come before its own."""
    builder = GraphBuilder()
    before = [builder.build_dependency(marker) for marker in dependencies if isinstance(marker, params.Depends)]
    spec = prepend_dependencies(builder.build_call(endpoint), before)
    context: EndpointContext = {**locate(endpoint), "path": PATH}
    class_ = Default(JSONResponse) if response_class is None else response_class
    model = choose_model(Default(None), spec.return_annotation)
    output = build_output(endpoint, model, class_, status_code, SerializerOptions(), context)
    return build_plan(spec, output, context, strict_content_type=strict_content_type)
