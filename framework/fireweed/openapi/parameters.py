"""Parameter Objects, and the examples of fields of all kinds."""

from pydantic_core import PydanticUndefined

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.fields import InputField, Source
from fireweed.openapi.annotations import annotate
from fireweed.openapi.inputs import RequestInputs
from fireweed.openapi.merging import Json
from fireweed.openapi.schemas import Schemas
from fireweed.openapi.titles import choose_title
from fireweed.routing import APIRoute


def describe_parameters(route: APIRoute, inputs: RequestInputs, schemas: Schemas) -> list[Json]:
    """The Parameter Objects of an operation (OpenAPI 3.1 §4.8.12), without those that are hidden."""
    shown = (field for field in inputs.parameters if field.marker.include_in_schema)
    return [_describe_parameter(route, field, schemas) for field in shown]


def describe_examples(field: InputField) -> Json:
    """The examples beside a schema; those of `examples=` are inside of it."""
    if field.marker.openapi_examples:
        return {"examples": jsonable_encoder(field.marker.openapi_examples)}
    if field.marker.example is not PydanticUndefined:
        return {"example": jsonable_encoder(field.marker.example)}
    return {}


def _describe_parameter(route: APIRoute, field: InputField, schemas: Schemas) -> Json:
    info = field.info
    described: Json = {
        "name": field.alias,
        "in": field.source.value,
        "required": field.source is Source.PATH or field.is_required,
        "schema": schemas.reserve(annotate(info), "validation", title=choose_title(field), endpoint=route.endpoint),
    }
    if info.description:
        described["description"] = info.description
    described.update(describe_examples(field))
    if info.deprecated:
        described["deprecated"] = True
    return described
