"""API keys: a secret under a name that the application chooses, in the query string, a header or a cookie."""

from collections.abc import Mapping

from fireweed.connection import HTTPConnection
from fireweed.security.base import CredentialsScheme
from fireweed.security.models import APIKey, APIKeyIn


class APIKeyBase(CredentialsScheme[str]):
    """What the three have in common. A key that is empty is none."""

    model: APIKey
    location: APIKeyIn

    def __init__(
        self, *, name: str, scheme_name: str | None = None, description: str | None = None, auto_error: bool = True
    ) -> None:
        model = APIKey.model_validate({"in": self.location, "name": name, "description": description})
        super().__init__(model, scheme_name=scheme_name, auto_error=auto_error)

    @property
    def challenge(self) -> str:
        return "APIKey"

    def find_credentials(self, connection: HTTPConnection) -> str | None:
        return self.get_values(connection).get(self.model.name) or None

    def get_values(self, connection: HTTPConnection) -> Mapping[str, str]:
        """The part of a request that the key is in."""
        raise NotImplementedError(f"{type(self).__name__} has to define `get_values`.")


class APIKeyQuery(APIKeyBase):
    """The query parameter `name`; a dependant gets its value. URLs are logged: prefer a header."""

    location = APIKeyIn.query

    def get_values(self, connection: HTTPConnection) -> Mapping[str, str]:
        return connection.query_params


class APIKeyHeader(APIKeyBase):
    """The header `name`; a dependant gets its value."""

    location = APIKeyIn.header

    def get_values(self, connection: HTTPConnection) -> Mapping[str, str]:
        return connection.headers


class APIKeyCookie(APIKeyBase):
    """The cookie `name`; a dependant gets its value."""

    location = APIKeyIn.cookie

    def get_values(self, connection: HTTPConnection) -> Mapping[str, str]:
        return connection.cookies
