"""One validator per callable: its fields become one TypedDict whose aliases are paths into the raw request.

The raw request is a dict with a key for each source, such as `{"path": ..., "query": ..., "body": b"..."}`.
"""

from collections.abc import Callable, Sequence
from enum import Enum
from functools import lru_cache
from typing import Any

from pydantic import AliasChoices, AliasPath, PydanticUndefinedAnnotation, PydanticUserError
from pydantic.errors import PydanticSchemaGenerationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, SchemaError, SchemaValidator, core_schema

from fireweed.endpoint.adapters import describe_type, is_complete
from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.form_fields import find_places, is_json_part
from fireweed.endpoint.form_groups import annotate_models, is_group
from fireweed.endpoint.interning import Interned
from fireweed.endpoint.signature import describe
from fireweed.exceptions import DeclarationError

RawRequest = dict[str, Any]
Validate = Callable[..., dict[str, Any]]

# What pydantic raises for a type that it cannot validate.
SCHEMA_ERRORS = (
    PydanticUserError,
    PydanticUndefinedAnnotation,
    SchemaError,
    # For what is no type at all.
    TypeError,
    AttributeError,
    KeyError,
)


class BodyForm(Enum):
    """How the raw request holds the body."""

    JSON = "the bytes of a JSON document, which the validator itself parses"
    VALUE = "a Python value: parsed JSON, or the bytes of another media type"
    MEMBERS = "a Python mapping with a member for each body parameter"
    FORM = "the fields of a form, a mapping for each way of reading them"


class Inputs:
    """The fields of one callable and the validators made of them.

    `validate` takes the raw request with the body as `form` says. `validate_value` takes any body as a Python value; it
    is built when it is first needed, for a body that is not JSON or for the errors of one that is.

    Raises:
        DeclarationError: pydantic cannot validate a parameter's type.
    """

    __slots__ = ("_validate_value", "call", "fields", "form", "validate")

    def __init__(self, call: Callable[..., Any], fields: Sequence[InputField], form: BodyForm) -> None:
        self.call = call
        self.fields = fields
        self.form = form
        self.validate = build_validator(call, fields, form)
        self._validate_value = None if self.has_json_body else self.validate

    @property
    def has_json_body(self) -> bool:
        return self.form is BodyForm.JSON and any(field.source is Source.BODY for field in self.fields)

    @property
    def validate_value(self) -> Validate:
        if self._validate_value is None:
            self._validate_value = build_validator(self.call, self.fields, BodyForm.VALUE)
        return self._validate_value


def build_validator(call: Callable[..., Any], fields: Sequence[InputField], form: BodyForm) -> Validate:
    """The function that turns a raw request into the callable's arguments; it raises pydantic's ValidationError.

    Raises:
        DeclarationError: pydantic cannot validate a parameter's type.
    """
    key = (form, *fields)
    kept = _kept.find(key)
    if kept is not None:
        return kept
    validator = _build_schema_validator(call, fields, form)
    if validator is None:
        return _build_later(call, fields, form)
    return _kept.keep(key, validator.validate_python)


# PERF: callables whose parameters are alike have the same fields (benchmarks/startup).
_kept = Interned[Validate]()


def _build_later(call: Callable[..., Any], fields: Sequence[InputField], form: BodyForm) -> Validate:
    """A validator that is built when it is first called: a model refers to a class that is not defined yet."""

    @lru_cache(maxsize=1)
    def build() -> SchemaValidator:
        validator = _build_schema_validator(call, fields, form)
        if validator is None:
            culprit = next(field.name for field in fields if _build_member(call, field, form) is None)
            message = f"{describe(call)}: parameter {culprit!r}: its type refers to a class that is not defined."
            raise DeclarationError(f"{message} Define it, or import it where the model is defined.")
        return validator

    return lambda raw, **options: build().validate_python(raw, **options)


# PERF: the schemas of the fields are put together here. Making a TypedDict, and pydantic an adapter of it, gives the
# same validator and takes 30 times as long (benchmarks/startup).


