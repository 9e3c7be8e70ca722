"""Request Body Objects."""

from collections.abc import Iterable

from fireweed.endpoint.fields import InputField
from fireweed.openapi.inputs import RequestInputs
from fireweed.openapi.merging import Json
from fireweed.openapi.parameters import choose_title, describe_examples
from fireweed.openapi.schemas import Schemas
from fireweed.routing import APIRoute

DEFAULT_MEDIA_TYPE = "application/json"


def describe_body(route: APIRoute, inputs: RequestInputs, schemas: Schemas) -> Json:
    """The Request Body Object (OpenAPI 3.1 §4.8.13) of an operation that has a body."""
    first = inputs.body[0]
    schema = schemas.reserve(inputs.body_type, "validation", title=choose_title(first), endpoint=route.endpoint)
    content: Json = {"schema": schema}
    if not inputs.has_body_members:
        content.update(describe_examples(first))
    described: Json = {"content": {_find_media_type(inputs.body): content}}
    if any(field.is_required for field in inputs.body):
        described["required"] = True
    return described


def _find_media_type(fields: Iterable[InputField]) -> str:
    """The media type that all fields agree on."""
    media_types = {getattr(field.marker, "media_type", DEFAULT_MEDIA_TYPE) for field in fields}
    return media_types.pop() if len(media_types) == 1 else DEFAULT_MEDIA_TYPE
