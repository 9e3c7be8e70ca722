"""Parameters, bodies, headers and answers of operations (OpenAPI 3.1 §4.8.12 to §4.8.21)."""

from enum import Enum
from typing import Any, Union

from pydantic import AnyUrl, ConfigDict, Field
from typing_extensions import TypedDict

from fireweed.openapi.specification.description import Server
from fireweed.openapi.specification.schema import Reference, SchemaOrBool
from fireweed.security.models import BaseModelWithConfig


class Example(TypedDict, total=False):
    """§4.8.19; `value` and `externalValue` exclude each other."""

    # What pydantic reads; type checkers know of no such thing in a TypedDict.
    __pydantic_config__ = ConfigDict(extra="allow")  # type: ignore[misc]

    summary: str | None
    description: str | None
    value: Any
    externalValue: AnyUrl | None


class ParameterInType(Enum):
    """Where a request has a parameter."""

    query = "query"
    header = "header"
    path = "path"
    cookie = "cookie"


class Encoding(BaseModelWithConfig):
    """§4.8.15"""

    contentType: str | None = None
    headers: dict[str, Union["Header", Reference]] | None = None
    style: str | None = None
    explode: bool | None = None
    allowReserved: bool | None = None


class MediaType(BaseModelWithConfig):
    """§4.8.14; `itemSchema` is that of each item of a stream (OpenAPI 3.2 §4.14.3)."""

    schema_: SchemaOrBool | None = Field(default=None, alias="schema")
    itemSchema: SchemaOrBool | None = None
    example: Any = None
    examples: dict[str, Example | Reference] | None = None
    encoding: dict[str, Encoding] | None = None


class ParameterBase(BaseModelWithConfig):
    """What parameters and headers have in common."""

    description: str | None = None
    required: bool | None = None
    deprecated: bool | None = None
    style: str | None = None
    explode: bool | None = None
    allowReserved: bool | None = None
    schema_: SchemaOrBool | None = Field(default=None, alias="schema")
    example: Any = None
    examples: dict[str, Example | Reference] | None = None
    content: dict[str, MediaType] | None = None


class Parameter(ParameterBase):
    """§4.8.12"""

    name: str
    in_: ParameterInType = Field(alias="in")


class Header(ParameterBase):
    """§4.8.21"""


class RequestBody(BaseModelWithConfig):
    """§4.8.13"""

    description: str | None = None
    content: dict[str, MediaType]
    required: bool | None = None


class Link(BaseModelWithConfig):
    """§4.8.20"""

    operationRef: str | None = None
    operationId: str | None = None
    parameters: dict[str, Any] | None = None
    requestBody: Any = None
    description: str | None = None
    server: Server | None = None


class Response(BaseModelWithConfig):
    """§4.8.17"""

    description: str
    headers: dict[str, Header | Reference] | None = None
    content: dict[str, MediaType] | None = None
    links: dict[str, Link | Reference] | None = None


Encoding.model_rebuild()
