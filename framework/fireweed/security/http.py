"""The authentication schemes of HTTP (RFC 9110 §11): Basic, Bearer, Digest, and any other."""

from base64 import b64decode
from typing import cast

from pydantic import BaseModel
from typing_extensions import TypeVar

from fireweed.connection import HTTPConnection
from fireweed.http.quoting import quote_string
from fireweed.security import models
from fireweed.security.base import CredentialsScheme
from fireweed.security.utils import get_authorization_scheme_param


# PERF: the models are built when they are first needed (benchmarks/startup).
class HTTPBasicCredentials(BaseModel, defer_build=True):
    """What a client of HTTP Basic says."""

    username: str
    password: str


class HTTPAuthorizationCredentials(BaseModel, defer_build=True):
    """An Authorization field: the scheme as the client wrote it, and what follows it."""

    scheme: str
    credentials: str


HTTPCredentialsT = TypeVar("HTTPCredentialsT", bound=BaseModel, default=HTTPAuthorizationCredentials)


class HTTPBase(CredentialsScheme[HTTPCredentialsT]):
    """Credentials of any scheme; the document says that it is `scheme`, and so does the challenge."""

    model: models.HTTPBase
    accepted_scheme: str | None = None
    """The scheme that credentials have to be of, in lower case; None for any."""

    def __init__(
        self, *, scheme: str, scheme_name: str | None = None, description: str | None = None, auto_error: bool = True
    ) -> None:
        model = models.HTTPBase(scheme=scheme, description=description)
        super().__init__(model, scheme_name=scheme_name, auto_error=auto_error)

    @property
    def challenge(self) -> str:
        return self.model.scheme.title()

    def find_credentials(self, connection: HTTPConnection) -> HTTPCredentialsT | None:
        scheme, credentials = get_authorization_scheme_param(connection.headers.get("authorization"))
        if not credentials or self.accepted_scheme not in (None, scheme.lower()):
            return None
        # Who declares credentials of another type reads them, too.
        return cast("HTTPCredentialsT", HTTPAuthorizationCredentials(scheme=scheme, credentials=credentials))


class HTTPBasic(HTTPBase[HTTPBasicCredentials]):
    """A name and a password (RFC 7617); `realm` says to people for what.

    Credentials that cannot be read, or are not ASCII, are refused even if `auto_error` is false. Compare names and
    passwords with `secrets.compare_digest`.

    Raises:
        ValueError: the realm has characters that cannot be in a header.
    """

    def __init__(
        self,
        *,
        scheme_name: str | None = None,
        realm: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__(scheme="basic", scheme_name=scheme_name, description=description, auto_error=auto_error)
        self.realm = realm
        self._quoted_realm = quote_string(realm) if realm else None

    @property
    def challenge(self) -> str:
        return f"Basic realm={self._quoted_realm}" if self._quoted_realm else "Basic"

    def find_credentials(self, connection: HTTPConnection) -> HTTPBasicCredentials | None:
        scheme, encoded = get_authorization_scheme_param(connection.headers.get("authorization"))
        if scheme.lower() != "basic":
            return None
        try:
            decoded = b64decode(encoded, validate=True).decode("ascii")
        except ValueError as error:
            raise self.make_not_authenticated_error() from error
        username, separator, password = decoded.partition(":")
        if not separator:
            raise self.make_not_authenticated_error()
        return HTTPBasicCredentials(username=username, password=password)


class HTTPBearer(HTTPBase):
    """A token in the Authorization field (RFC 6750); `bearerFormat` tells people what it is, such as "JWT"."""

    accepted_scheme = "bearer"

    def __init__(
        self,
        *,
        bearerFormat: str | None = None,  # the name in OpenAPI
        scheme_name: str | None = None,
        description: str | None = None,
        auto_error: bool = True,
    ) -> None:
        super().__init__(scheme="bearer", scheme_name=scheme_name, auto_error=auto_error)
        self.model = models.HTTPBearer(bearerFormat=bearerFormat, description=description)


class HTTPDigest(HTTPBase):
    """The Authorization field of HTTP Digest (RFC 7616), as it is: what it says, the application has to verify."""

    accepted_scheme = "digest"

    def __init__(
        self, *, scheme_name: str | None = None, description: str | None = None, auto_error: bool = True
    ) -> None:
        super().__init__(scheme="digest", scheme_name=scheme_name, description=description, auto_error=auto_error)
