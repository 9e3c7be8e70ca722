"""What all security schemes are, and what those have in common that read credentials from a connection."""

from collections.abc import Mapping
from typing import Generic, TypeVar

from fireweed.connection import HTTPConnection
from fireweed.exceptions import HTTPException
from fireweed.security import models

CredentialsT = TypeVar("CredentialsT")


class SecurityBase:
    """A way for clients to show who they are: depend on an object of it, and the document describes it.

    A scheme of one's own sets `model`, the Security Scheme Object, and `scheme_name`, its key in the document, and
    defines `async def __call__(self, request: HTTPConnection)`, which returns what a dependant gets.
    """

    model: models.SecurityBase
    scheme_name: str

    @property
    def schemes(self) -> "tuple[SecurityBase, ...]":
        """The schemes of which a client has to satisfy one: only this one."""
        return (self,)


class CredentialsScheme(SecurityBase, Generic[CredentialsT]):
    """A scheme that reads credentials from the connection, and refuses one without them unless `auto_error` is false.

    Requests are refused with 401; so are handshakes of WebSockets, as long as they are not accepted.
    """

    def __init__(self, model: models.SecurityBase, *, scheme_name: str | None, auto_error: bool) -> None:
        self.model = model
        self.scheme_name = scheme_name or type(self).__name__
        self.auto_error = auto_error

    async def __call__(self, request: HTTPConnection) -> CredentialsT | None:
        credentials = self.find_credentials(request)
        if credentials is None and self.auto_error:
            raise self.make_not_authenticated_error()
        return credentials

    @property
    def challenge(self) -> str:
        """What `WWW-Authenticate` says to a client without credentials (RFC 9110 §11.6.1)."""
        raise NotImplementedError(f"{type(self).__name__} has to define `challenge`.")

    def find_credentials(self, connection: HTTPConnection) -> CredentialsT | None:
        """The credentials of a connection, None if it has none of this scheme."""
        raise NotImplementedError(f"{type(self).__name__} has to define `find_credentials`.")

    def make_authenticate_headers(self) -> Mapping[str, str]:
        """The headers of the refusal. Override it for another challenge."""
        return {"WWW-Authenticate": self.challenge}

    def make_not_authenticated_error(self) -> HTTPException:
        """The refusal of a connection without credentials. Override it for another status."""
        return HTTPException(401, "Not authenticated", self.make_authenticate_headers())
