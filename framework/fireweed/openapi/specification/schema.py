"""The Schema Object (§4.8.24): JSON Schema 2020-12, and what OpenAPI adds to it.

Attributes have the names of the keywords, without the "$" and with an underscore behind those that Python has taken.
"""

from typing import Any, Literal, Union

from pydantic import Field

from fireweed.openapi.specification.description import ExternalDocumentation
from fireweed.security.models import BaseModelWithConfig

SchemaType = Literal["array", "boolean", "integer", "null", "number", "object", "string"]
"""The types that JSON has (JSON Schema Core §4.2.1), integers among numbers."""

Number = int | float


class Reference(BaseModelWithConfig):
    """§4.8.23"""

    ref: str = Field(alias="$ref")
    summary: str | None = None
    description: str | None = None


class Discriminator(BaseModelWithConfig):
    """§4.8.25"""

    propertyName: str
    mapping: dict[str, str] | None = None


class XML(BaseModelWithConfig):
    """§4.8.26"""

    name: str | None = None
    namespace: str | None = None
    prefix: str | None = None
    attribute: bool | None = None
    wrapped: bool | None = None


class Schema(BaseModelWithConfig):
    """§4.8.24; true and false are schemas too, of anything and of nothing: `SchemaOrBool`."""

    # JSON Schema Core §8: what identifies and refers to schemas.
    schema_: str | None = Field(default=None, alias="$schema")
    vocabulary: dict[str, bool] | None = Field(default=None, alias="$vocabulary")
    id: str | None = Field(default=None, alias="$id")
    anchor: str | None = Field(default=None, alias="$anchor")
    dynamicAnchor: str | None = Field(default=None, alias="$dynamicAnchor")
    ref: str | None = Field(default=None, alias="$ref")
    dynamicRef: str | None = Field(default=None, alias="$dynamicRef")
    defs: dict[str, "SchemaOrBool"] | None = Field(default=None, alias="$defs")
    comment: str | None = Field(default=None, alias="$comment")

    # §10 and §11: schemas made of schemas.
    allOf: list["SchemaOrBool"] | None = None
    anyOf: list["SchemaOrBool"] | None = None
    oneOf: list["SchemaOrBool"] | None = None
    not_: "SchemaOrBool | None" = Field(default=None, alias="not")
    if_: "SchemaOrBool | None" = Field(default=None, alias="if")
    then: "SchemaOrBool | None" = None
    else_: "SchemaOrBool | None" = Field(default=None, alias="else")
    dependentSchemas: dict[str, "SchemaOrBool"] | None = None
    prefixItems: list["SchemaOrBool"] | None = None
    items: "SchemaOrBool | None" = None
    contains: "SchemaOrBool | None" = None
    properties: dict[str, "SchemaOrBool"] | None = None
    patternProperties: dict[str, "SchemaOrBool"] | None = None
    additionalProperties: "SchemaOrBool | None" = None
    propertyNames: "SchemaOrBool | None" = None
    unevaluatedItems: "SchemaOrBool | None" = None
    unevaluatedProperties: "SchemaOrBool | None" = None

    # JSON Schema Validation §6: assertions.
    type: SchemaType | list[SchemaType] | None = None
    enum: list[Any] | None = None
    const: Any = None
    multipleOf: Number | None = Field(default=None, gt=0)
    maximum: Number | None = None
    exclusiveMaximum: Number | None = None
    minimum: Number | None = None
    exclusiveMinimum: Number | None = None
    maxLength: int | None = Field(default=None, ge=0)
    minLength: int | None = Field(default=None, ge=0)
    pattern: str | None = None
    maxItems: int | None = Field(default=None, ge=0)
    minItems: int | None = Field(default=None, ge=0)
    uniqueItems: bool | None = None
    maxContains: int | None = Field(default=None, ge=0)
    minContains: int | None = Field(default=None, ge=0)
    maxProperties: int | None = Field(default=None, ge=0)
    minProperties: int | None = Field(default=None, ge=0)
    required: list[str] | None = None
    dependentRequired: dict[str, list[str]] | None = None

    # §7 and §8: formats, and content in strings.
    format: str | None = None
    contentEncoding: str | None = None
    contentMediaType: str | None = None
    contentSchema: "SchemaOrBool | None" = None

    # §9: documentation.
    title: str | None = None
    description: str | None = None
    default: Any = None
    deprecated: bool | None = None
    readOnly: bool | None = None
    writeOnly: bool | None = None
    examples: list[Any] | None = None

    # OpenAPI's own.
    discriminator: Discriminator | None = None
    xml: XML | None = None
    externalDocs: ExternalDocumentation | None = None
    example: Any = None


SchemaOrBool = Union[Schema, bool]  # noqa: UP007  # pydantic's models are built with it by name

Schema.model_rebuild()
