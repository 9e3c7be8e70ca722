"""Security Scheme Objects of OpenAPI 3.1 (§4.8.27 to §4.8.29), as pydantic models.

What the specification does not name is kept, extensions ("x-...") among it.
"""

from enum import Enum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator


class SecuritySchemeType(Enum):
    """The kinds of schemes."""

    apiKey = "apiKey"
    http = "http"
    oauth2 = "oauth2"
    openIdConnect = "openIdConnect"
    mutualTLS = "mutualTLS"


class BaseModelWithConfig(BaseModel):
    """What all objects of OpenAPI have in common: the name is the one that programs know."""

    # PERF: most programs need few of them, or none (benchmarks/startup).
    model_config = ConfigDict(extra="allow", defer_build=True)


class SecurityBase(BaseModelWithConfig):
    """What all schemes have."""

    type_: SecuritySchemeType = Field(alias="type")
    description: str | None = None

    @field_validator("type_")
    @classmethod
    def _check_type(cls, given: SecuritySchemeType) -> SecuritySchemeType:
        """Keep a scheme from being read as one of another type, whose members it happens to have."""
        own = cls.model_fields["type_"]
        if not own.is_required() and given is not own.default:
            raise ValueError(f"{cls.__name__} has the type {own.default.value!r}")
        return given


class APIKeyIn(Enum):
    """Where a request has its API key."""

    query = "query"
    header = "header"
    cookie = "cookie"


class APIKey(SecurityBase):
    """A key under a name that the application chooses."""

    type_: SecuritySchemeType = Field(default=SecuritySchemeType.apiKey, alias="type")
    in_: APIKeyIn = Field(alias="in")
    name: str


class HTTPBase(SecurityBase):
    """An authentication scheme of HTTP (RFC 9110 §11.1)."""

    type_: SecuritySchemeType = Field(default=SecuritySchemeType.http, alias="type")
    scheme: str


class HTTPBearer(HTTPBase):
    """Bearer tokens (RFC 6750); `bearerFormat` says to people what they are, such as "JWT"."""

    scheme: Literal["bearer"] = "bearer"
    bearerFormat: str | None = None


class OAuthFlow(BaseModelWithConfig):
    """What all flows have; `scopes` have a description each."""

    refreshUrl: str | None = None
    scopes: dict[str, str] = Field(default_factory=dict)


class OAuthFlowImplicit(OAuthFlow):
    """RFC 6749 §4.2"""

    authorizationUrl: str


class OAuthFlowPassword(OAuthFlow):
    """RFC 6749 §4.3"""

    tokenUrl: str


class OAuthFlowClientCredentials(OAuthFlow):
    """RFC 6749 §4.4"""

    tokenUrl: str


class OAuthFlowAuthorizationCode(OAuthFlow):
    """RFC 6749 §4.1"""

    authorizationUrl: str
    tokenUrl: str


class OAuthFlows(BaseModelWithConfig):
    """The flows that an authorization server has."""

    implicit: OAuthFlowImplicit | None = None
    password: OAuthFlowPassword | None = None
    clientCredentials: OAuthFlowClientCredentials | None = None
    authorizationCode: OAuthFlowAuthorizationCode | None = None


class OAuth2(SecurityBase):
    """OAuth 2.0 (RFC 6749)."""

    type_: SecuritySchemeType = Field(default=SecuritySchemeType.oauth2, alias="type")
    flows: OAuthFlows


class OpenIdConnect(SecurityBase):
    """OpenID Connect, found out about at a URL."""

    type_: SecuritySchemeType = Field(default=SecuritySchemeType.openIdConnect, alias="type")
    openIdConnectUrl: str


class MutualTLS(SecurityBase):
    """A certificate of the client, which the server asks for (RFC 8705)."""

    type_: SecuritySchemeType = Field(default=SecuritySchemeType.mutualTLS, alias="type")


SecurityScheme = APIKey | HTTPBase | OAuth2 | OpenIdConnect | HTTPBearer | MutualTLS
