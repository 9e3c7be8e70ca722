"""The JSON Schemas of a document: all types of all operations go through one generator, so that they share components.

Whoever describes an operation reserves a place for each schema; `fill` generates all of them at once and puts them
there. A type whose input and output differ gets two components, `Item-Input` and `Item-Output`; others get one.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import NoneType
from typing import Any, Literal, NoReturn

from pydantic import PydanticUndefinedAnnotation, PydanticUserError, TypeAdapter
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import BytesSchema

from fireweed.endpoint.signature import describe
from fireweed.exceptions import DeclarationError
from fireweed.openapi.error_bodies import DETAIL_BODIES, ErrorBodies
from fireweed.openapi.merging import Json, Place, cut_at_form_feed, merge

REF_TEMPLATE = "#/components/schemas/{model}"

Mode = Literal["validation", "serialization"]
Key = tuple[int, Mode]


class SchemaGenerator(GenerateJsonSchema):
    """JSON Schema 2020-12 as OpenAPI 3.1 wants it."""

    def bytes_schema(self, schema: BytesSchema) -> JsonSchemaValue:
        """Bytes as a string of octets, or in base64 where the configuration says so."""
        is_output = self.mode == "serialization"
        encoding = self._config.ser_json_bytes if is_output else self._config.val_json_bytes
        described: JsonSchemaValue = {"type": "string"}
        if encoding == "base64":
            described["contentEncoding"] = "base64"
        described["contentMediaType"] = "application/octet-stream"
        self.update_with_validations(described, schema, self.ValidationsMapping.bytes)
        return described

    def encode_default(self, dft: Any) -> Any:
        """The default as JSON."""
        # PERF: pydantic builds an adapter for each default (benchmarks/startup).
        is_json = type(dft) in _JSON_SCALARS or (type(dft) is float and math.isfinite(dft))
        return dft if is_json else super().encode_default(dft)


_JSON_SCALARS = frozenset((str, int, bool, NoneType))


class DescribedType:
    """A type as pydantic understands it.

    Raises:
        PydanticUserError: it does not.
    """

    def __init__(self, type_: Any) -> None:
        self.type = type_
        self.adapter: TypeAdapter[Any] = TypeAdapter(type_)
        # A name that is not defined yet is looked up when the schema is first looked at.
        len(self.adapter.core_schema)

    @cached_property
    def has_computed_field(self) -> bool:
        """Whether the type, or one that it is made of, has computed fields."""
        return has_computed_field(self.adapter.core_schema)


@dataclass(frozen=True, slots=True)
class Reservation:
    """A place for the schema of a type; `title` is for a schema that is no reference, `endpoint` for error messages."""

    place: Place
    key: Key
    title: str
    endpoint: Callable[..., Any]


class Schemas:
    """Where the schemas of a document are asked for, and generated together.

    With `separate_input_output` false everything is described as input, save what has computed fields, which only
    output has. `error_bodies` are the types of the answers that the framework makes itself.
    """

    def __init__(self, *, separate_input_output: bool = True, error_bodies: ErrorBodies = DETAIL_BODIES) -> None:
        self._separate = separate_input_output
        self.error_bodies = error_bodies
        # By id: the same object is the same type, so a model that many operations share is asked for once.
        self._types: dict[int, DescribedType] = {}
        self._reservations: list[Reservation] = []

    def reserve(self, type_: Any, mode: Mode, *, title: str, endpoint: Callable[..., Any]) -> Place:
        """Ask for the schema of a type; what is merged into the place before `fill` will win over it.

        Raises:
            DeclarationError: pydantic does not know the type.
        """
        described = self._types.get(id(type_)) or self._add(type_, title, endpoint)
        if not self._separate and not described.has_computed_field:
            mode = "validation"
        place = Place()
        self._reservations.append(Reservation(place, (id(type_), mode), title, endpoint))
        return place

    def fill(self) -> dict[str, JsonSchemaValue]:
        """Put a schema into each place, and return those that are referred to by name.

        Raises:
            DeclarationError: a type has no JSON Schema.
        """
        keys = dict.fromkeys(reservation.key for reservation in self._reservations)
        try:
            schemas, definitions = self._generate(list(keys))
        except PydanticUserError as error:
            self._refuse_culprit(error)
        for reservation in self._reservations:
            _fill_place(reservation, schemas[reservation.key])
        return {name: _cut_description(definitions[name]) for name in sorted(definitions)}

    def _add(self, type_: Any, title: str, endpoint: Callable[..., Any]) -> DescribedType:
        try:
            self._types[id(type_)] = DescribedType(type_)
        except (PydanticUserError, PydanticUndefinedAnnotation) as error:
            raise _build_error(endpoint, title, error) from error
        return self._types[id(type_)]

    def _generate(self, keys: list[Key]) -> tuple[Mapping[Key, JsonSchemaValue], Mapping[str, JsonSchemaValue]]:
        inputs = [(type_id, mode, self._types[type_id].adapter) for type_id, mode in keys]
        schemas, shared = TypeAdapter.json_schemas(inputs, ref_template=REF_TEMPLATE, schema_generator=SchemaGenerator)
        return schemas, shared.get("$defs", {})

    def _refuse_culprit(self, error: PydanticUserError) -> NoReturn:
        """Name the operation whose type has no schema: the error itself names only the kind of type."""
        for reservation in self._reservations:
            try:
                self._generate([reservation.key])
            except PydanticUserError as culprit:
                raise _build_error(reservation.endpoint, reservation.title, culprit) from culprit
        raise error


def has_computed_field(core_schema: Any) -> bool:
    """Whether a type, or one that it is made of, has computed fields."""
    if isinstance(core_schema, Mapping):
        parts = [part for name, part in core_schema.items() if name not in _VALUES]
        return core_schema.get("type") == "computed-field" or any(map(has_computed_field, parts))
    return isinstance(core_schema, list | tuple) and any(map(has_computed_field, core_schema))


# The members of a core schema that hold values of the user rather than schemas.
_VALUES = frozenset(("default", "expected", "metadata"))


def _fill_place(reservation: Reservation, schema: JsonSchemaValue) -> None:
    place = reservation.place
    merged = dict(place)
    place.clear()
    place.update(schema)
    if "$ref" not in schema:
        place["title"] = reservation.title
    merge(place, merged)


def _cut_description(schema: JsonSchemaValue) -> Json:
    description = schema.get("description")
    return schema if description is None else {**schema, "description": cut_at_form_feed(description)}


def _build_error(endpoint: Callable[..., Any], title: str, error: Exception) -> DeclarationError:
    reason = str(error).partition("\n")[0].rstrip(".")
    return DeclarationError(
        f"{describe(endpoint)}: the document cannot describe {title!r}: {reason}. Use a type that pydantic describes, "
        "annotate it with `pydantic.WithJsonSchema`, or give the operation include_in_schema=False."
    )
