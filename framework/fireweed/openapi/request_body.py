"""Request Body Objects."""

from collections.abc import Iterable, Sequence

from fireweed import params
from fireweed.endpoint.fields import InputField
from fireweed.endpoint.form_fields import is_json_part
from fireweed.endpoint.form_groups import takes_files
from fireweed.endpoint.inputs import BodyForm
from fireweed.openapi.inputs import RequestInputs
from fireweed.openapi.merging import Json
from fireweed.openapi.parameters import describe_examples
from fireweed.openapi.schemas import Schemas
from fireweed.openapi.titles import choose_title
from fireweed.routing import APIRoute

DEFAULT_MEDIA_TYPE = "application/json"
URLENCODED = params.Form.default_media_type
MULTIPART = params.File.default_media_type


def describe_body(route: APIRoute, inputs: RequestInputs, schemas: Schemas) -> Json:
    """The Request Body Object (OpenAPI 3.1 §4.8.13) of an operation that has a body."""
    first = inputs.body[0]
    schema = schemas.reserve(inputs.body_type, "validation", title=choose_title(first), endpoint=route.endpoint)
    content: Json = {"schema": schema}
    if not inputs.has_body_members:
        content.update(describe_examples(first))
    is_form = inputs.body_form is BodyForm.FORM
    if is_form and (encoding := _describe_encoding(inputs.body)):
        content["encoding"] = encoding
    media_type = _choose_form_encoding(inputs.body) if is_form else _find_media_type(inputs.body)
    described: Json = {"content": {media_type: content}}
    if any(field.is_required for field in inputs.body):
        described["required"] = True
    return described


def _describe_encoding(fields: Iterable[InputField]) -> Json:
    """The Encoding Objects (OpenAPI 3.1 §4.8.15) of the fields that are no text."""
    return {field.alias: {"contentType": "application/json"} for field in fields if is_json_part(field)}


def _choose_form_encoding(fields: Sequence[InputField]) -> str:
    """The media type of a form; files need one of parts."""
    markers = [field.marker for field in fields if isinstance(field.marker, params.Form)]
    has_parts = any(isinstance(marker, params.File) or marker.media_type == MULTIPART for marker in markers)
    return MULTIPART if has_parts or any(map(takes_files, fields)) else URLENCODED


def _find_media_type(fields: Iterable[InputField]) -> str:
    """The media type that all fields agree on."""
    media_types = {getattr(field.marker, "media_type", DEFAULT_MEDIA_TYPE) for field in fields}
    return media_types.pop() if len(media_types) == 1 else DEFAULT_MEDIA_TYPE