def _build_schema_validator(
    call: Callable[..., Any], fields: Sequence[InputField], form: BodyForm
) -> SchemaValidator | None:
    """The validator of all fields; None while one of them refers to a class that is not defined."""
    members: dict[str, core_schema.TypedDictField] = {}
    definitions: dict[str, CoreSchema] = {}
    for field in fields:
        member = _build_member(call, field, form)
        if member is None:
            return None
        member["schema"] = _hoist_definitions(member["schema"], definitions)
        members[field.name] = member
    schema: CoreSchema = core_schema.typed_dict_schema(members)
    if definitions:
        schema = core_schema.definitions_schema(schema, list(definitions.values()))
    return SchemaValidator(schema)


def _build_member(call: Callable[..., Any], field: InputField, form: BodyForm) -> core_schema.TypedDictField | None:
    """The schema of a field with its place in the raw request as alias; None while it is incomplete."""
    info = field.info
    said = {} if info.discriminator is None else {"discriminator": info.discriminator}
    try:
        adapter = describe_type(_annotate(field), tuple(info.metadata), said).adapter
    except SCHEMA_ERRORS as error:
        raise DeclarationError(f"{describe(call)}: parameter {field.name!r}: {explain(error)}") from find_cause(error)
    if not is_complete(adapter):
        return None
    schema = adapter.core_schema
    if field.source is Source.BODY and (form is BodyForm.JSON or (form is BodyForm.FORM and is_json_part(field))):
        schema = _inside_definitions(schema, core_schema.json_schema)
    if field.group is not None:
        schema = _inside_definitions(schema, field.group.prepare)
    if not info.is_required():
        schema = _inside_definitions(schema, lambda inner: _add_default(inner, info))
    place = _find_place(field, form)
    alias = place if isinstance(place, str) else place.convert_to_aliases()
    return core_schema.typed_dict_field(schema, required=info.is_required(), validation_alias=alias)


def _annotate(field: InputField) -> Any:
    """The type of a field, with what reads its models."""
    if field.group is not None:
        return field.group.annotate(field.info.annotation)
    return annotate_models(field.info.annotation) if is_group(field) else field.info.annotation


def _add_default(schema: CoreSchema, info: FieldInfo) -> CoreSchema:
    if info.default_factory is None:
        return core_schema.with_default_schema(schema, default=info.default, validate_default=info.validate_default)
    options: dict[str, Any] = {"default_factory": info.default_factory, "validate_default": info.validate_default}
    if getattr(info, "default_factory_takes_validated_data", False):
        options["default_factory_takes_data"] = True
    return core_schema.with_default_schema(schema, **options)


def _inside_definitions(schema: Any, change: Callable[[Any], Any]) -> Any:
    """A changed schema, around which what it refers to by name stays defined."""
    if schema["type"] == "definitions":
        return {**schema, "schema": change(schema["schema"])}
    return change(schema)


def _hoist_definitions(schema: Any, definitions: dict[str, CoreSchema]) -> CoreSchema:
    """Move what a schema defines by name to `definitions`: fields share models, and a name is defined once."""
    if schema["type"] == "definitions":
        definitions.update((definition["ref"], definition) for definition in schema["definitions"])
        schema = schema["schema"]
    hoisted: CoreSchema = schema
    return hoisted


def find_cause(error: Exception) -> Exception | None:
    """What is worth to be shown above an error that `explain` is part of: not a page of pydantic's own frames."""
    return None if isinstance(error, PydanticUserError | SchemaError) else error


def explain(error: Exception) -> str:
    """What pydantic says of a type, and the remedy."""
    if isinstance(error, PydanticSchemaGenerationError):
        return f"{get_reason(error)}. Use a type that pydantic validates, or make the value with `Depends`."
    return f"{get_reason(error)}. Correct its annotation."


def get_reason(error: Exception) -> str:
    """What pydantic says of a type, without its own advice and links."""
    if isinstance(error, SchemaError):  # one line for each level, the innermost last
        return " ".join(str(error).rpartition("SchemaError: ")[2].split())
    return str(error).partition("\n")[0].partition(" Set `arbitrary_types_allowed")[0].rstrip(".")


def _find_place(field: InputField, form: BodyForm) -> str | AliasPath | AliasChoices:
    if field.source is Source.BODY and form not in (BodyForm.MEMBERS, BodyForm.FORM):
        return Source.BODY.value
    is_form_field = field.source is Source.BODY and form is BodyForm.FORM
    places = find_places(field) if is_form_field else [AliasPath(field.raw_key, name) for name in field.request_names]
    return places[0] if len(places) == 1 else AliasChoices(*places)
