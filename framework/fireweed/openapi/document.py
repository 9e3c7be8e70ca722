"""The document: `get_openapi` describes routes as OpenAPI 3.1 does (https://spec.openapis.org/oas/v3.1.0)."""

import warnings
from collections.abc import Iterable, Sequence

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.signature import locate
from fireweed.openapi.collection import Operation, add_schemas, collect_operations
from fireweed.openapi.operation import VALIDATION_ERROR_DEFINITIONS, Json, describe_operation
from fireweed.openapi.schemas import Schemas
from fireweed.routes import BaseRoute


def get_openapi(  # noqa: PLR0913  # the options that users know
    *,
    title: str,
    version: str,
    openapi_version: str = "3.1.0",
    summary: str | None = None,
    description: str | None = None,
    routes: Sequence[BaseRoute],
    tags: list[Json] | None = None,
    servers: list[Json] | None = None,
    terms_of_service: str | None = None,
    contact: Json | None = None,
    license_info: Json | None = None,
    separate_input_output_schemas: bool = True,
    external_docs: Json | None = None,
) -> Json:
    """Describe the typed operations among `routes`; included routers are looked into, mounted applications are not."""
    info = {
        "title": title,
        "summary": summary,
        "description": description,
        "termsOfService": terms_of_service,
        "contact": contact,
        "license": license_info,
        "version": version,
    }
    schemas = Schemas(separate_input_output=separate_input_output_schemas)
    operations = collect_operations(routes)
    for operation in operations:
        add_schemas(operation, schemas)
    schemas.generate()
    document: Json = {"openapi": openapi_version, "info": _without_empty(info)}
    if servers:
        document["servers"] = servers
    document["paths"] = describe_paths(operations, schemas)
    components = describe_components(schemas, document["paths"])
    if components:
        document["components"] = components
    if tags:
        document["tags"] = tags
    if external_docs:
        document["externalDocs"] = external_docs
    described: Json = jsonable_encoder(document, by_alias=True, exclude_none=True)
    return described


def describe_paths(operations: Iterable[Operation], schemas: Schemas) -> Json:
    """The Paths Object: operations by path and method, the first one declared for a method."""
    paths: Json = {}
    seen: set[str] = set()
    for operation in operations:
        route = operation.route
        path = paths.setdefault(route.path_format, {})
        _warn_of_duplicate(operation, seen)
        for method in sorted(route.methods or ()):
            path.setdefault(method.lower(), describe_operation(operation, method, schemas))
    return paths


def describe_components(schemas: Schemas, paths: Json) -> Json:
    """The Components Object: every schema that is referred to by name, sorted."""
    definitions = dict(schemas.definitions)
    if any(_has_automatic_422(path) for path in paths.values()):
        definitions.update(VALIDATION_ERROR_DEFINITIONS)
    return {"schemas": {name: definitions[name] for name in sorted(definitions)}} if definitions else {}


def _has_automatic_422(path: Json) -> bool:
    reference = "#/components/schemas/HTTPValidationError"
    return any(
        content.get("schema", {}).get("$ref") == reference
        for operation in path.values()
        for content in operation["responses"].get("422", {}).get("content", {}).values()
    )


def _warn_of_duplicate(operation: Operation, seen: set[str]) -> None:
    route = operation.route
    if route.unique_id in seen:
        file = locate(route.endpoint).get("file", "?")
        warnings.warn(
            f"Duplicate Operation ID {route.unique_id} for function {route.name} at {file}", UserWarning, stacklevel=4
        )
    seen.add(route.unique_id)


def _without_empty(members: Json) -> Json:
    return {key: value for key, value in members.items() if value}
