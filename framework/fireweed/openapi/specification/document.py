"""Operations, where they stand, and the document as a whole (OpenAPI 3.1 §4.8.1 to §4.8.10, §4.8.18)."""

from typing import Union

from pydantic import Field

from fireweed.openapi.specification.description import ExternalDocumentation, Info, Server, Tag
from fireweed.openapi.specification.messages import (
    Example,
    Header,
    Link,
    Parameter,
    RequestBody,
    Response,
)
from fireweed.openapi.specification.schema import Reference, SchemaOrBool
from fireweed.security.models import BaseModelWithConfig, SecurityScheme

Callback = dict[str, "PathItem"]


class Operation(BaseModelWithConfig):
    """§4.8.10"""

    tags: list[str] | None = None
    summary: str | None = None
    description: str | None = None
    externalDocs: ExternalDocumentation | None = None
    operationId: str | None = None
    parameters: list[Parameter | Reference] | None = None
    requestBody: RequestBody | Reference | None = None
    responses: dict[str, Response | Reference] | None = None
    callbacks: dict[str, Union[Callback, Reference]] | None = None  # noqa: UP007  # Callback names a later class
    deprecated: bool | None = None
    security: list[dict[str, list[str]]] | None = None
    servers: list[Server] | None = None


class PathItem(BaseModelWithConfig):
    """§4.8.9"""

    ref: str | None = Field(default=None, alias="$ref")
    summary: str | None = None
    description: str | None = None
    get: Operation | None = None
    put: Operation | None = None
    post: Operation | None = None
    delete: Operation | None = None
    options: Operation | None = None
    head: Operation | None = None
    patch: Operation | None = None
    trace: Operation | None = None
    servers: list[Server] | None = None
    parameters: list[Parameter | Reference] | None = None


class Components(BaseModelWithConfig):
    """§4.8.7"""

    schemas: dict[str, SchemaOrBool] | None = None
    responses: dict[str, Response | Reference] | None = None
    parameters: dict[str, Parameter | Reference] | None = None
    examples: dict[str, Example | Reference] | None = None
    requestBodies: dict[str, RequestBody | Reference] | None = None
    headers: dict[str, Header | Reference] | None = None
    securitySchemes: dict[str, SecurityScheme | Reference] | None = None
    links: dict[str, Link | Reference] | None = None
    callbacks: dict[str, Callback | Reference] | None = None
    pathItems: dict[str, PathItem] | None = None


class OpenAPI(BaseModelWithConfig):
    """§4.8.1"""

    openapi: str
    info: Info
    jsonSchemaDialect: str | None = None
    servers: list[Server] | None = None
    paths: dict[str, PathItem] | None = None
    webhooks: dict[str, PathItem] | None = None
    components: Components | None = None
    security: list[dict[str, list[str]]] | None = None
    tags: list[Tag] | None = None
    externalDocs: ExternalDocumentation | None = None


Operation.model_rebuild()
