"""How clients show who they are: schemes to depend on, which the document describes."""

from fireweed.security.any_of import AnyOf
from fireweed.security.api_key import APIKeyCookie, APIKeyHeader, APIKeyQuery
from fireweed.security.base import SecurityBase
from fireweed.security.http import (
    HTTPAuthorizationCredentials,
    HTTPBase,
    HTTPBasic,
    HTTPBasicCredentials,
    HTTPBearer,
    HTTPDigest,
)
from fireweed.security.oauth2 import OAuth2, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer
from fireweed.security.open_id_connect_url import OpenIdConnect
from fireweed.security.password_form import OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from fireweed.security.scopes import SecurityScopes

__all__ = [
    "APIKeyCookie",
    "APIKeyHeader",
    "APIKeyQuery",
    "AnyOf",
    "HTTPAuthorizationCredentials",
    "HTTPBase",
    "HTTPBasic",
    "HTTPBasicCredentials",
    "HTTPBearer",
    "HTTPDigest",
    "OAuth2",
    "OAuth2AuthorizationCodeBearer",
    "OAuth2PasswordBearer",
    "OAuth2PasswordRequestForm",
    "OAuth2PasswordRequestFormStrict",
    "OpenIdConnect",
    "SecurityBase",
    "SecurityScopes",
]
