"""Security Scheme Objects of OpenAPI 3.1 (§4.8.27 to §4.8.29), as pydantic models.

What the specification does not name is kept, extensions ("x-...") among it.
"""

from enum import Enum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class SecuritySchemeType(Enum):
    """The kinds of schemes."""

    apiKey = "apiKey"
    http = "http"
    oauth2 = "oauth2"
    openIdConnect = "openIdConnect"


class _Object(BaseModel):
    # PERF: most programs need few of them, or none (benchmarks/startup).
    model_config = ConfigDict(extra="allow", defer_build=True)


class SecurityBase(_Object):
    """What all schemes have."""

    type_: SecuritySchemeType = Field(alias="type")
    description: str | None = None


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


class OAuthFlow(_Object):
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


class OAuthFlows(_Object):
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


SecurityScheme = APIKey | HTTPBase | OAuth2 | OpenIdConnect | HTTPBearer
