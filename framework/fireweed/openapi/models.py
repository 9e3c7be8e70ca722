"""The objects of OpenAPI 3.1 that users write themselves, as pydantic models.

They check, and bring URLs into their normal form. What the specification does not name is kept, extensions ("x-...")
among it.
"""

from typing import Annotated, Any

from pydantic import AnyUrl, BaseModel, ConfigDict, Field

from fireweed.security.models import (
    APIKey,
    APIKeyIn,
    HTTPBase,
    HTTPBearer,
    OAuth2,
    OAuthFlow,
    OAuthFlowAuthorizationCode,
    OAuthFlowClientCredentials,
    OAuthFlowImplicit,
    OAuthFlowPassword,
    OAuthFlows,
    OpenIdConnect,
    SecurityBase,
    SecurityScheme,
    SecuritySchemeType,
)

__all__ = [
    "APIKey",
    "APIKeyIn",
    "Contact",
    "ExternalDocumentation",
    "HTTPBase",
    "HTTPBearer",
    "Info",
    "License",
    "OAuth2",
    "OAuthFlow",
    "OAuthFlowAuthorizationCode",
    "OAuthFlowClientCredentials",
    "OAuthFlowImplicit",
    "OAuthFlowPassword",
    "OAuthFlows",
    "OpenAPI",
    "OpenIdConnect",
    "SecurityBase",
    "SecurityScheme",
    "SecuritySchemeType",
    "Server",
    "ServerVariable",
    "Tag",
]


class _Object(BaseModel):
    model_config = ConfigDict(extra="allow")


class Contact(_Object):
    """§4.8.3"""

    name: str | None = None
    url: AnyUrl | None = None
    email: str | None = None


class License(_Object):
    """§4.8.4"""

    name: str
    identifier: str | None = None
    url: AnyUrl | None = None


class Info(_Object):
    """§4.8.2"""

    title: str
    summary: str | None = None
    description: str | None = None
    termsOfService: str | None = None
    contact: Contact | None = None
    license: License | None = None
    version: str


class ServerVariable(_Object):
    """§4.8.6"""

    enum: Annotated[list[str] | None, Field(min_length=1)] = None
    default: str
    description: str | None = None


class Server(_Object):
    """§4.8.5; `url` may be relative and may hold `{variables}`, so it stays as it was written."""

    url: str
    description: str | None = None
    variables: dict[str, ServerVariable] | None = None


class ExternalDocumentation(_Object):
    """§4.8.11"""

    description: str | None = None
    url: AnyUrl


class Tag(_Object):
    """§4.8.22"""

    name: str
    description: str | None = None
    externalDocs: ExternalDocumentation | None = None


class OpenAPI(_Object):
    """§4.8.1; paths and components are what `describe_operation` and pydantic make, with what users merged in."""

    openapi: str
    info: Info
    servers: list[Server] | None = None
    paths: dict[str, Any] | None = None
    webhooks: dict[str, Any] | None = None
    components: dict[str, Any] | None = None
    tags: list[Tag] | None = None
    externalDocs: ExternalDocumentation | None = None
