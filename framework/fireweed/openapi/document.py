"""The document: `get_openapi` describes routes as OpenAPI 3.1 does (https://spec.openapis.org/oas/v3.1.0)."""

import math
import warnings
from collections.abc import Iterable, Iterator
from types import NoneType
from typing import Any

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.signature import locate
from fireweed.openapi.error_bodies import ERROR_BODIES
from fireweed.openapi.inputs import gather_inputs
from fireweed.openapi.merging import Json
from fireweed.openapi.operation import describe_operation
from fireweed.openapi.schemas import Schemas
from fireweed.openapi.security import describe_security_schemes
from fireweed.openapi.specification.description import DocumentFrame
from fireweed.routes import BaseRoute
from fireweed.routing import APIRoute, RouteContext
from fireweed.types import ErrorFormat

AnyRoute = BaseRoute | RouteContext


def get_openapi(  # noqa: PLR0913  # the options that users know
    *,
    title: str,
    version: str,
    openapi_version: str = "3.1.0",
    summary: str | None = None,
    description: str | None = None,
    routes: Iterable[AnyRoute],
    webhooks: Iterable[AnyRoute] | None = None,
    tags: list[Json] | None = None,
    servers: list[Json] | None = None,
    terms_of_service: str | None = None,
    contact: Json | None = None,
    license_info: Json | None = None,
    separate_input_output_schemas: bool = True,
    external_docs: Json | None = None,
    error_format: ErrorFormat = "detail",
) -> Json:
    """Describe the typed operations among `routes`; included routers are looked into, mounted applications are not.

    `webhooks` are operations of others that the API calls; their paths are names. `error_format` is how the application
    answers errors.

    Raises:
        pydantic.ValidationError: what was said of the API as a whole is not what OpenAPI allows.
        DeclarationError: a type cannot be described.
    """
    info = {
        "title": title,
        "summary": summary,
        "description": description,
        "termsOfService": terms_of_service,
        "contact": contact,
        "license": license_info,
        "version": version,
    }
    schemas = Schemas(separate_input_output=separate_input_output_schemas, error_bodies=ERROR_BODIES[error_format])
    bulk = _describe_bulk(list(routes), list(webhooks or ()), schemas)
    given = {
        "openapi": openapi_version,
        "info": _without_empty(info),
        "servers": servers,
        "components": {} if bulk["components"] else None,
        "tags": tags,
        "externalDocs": external_docs,
    }
    document: Json = DocumentFrame.model_validate({"paths": {}, **_without_empty(given)}).model_dump(mode="json")
    # PERF: the bulk of it does not go through the model (benchmarks/startup).
    return _drain_as_json({**document, **bulk}, depth=2)


def _describe_bulk(routes: list[AnyRoute], webhooks: list[AnyRoute], schemas: Schemas) -> Json:
    """The members that routes make, None in place of one that is empty."""
    paths = describe_paths(routes, schemas)
    described_webhooks = describe_paths(webhooks, schemas)
    security_schemes = describe_security_schemes(walk_operations([*routes, *webhooks]))
    components = _without_empty({"schemas": schemas.fill(), "securitySchemes": security_schemes})
    return {"paths": paths, "webhooks": described_webhooks or None, "components": components or None}


def describe_paths(routes: Iterable[AnyRoute], schemas: Schemas) -> Json:
    """The Paths Object: operations by path and method, of two for the same the one that is answered with."""
    paths: Json = {}
    seen: set[str] = set()
    for route in walk_operations(routes):
        inputs = gather_inputs(route)
        path = paths.setdefault(route.path_format, {})
        for method in sorted(route.methods or ()):
            if method.lower() not in path:
                path[method.lower()] = operation = describe_operation(route, method, inputs, schemas)
                _warn_of_duplicate(route, operation["operationId"], seen)
    return paths


def walk_operations(routes: Iterable[AnyRoute]) -> Iterator[APIRoute]:
    """The operations that the document shows, each as it is where it stands."""
    for declared in routes:
        for route in declared.expand():
            if isinstance(route, APIRoute) and route.include_in_schema:
                yield route


def _warn_of_duplicate(route: APIRoute, operation_id: str, seen: set[str]) -> None:
    if operation_id in seen:
        file = locate(route.endpoint).get("file", "?")
        message = f"Duplicate Operation ID {operation_id} for function {route.name} at {file}"
        warnings.warn(message, UserWarning, stacklevel=5)
    seen.add(operation_id)


# PERF: what was made to JSON is given up at once, so that a large document is not in memory twice (benchmarks/startup).
def _drain_as_json(members: Json, depth: int) -> Json:
    """As `_as_json`; empties `members`, and the dictionaries that many levels below."""
    described: Json = {}
    for name in list(members):
        member = members.pop(name)
        is_deep = depth and isinstance(member, dict)
        as_json = _drain_as_json(member, depth - 1) if is_deep else _as_json(member)
        if as_json is not None:
            described[name] = as_json
    return described


def _as_json(value: Any) -> Any:
    """The value as JSON has it, without members that are None or that JSON (RFC 8259 §6) cannot hold."""
    if isinstance(value, dict):
        members = {name: _as_json(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member is not None}
    if type(value) is list:
        return [_as_json(member) for member in value]
    if type(value) is float:
        return value if math.isfinite(value) else None
    return value if type(value) in _JSON_SCALARS else jsonable_encoder(value, exclude_none=True)


_JSON_SCALARS = frozenset((str, int, bool, NoneType))


def _without_empty(members: Json) -> Json:
    return {key: value for key, value in members.items() if value}
