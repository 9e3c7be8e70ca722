"""Operation Objects: what the decorator said, and what the signature tells of requests and answers."""

import copy
from enum import Enum

from fireweed.openapi.inputs import RequestInputs, gather_inputs
from fireweed.openapi.merging import Json, cut_at_form_feed, merge
from fireweed.openapi.parameters import describe_parameters
from fireweed.openapi.request_body import describe_body
from fireweed.openapi.responses import describe_responses
from fireweed.openapi.schemas import Schemas
from fireweed.openapi.security import describe_security
from fireweed.routing import APIRoute

# Methods whose requests may have content with a meaning (OpenAPI documents none for OPTIONS and TRACE).
METHODS_WITH_BODY = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"))


def describe_operation(route: APIRoute, method: str, inputs: RequestInputs, schemas: Schemas) -> Json:
    """The Operation Object (OpenAPI 3.1 §4.8.10) of a route for one of its methods."""
    described = _describe_declaration(route)
    described["operationId"] = choose_operation_id(route, method)
    parameters = describe_parameters(route, inputs, schemas)
    if parameters:
        described["parameters"] = parameters
    if inputs.body and method in METHODS_WITH_BODY:
        described["requestBody"] = describe_body(route, inputs, schemas)
    described["responses"] = describe_responses(route, schemas, can_be_invalid=inputs.can_be_invalid)
    if callbacks := describe_callbacks(route, schemas):
        described["callbacks"] = callbacks
    if route.deprecated:
        described["deprecated"] = True
    if security := describe_security(route):
        described["security"] = security
    merge(described, route.openapi_extra or {})
    return described


def describe_callbacks(route: APIRoute, schemas: Schemas) -> Json:
    """The Callback Objects (OpenAPI 3.1 §4.8.18) of an operation by name."""
    return {
        callback.name: {callback.path: describe_path_item(callback, schemas)}
        for callback in route.callbacks
        if isinstance(callback, APIRoute)
    }


def describe_path_item(route: APIRoute, schemas: Schemas) -> Json:
    """The Path Item Object (OpenAPI 3.1 §4.8.9) of one route alone."""
    inputs = gather_inputs(route)
    return {
        method.lower(): describe_operation(route, method, inputs, schemas) for method in sorted(route.methods or ())
    }


def choose_operation_id(route: APIRoute, method: str) -> str:
    """The operation's id; a generated one is another for each method of a route, since ids must be unique."""
    if route.operation_id or route.methods == {method}:
        return route.operation_id or route.unique_id
    single = copy.copy(route)
    single.methods = {method}
    operation_id: str = route.generate_unique_id_function(single)
    return operation_id


def _describe_declaration(route: APIRoute) -> Json:
    """What the decorator and the docstring say."""
    described: Json = {}
    if route.tags:
        described["tags"] = [tag.value if isinstance(tag, Enum) else tag for tag in route.tags]
    described["summary"] = route.summary or route.name.replace("_", " ").title()
    description = cut_at_form_feed(route.description or "")
    if description:
        described["description"] = description
    return described
