"""OAuth 2.0 (RFC 6749): the access token of a request, and in the document where clients get one."""

from collections.abc import Mapping
from typing import Any

from fireweed.connection import HTTPConnection
from fireweed.security import models
from fireweed.security.base import CredentialsScheme
from fireweed.security.password_form import OAuth2PasswordRequestForm, OAuth2PasswordRequestFormStrict
from fireweed.security.scopes import SecurityScopes
from fireweed.security.utils import get_authorization_scheme_param

__all__ = [
    "OAuth2",
    "OAuth2AuthorizationCodeBearer",
    "OAuth2PasswordBearer",
    "OAuth2PasswordRequestForm",
    "OAuth2PasswordRequestFormStrict",
    "SecurityScopes",
]


class OAuth2(CredentialsScheme[str]):
    """The Authorization field as it is; `flows` are those of OpenAPI, as their model or a dict.

    Raises:
        pydantic.ValidationError: the flows are not what OpenAPI allows.
    """

    model: models.OAuth2

    def __init__(
        self,
        *,
        flows: models.OAuthFlows | Mapping[str, Mapping[str, Any]] | None = None,
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        model = models.OAuth2.model_validate({"flows": flows or {}, "description": description})
        super().__init__(model, scheme_name=scheme_name, auto_error=auto_error)

    @property
    def challenge(self) -> str:
        return "Bearer"

    def find_credentials(self, connection: HTTPConnection) -> str | None:
        return connection.headers.get("authorization") or None


class OAuth2Bearer(OAuth2):
    """What the flows below have in common: the Authorization field has a bearer token (RFC 6750 §2.1)."""

    def find_credentials(self, connection: HTTPConnection) -> str | None:
        scheme, token = get_authorization_scheme_param(connection.headers.get("authorization"))
        return token if token and scheme.lower() == "bearer" else None


class OAuth2PasswordBearer(OAuth2Bearer):
    """A token that clients get for a name and a password, at `tokenUrl` (RFC 6749 §4.3).

    `tokenUrl` and `refreshUrl` may be relative; `scopes` have a description each.
    """

    def __init__(
        self,
        tokenUrl: str,
        scheme_name: str | None = None,
        scopes: dict[str, str] | None = None,
        description: str | None = None,
        auto_error: bool = True,  # noqa: FBT001, FBT002
        refreshUrl: str | None = None,
    ) -> None:
        flow = models.OAuthFlowPassword(tokenUrl=tokenUrl, refreshUrl=refreshUrl, scopes=scopes or {})
        flows = models.OAuthFlows(password=flow)
        super().__init__(flows=flows, scheme_name=scheme_name, description=description, auto_error=auto_error)


class OAuth2AuthorizationCodeBearer(OAuth2Bearer):
    """A token that clients get for a code, which users let them have at `authorizationUrl` (RFC 6749 §4.1)."""

    def __init__(  # noqa: PLR0913  # the options that users know
        self,
        authorizationUrl: str,
        tokenUrl: str,
        refreshUrl: str | None = None,
        scheme_name: str | None = None,
        scopes: dict[str, str] | None = None,
        description: str | None = None,
        auto_error: bool = True,  # noqa: FBT001, FBT002
    ) -> None:
        flow = models.OAuthFlowAuthorizationCode(
            authorizationUrl=authorizationUrl, tokenUrl=tokenUrl, refreshUrl=refreshUrl, scopes=scopes or {}
        )
        flows = models.OAuthFlows(authorizationCode=flow)
        super().__init__(flows=flows, scheme_name=scheme_name, description=description, auto_error=auto_error)
