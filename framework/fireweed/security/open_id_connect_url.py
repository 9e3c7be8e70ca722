"""OpenID Connect: who a client is, says a provider that clients find at a URL."""

from fireweed.connection import HTTPConnection
from fireweed.security import models
from fireweed.security.base import CredentialsScheme


class OpenIdConnect(CredentialsScheme[str]):
    """The Authorization field as it is; `openIdConnectUrl` is that of the provider's configuration."""

    model: models.OpenIdConnect

    def __init__(
        self,
        *,
        openIdConnectUrl: str,  # the name in OpenAPI
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        model = models.OpenIdConnect(openIdConnectUrl=openIdConnectUrl, description=description)
        super().__init__(model, scheme_name=scheme_name, auto_error=auto_error)

    @property
    def challenge(self) -> str:
        return "Bearer"

    def find_credentials(self, connection: HTTPConnection) -> str | None:
        return connection.headers.get("authorization") or None
