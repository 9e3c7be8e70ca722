"""Parameter Objects, and the examples of fields of all kinds."""

from pydantic_core import PydanticUndefined

from fireweed.encoders import jsonable_encoder
from fireweed.endpoint.fields import InputField, Source
from fireweed.openapi.group_parameters import ShownParameter
from fireweed.openapi.inputs import RequestInputs
from fireweed.openapi.merging import Json
from fireweed.openapi.schemas import Schemas
from fireweed.routing import APIRoute


def describe_parameters(route: APIRoute, inputs: RequestInputs, schemas: Schemas) -> list[Json]:
    """The Parameter Objects of an operation (OpenAPI 3.1 §4.8.12), without those that are hidden."""
    shown = (parameter for parameter in inputs.parameters if not parameter.is_hidden)
    return [_describe_parameter(route, parameter, schemas) for parameter in shown]


def describe_examples(field: InputField) -> Json:
    """The examples beside a schema; those of `examples=` are inside of it."""
    if field.marker.openapi_examples:
        return {"examples": jsonable_encoder(field.marker.openapi_examples)}
    if field.marker.example is not PydanticUndefined:
        return {"example": jsonable_encoder(field.marker.example)}
    return {}


def _describe_parameter(route: APIRoute, parameter: ShownParameter, schemas: Schemas) -> Json:
    field, info = parameter.field, parameter.field.info
    described: Json = {
        "name": parameter.name,
        "in": field.source.value,
        "required": field.source is Source.PATH or parameter.is_required,
        "schema": schemas.reserve(parameter.type, "validation", title=parameter.title, endpoint=route.endpoint),
    }
    if info.description:
        described["description"] = info.description
    described.update(describe_examples(field))
    if info.deprecated:
        described["deprecated"] = True
    return described
