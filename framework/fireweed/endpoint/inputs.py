"""One validator per callable: its fields become one TypedDict whose aliases are paths into the raw request.

The raw request is a dict with a key for each source, such as `{"path": ..., "query": ..., "body": b"..."}`.
"""

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AliasChoices, AliasPath, Json, PydanticUndefinedAnnotation, PydanticUserError, TypeAdapter
from pydantic.errors import PydanticSchemaGenerationError
from pydantic.fields import FieldInfo
from pydantic_core import SchemaError
from typing_extensions import TypedDict

from fireweed.endpoint.fields import InputField, Source
from fireweed.endpoint.form_fields import find_places, is_json_part
from fireweed.endpoint.form_groups import annotate_models, is_group
from fireweed.endpoint.signature import describe
from fireweed.exceptions import DeclarationError

RawRequest = dict[str, Any]
Validate = Callable[..., dict[str, Any]]

# What pydantic raises for a type that it cannot validate.
SCHEMA_ERRORS = (PydanticUserError, PydanticUndefinedAnnotation, SchemaError, TypeError)


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
    adapter = _build_adapter(call, fields, form)
    if not is_complete(adapter):
        return _build_later(call, fields, form)
    # TypeAdapter.validate_python adds a Python frame and a check for deferred models to the same call.
    validate: Validate = adapter.validator.validate_python
    return validate


def _build_later(call: Callable[..., Any], fields: Sequence[InputField], form: BodyForm) -> Validate:
    """A validator that is built when it is first called: a model refers to a class that is not defined yet."""

    @lru_cache(maxsize=1)
    def build() -> TypeAdapter[Any]:
        adapter = _build_adapter(call, fields, form)
        if not is_complete(adapter):
            culprit = next(field.name for field in fields if not is_complete(_build_adapter(call, [field], form)))
            message = f"{describe(call)}: parameter {culprit!r}: its type refers to a class that is not defined."
            raise DeclarationError(f"{message} Define it, or import it where the model is defined.")
        return adapter

    return lambda raw, **options: build().validator.validate_python(raw, **options)


def _build_adapter(call: Callable[..., Any], fields: Sequence[InputField], form: BodyForm) -> TypeAdapter[Any]:
    build_typed_dict: Any = TypedDict
    try:
        return TypeAdapter(build_typed_dict("Inputs", {field.name: _annotate(field, form) for field in fields}))
    except SCHEMA_ERRORS as error:
        if len(fields) > 1:  # pydantic names the type alone
            for field in fields:
                _build_adapter(call, [field], form)
        raise DeclarationError(f"{describe(call)}: parameter {fields[0].name!r}: {explain(error)}") from error


def is_complete(adapter: TypeAdapter[Any]) -> bool:
    """Whether all classes that a type refers to are defined."""
    if hasattr(adapter, "pydantic_complete"):
        return adapter.pydantic_complete
    try:  # pydantic 2.9 says it in another way
        return adapter.validator is not None
    except PydanticUserError:
        return False


def explain(error: Exception) -> str:
    """What pydantic says of a type, without its own advice and links, and the remedy."""
    if isinstance(error, SchemaError):  # one line for each level, the innermost last
        return f"{' '.join(str(error).rpartition('SchemaError: ')[2].split())}. Correct its annotation."
    text = str(error).partition("\n")[0].partition(" Set `arbitrary_types_allowed")[0].rstrip(".")
    if isinstance(error, PydanticSchemaGenerationError):
        return f"{text}. Use a type that pydantic validates, or make the value with `Depends`."
    return f"{text}. Correct its annotation."


def _annotate(field: InputField, form: BodyForm) -> Any:
    """The type of a field with its place in the raw request as alias."""
    info = field.info
    annotation: Any = annotate_models(info.annotation) if is_group(field) else info.annotation
    if info.metadata:
        annotation = Annotated[annotation, *info.metadata]
    if info.discriminator is not None:
        annotation = Annotated[annotation, FieldInfo(discriminator=info.discriminator)]
    if field.source is Source.BODY and (form is BodyForm.JSON or (form is BodyForm.FORM and is_json_part(field))):
        json_type: Any = Json
        annotation = json_type[annotation]
    return Annotated[annotation, FieldInfo(**_get_default(info), validation_alias=_find_place(field, form))]


def _get_default(info: FieldInfo) -> Mapping[str, Any]:
    options = {"validate_default": info.validate_default}
    if info.default_factory is not None:
        return {**options, "default_factory": info.default_factory}
    return options if info.is_required() else {**options, "default": info.default}


def _find_place(field: InputField, form: BodyForm) -> str | AliasPath | AliasChoices:
    if field.source is Source.BODY and form not in (BodyForm.MEMBERS, BodyForm.FORM):
        return Source.BODY.value
    is_form_field = field.source is Source.BODY and form is BodyForm.FORM
    places = find_places(field) if is_form_field else [AliasPath(field.raw_key, name) for name in field.request_names]
    return places[0] if len(places) == 1 else AliasChoices(*places)
