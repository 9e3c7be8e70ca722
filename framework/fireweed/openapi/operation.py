"""One operation of the document: parameters, request body, responses, and what the decorator said."""

import http
from collections.abc import Mapping
from enum import Enum
from typing import Any

from pydantic_core import PydanticUndefined

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.outputs import BODILESS
from fireweed.endpoint.signature import EMPTY
from fireweed.openapi.collection import Operation, body_key, build_title, response_key
from fireweed.openapi.schemas import REF_TEMPLATE, Schemas
from fireweed.responses import JSONResponse
from fireweed.routing import APIRoute

Json = dict[str, Any]

# Methods whose requests may have content with a meaning (OpenAPI documents none for OPTIONS and TRACE).
METHODS_WITH_BODY = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"))

STATUS_RANGES = {
    "1XX": "Information",
    "2XX": "Success",
    "3XX": "Redirection",
    "4XX": "Client Error",
    "5XX": "Server Error",
    "DEFAULT": "Default Response",
}

VALIDATION_ERROR_DEFINITIONS: dict[str, Json] = {
    "HTTPValidationError": {
        "properties": {
            "detail": {
                "items": {"$ref": REF_TEMPLATE.format(model="ValidationError")},
                "type": "array",
                "title": "Detail",
            }
        },
        "type": "object",
        "title": "HTTPValidationError",
    },
    "ValidationError": {
        "properties": {
            "loc": {
                "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]},
                "type": "array",
                "title": "Location",
            },
            "msg": {"type": "string", "title": "Message"},
            "type": {"type": "string", "title": "Error Type"},
            "input": {"title": "Input"},
            "ctx": {"type": "object", "title": "Context"},
        },
        "type": "object",
        "required": ["loc", "msg", "type"],
        "title": "ValidationError",
    },
}


def describe_operation(operation: Operation, method: str, schemas: Schemas) -> Json:
    """The Operation Object (OpenAPI 3.1 §4.8.10)."""
    route = operation.route
    described: Json = {}
    if route.tags:
        described["tags"] = [tag.value if isinstance(tag, Enum) else tag for tag in route.tags]
    described["summary"] = route.summary or route.name.replace("_", " ").title()
    if route.description:
        described["description"] = route.description
    described["operationId"] = route.unique_id
    parameters = [describe_parameter(field, schemas) for field in operation.parameters if is_shown(field)]
    if parameters:
        described["parameters"] = parameters
    if operation.body_fields and method in METHODS_WITH_BODY:
        described["requestBody"] = describe_body(operation, schemas)
    described["responses"] = describe_responses(operation, schemas)
    if route.deprecated:
        described["deprecated"] = True
    if route.openapi_extra:
        merge(described, route.openapi_extra)
    return described


def is_shown(field: InputField) -> bool:
    return field.marker.include_in_schema


def describe_parameter(field: InputField, schemas: Schemas) -> Json:
    """The Parameter Object (OpenAPI 3.1 §4.8.12)."""
    info = field.info
    described: Json = {
        "name": field.alias,
        "in": field.source.value,
        "required": field.source is Source.PATH or field.is_required,
        "schema": schemas.get(field, "validation", info.title or build_title(field.alias)),
    }
    if info.description:
        described["description"] = info.description
    described.update(_describe_examples(field))
    if info.deprecated:
        described["deprecated"] = True
    return described


def describe_body(operation: Operation, schemas: Schemas) -> Json:
    """The Request Body Object (OpenAPI 3.1 §4.8.13)."""
    first = operation.body_fields[0]
    title = first.info.title or build_title(first.alias)
    content: Json = {"schema": schemas.get(body_key(operation), "validation", title)}
    if not operation.is_body_embedded:
        content.update(_describe_examples(first))
    media_types = {getattr(field.marker, "media_type", "application/json") for field in operation.body_fields}
    media_type = media_types.pop() if len(media_types) == 1 else "application/json"
    described: Json = {"content": {media_type: content}}
    if any(field.is_required for field in operation.body_fields):
        described["required"] = True
    return described


def describe_responses(operation: Operation, schemas: Schemas) -> Json:
    """The Responses Object (OpenAPI 3.1 §4.8.16): the main answer, those declared, and 422 where it can happen."""
    route = operation.route
    status = str(route.output.documented_status)
    described: Json = {status: {"description": route.response_description, **_describe_main_content(route, schemas)}}
    for given_status, given in route.responses.items():
        key = "default" if str(given_status).lower() == "default" else str(given_status).upper()
        merge(described.setdefault(key, {}), _describe_additional(route, given_status, given, described[key], schemas))
    if operation.has_input and not {"422", "4XX", "default"} & described.keys():
        described["422"] = {
            "description": "Validation Error",
            "content": {"application/json": {"schema": {"$ref": REF_TEMPLATE.format(model="HTTPValidationError")}}},
        }
    return described


def merge(target: Json, extra: Mapping[str, Any]) -> None:
    """Merge `extra` into `target`: dicts member by member, lists joined, everything else replaced."""
    for key, value in extra.items():
        present = target.get(key)
        if isinstance(present, dict) and isinstance(value, Mapping):
            merge(present, value)
        elif isinstance(present, list) and isinstance(value, list):
            target[key] = present + value
        else:
            target[key] = value


def _describe_main_content(route: APIRoute, schemas: Schemas) -> Json:
    response_class = route.output.response_class
    if response_class.media_type is None or route.output.documented_status in BODILESS:
        return {}
    schema: Json = {}
    if not issubclass(response_class, JSONResponse):
        schema = {"type": "string"}
    elif route.output.model is not EMPTY:
        schema = schemas.get(response_key(route), "serialization", build_title(f"Response_{route.unique_id}"))
    return {"content": {response_class.media_type: {"schema": schema}}}


def _describe_additional(
    route: APIRoute, status: int | str, given: Mapping[str, Any], present: Mapping[str, Any], schemas: Schemas
) -> Json:
    described = {key: value for key, value in given.items() if key != "model"}
    if given.get("model") is not None:
        title = build_title(f"Response_{status}_{route.unique_id}")
        schema = schemas.get(response_key(route, status), "serialization", title)
        media_type = route.output.response_class.media_type or "application/json"
        content: Json = {media_type: {"schema": schema}}
        merge(content, described.get("content", {}))
        described["content"] = content
    described["description"] = given.get("description") or present.get("description") or _describe_status(status)
    return described


def _describe_status(status: int | str) -> str:
    named = STATUS_RANGES.get(str(status).upper())
    if named is not None:
        return named
    try:
        return http.HTTPStatus(int(status)).phrase
    except ValueError:
        return "Additional Response"


def _describe_examples(field: InputField) -> Json:
    if field.marker.openapi_examples:
        return {"examples": jsonable_encoder(field.marker.openapi_examples)}
    if field.marker.example is not PydanticUndefined:
        return {"example": jsonable_encoder(field.marker.example)}
    return {}
