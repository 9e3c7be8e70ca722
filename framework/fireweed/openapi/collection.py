"""What a document needs of each operation: the route, its fields, and the keys of their schemas."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import create_model
from pydantic.fields import FieldInfo

from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.graph import walk_calls
from fireweed.endpoint.inputs import BodyForm
from fireweed.endpoint.plan import find_body_form
from fireweed.endpoint.signature import EMPTY
from fireweed.openapi.schemas import Schemas, annotate
from fireweed.routes import BaseRoute
from fireweed.routing import APIRoute

PARAMETER_SOURCES = (Source.PATH, Source.QUERY, Source.HEADER, Source.COOKIE)


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """A route with the parameters and body fields of its endpoint and dependencies, each name once."""

    route: APIRoute
    parameters: tuple[InputField, ...]
    body_fields: tuple[InputField, ...]

    @property
    def is_body_embedded(self) -> bool:
        """Whether the body is an object with a member for each field."""
        return find_body_form(self.body_fields) is BodyForm.MEMBERS

    @property
    def has_input(self) -> bool:
        """Whether a request can be invalid."""
        return bool(self.parameters or self.body_fields)


def collect_operations(routes: Iterable[BaseRoute]) -> list[Operation]:
    """The operations that the document shows."""
    effective = (expanded for route in routes for expanded in route.expand())
    return [build_operation(route) for route in effective if isinstance(route, APIRoute) and route.include_in_schema]


def build_operation(route: APIRoute) -> Operation:
    """Gather the fields of a route: the endpoint's own first, then those of its dependencies."""
    fields = [field for call in walk_calls(route.spec) for field in call.fields]
    parameters = [
        field for source in PARAMETER_SOURCES for field in _unify(field for field in fields if field.source is source)
    ]
    body_fields = {field.name: field for field in fields if field.source is Source.BODY}
    return Operation(route, tuple(parameters), tuple(body_fields.values()))


def add_schemas(operation: Operation, schemas: Schemas) -> None:
    """Ask for all schemas of an operation."""
    for field in operation.parameters:
        schemas.add(field, annotate(field.info), "validation")
    if operation.body_fields:
        schemas.add(body_key(operation), _build_body_type(operation), "validation")
    route = operation.route
    if route.output.model is not EMPTY:
        schemas.add(response_key(route), route.output.model, "serialization")
    for status, response in route.responses.items():
        if response.get("model") is not None:
            schemas.add(response_key(route, status), response["model"], "serialization")


def body_key(operation: Operation) -> tuple[Any, ...]:
    return ("body", operation.route.unique_id, operation.route.path)


def response_key(route: APIRoute, status: int | str | None = None) -> tuple[Any, ...]:
    return ("response", route.unique_id, route.path, status)


def _build_body_type(operation: Operation) -> Any:
    if not operation.is_body_embedded:
        return annotate(operation.body_fields[0].info)
    members: dict[str, Any] = {}
    for field in operation.body_fields:
        titled = FieldInfo(alias=field.alias, title=field.info.title or build_title(field.alias))
        members[field.name] = (annotate(field.info), _with_default(titled, field.info))
    name = f"Body_{operation.route.unique_id}"
    return create_model(name, **members)


def _with_default(titled: FieldInfo, info: FieldInfo) -> FieldInfo:
    titled.default = info.default
    titled.default_factory = info.default_factory
    return titled


def build_title(alias: str) -> str:
    """A name for people: `item_id` as "Item Id"."""
    return alias.title().replace("_", " ")


def _unify(fields: Iterable[InputField]) -> Sequence[InputField]:
    """One field for each name: a required one before an optional one, else the last."""
    chosen: dict[str, InputField] = {}
    for field in fields:
        known = chosen.get(field.alias)
        if known is None or field.is_required or not known.is_required:
            chosen[field.alias] = field
    return list(chosen.values())
