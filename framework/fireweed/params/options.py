"""The options of the parameter markers, each documented once, here."""

import re
from collections.abc import Callable
from typing import Any, Literal, TypedDict

from annotated_types import SupportsGe, SupportsGt, SupportsLe, SupportsLt
from pydantic import AliasChoices, AliasPath, Discriminator


class FieldOptions(TypedDict, total=False):
    """What can be said of any parameter. An option that is not given leaves what an inner `pydantic.Field` says."""

    default_factory: Callable[[], Any] | None
    """Called without arguments, once a request, when the value is not given."""
    alias: str | None
    """The name in the request and in the document; the name of the parameter unless given."""
    alias_priority: int | None
    """2 (the default with an alias) keeps the alias against a model's alias generator."""
    validation_alias: str | AliasPath | AliasChoices | None
    """The name in the request, where it differs from `alias`; with choices, the first one present counts."""
    serialization_alias: str | None
    """The name when the value is written out."""
    title: str | None
    """A title for people, shown in the document."""
    description: str | None
    """What the value means, in Markdown, shown in the document."""
    gt: SupportsGt | None
    """The value must be greater."""
    ge: SupportsGe | None
    """The value must be greater or equal."""
    lt: SupportsLt | None
    """The value must be less."""
    le: SupportsLe | None
    """The value must be less or equal."""
    min_length: int | None
    """The least length of a string or a collection."""
    max_length: int | None
    """The greatest length of a string or a collection."""
    pattern: str | re.Pattern[str] | None
    """A regular expression that a string must match."""
    regex: str | None
    """Deprecated spelling of `pattern`."""
    discriminator: str | Discriminator | None
    """The field that tells the members of a union apart."""
    strict: bool | None
    """Accept only values that already have the type: no conversions."""
    validate_default: bool | None
    """Validate the default as well; it is taken as it is unless asked."""
    union_mode: Literal["smart", "left_to_right"] | None
    """How a member of a union is chosen; "smart" takes the best match."""
    fail_fast: bool | None
    """Stop at the first invalid item of a collection."""
    multiple_of: float | None
    """The value must be a multiple of it."""
    allow_inf_nan: bool | None
    """Whether `inf`, `-inf` and `nan` are numbers."""
    max_digits: int | None
    """The greatest number of digits of a decimal, leading zeros not counted."""
    decimal_places: int | None
    """The greatest number of digits after the decimal point, trailing zeros not counted."""
    examples: list[Any] | None
    """Examples of the value, part of its JSON Schema."""
    example: Any
    """Deprecated: one example, outside of the schema."""
    openapi_examples: dict[str, Any] | None
    """Named examples as OpenAPI's Example Objects, shown by documentation pages."""
    deprecated: bool | str | None
    """Mark the parameter deprecated in the document."""
    include_in_schema: bool
    """Whether the document lists the parameter; it is validated either way."""
    json_schema_extra: dict[str, Any] | None
    """Added to the JSON Schema of the value."""


class ParamOptions(FieldOptions, total=False):
    """The options of `Path`, `Query` and `Cookie`."""


class HeaderOptions(FieldOptions, total=False):
    """The options of `Header`."""

    convert_underscores: bool
    """Whether `user_agent` reads the header `user-agent`; true unless given."""


class MediaOptions(FieldOptions, total=False):
    """The options of `Form` and `File`."""

    media_type: str
    """The media type of the body in the document."""


class BodyOptions(MediaOptions, total=False):
    """The options of `Body`."""

    embed: bool | None
    """Whether the body is an object that holds the value under its name, even when it is the only one."""
