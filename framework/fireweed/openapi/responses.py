"""Responses Objects: the main answer, those declared beside it, and 422 where a request can be invalid."""

from collections.abc import Callable, Mapping
from typing import Any

from fireweed.endpoint.outputs import BODILESS, StreamFormat
from fireweed.endpoint.signature import EMPTY
from fireweed.openapi.merging import Json, merge
from fireweed.openapi.raised import describe_raised, find_phrase
from fireweed.openapi.schemas import Schemas
from fireweed.openapi.titles import build_title
from fireweed.responses import JSONResponse
from fireweed.routing import APIRoute

STATUS_RANGES = {
    "1XX": "Information",
    "2XX": "Success",
    "3XX": "Redirection",
    "4XX": "Client Error",
    "5XX": "Server Error",
    "DEFAULT": "Default Response",
}


def describe_responses(route: APIRoute, schemas: Schemas, *, can_be_invalid: bool) -> Json:
    """The Responses Object (OpenAPI 3.1 §4.8.16) of an operation."""
    main: Json = {"description": route.response_description}
    content = _describe_main_content(route, schemas)
    if content:
        main["content"] = content
    raised = describe_raised(route, schemas, can_be_invalid=can_be_invalid)
    raised.pop(str(route.output.documented_status), None)
    described: Json = {str(route.output.documented_status): main, **raised}
    for status, given in route.responses.items():
        key = "default" if str(status).lower() == "default" else str(status).upper()
        if key in raised and {"model", "content"} & given.keys():
            described[key].pop("content", None)
        _add_response(described.setdefault(key, {}), route, status, given, schemas)
    if can_be_invalid and not {"422", "4XX", "default"} & described.keys():
        described["422"] = _describe_invalid(route, schemas)
    return described


def _describe_main_content(route: APIRoute, schemas: Schemas) -> Json:
    response_class, model = route.output.response_class, route.output.model
    if response_class.media_type is None or route.output.documented_status in BODILESS:
        return {}
    describe_item = _DESCRIBE_ITEM.get(route.output.stream)
    if describe_item is not None:
        return {response_class.media_type: {"itemSchema": describe_item(route, schemas)}}
    schema: Json = {}
    if not issubclass(response_class, JSONResponse):
        schema = {"type": "string"}
    elif model is not EMPTY:
        title = build_title(f"Response_{route.unique_id}")
        schema = schemas.reserve(model, "serialization", title=title, endpoint=route.endpoint)
    return {response_class.media_type: {"schema": schema}}


def _describe_item(route: APIRoute, schemas: Schemas) -> Json:
    """The schema of the items of a stream (OpenAPI 3.2 §4.14.3)."""
    if route.output.model is EMPTY:
        return {}
    title = build_title(f"StreamItem_{route.unique_id}")
    return schemas.reserve(route.output.model, "serialization", title=title, endpoint=route.endpoint)


def _describe_event(route: APIRoute, schemas: Schemas) -> Json:
    """The schema of a Server-Sent Event; its data is text, and that text JSON where the type of the items is known."""
    data: Json = {"type": "string"}
    described: Json = {
        "type": "object",
        "properties": {
            "data": data,
            "event": {"type": "string"},
            "id": {"type": "string"},
            "retry": {"type": "integer", "minimum": 0},
        },
    }
    if route.output.model is not EMPTY:
        data["contentMediaType"] = JSONResponse.media_type
        data["contentSchema"] = _describe_item(route, schemas)
        described["required"] = ["data"]
    return described


_DESCRIBE_ITEM: dict[StreamFormat | None, Callable[[APIRoute, Schemas], Json]] = {
    StreamFormat.JSON_LINES: _describe_item,
    StreamFormat.EVENTS: _describe_event,
}


def _add_response(
    described: Json, route: APIRoute, status: int | str, given: Mapping[str, Any], schemas: Schemas
) -> None:
    """Add what is declared for a status to what is known of it. A model comes first, so that `content` adds to it."""
    if given.get("model") is not None:
        title = build_title(f"Response_{status}_{route.unique_id}")
        media_type = route.output.response_class.media_type or JSONResponse.media_type
        content = described.setdefault("content", {}).setdefault(media_type, {})
        content["schema"] = schemas.reserve(given["model"], "serialization", title=title, endpoint=route.endpoint)
    merge(described, {name: value for name, value in given.items() if name not in ("description", "model")})
    described["description"] = given.get("description") or described.get("description") or _describe_status(status)


def _describe_status(status: int | str) -> str:
    named = STATUS_RANGES.get(str(status).upper())
    if named is not None:
        return named
    return find_phrase(int(status)) if str(status).isdecimal() else "Additional Response"


def _describe_invalid(route: APIRoute, schemas: Schemas) -> Json:
    bodies = schemas.error_bodies
    schema = schemas.reserve(bodies.validation, "serialization", title="Invalid request", endpoint=route.endpoint)
    return {"description": "Validation Error", "content": {bodies.media_type: {"schema": schema}}}
