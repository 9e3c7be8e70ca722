"""Who makes a request, and what that client may do. Knows connections, and neither requests nor responses."""

from collections.abc import Sequence

from fireweed.connection import HTTPConnection


class AuthCredentials:
    """What a client may do: the names of its scopes."""

    def __init__(self, scopes: Sequence[str] | None = None) -> None:
        self.scopes = list(scopes or ())


class BaseUser:
    """Who makes a request; applications derive theirs from it."""

    @property
    def is_authenticated(self) -> bool:
        """Whether the client has shown who it is."""
        raise NotImplementedError(f"{type(self).__name__} has to define `is_authenticated`.")

    @property
    def display_name(self) -> str:
        """The name to show to people."""
        raise NotImplementedError(f"{type(self).__name__} has to define `display_name`.")

    @property
    def identity(self) -> str:
        """What tells this user from all others."""
        raise NotImplementedError(f"{type(self).__name__} has to define `identity`.")


class SimpleUser(BaseUser):
    """An authenticated user of whom only the name is known."""

    def __init__(self, username: str) -> None:
        self.username = username

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def display_name(self) -> str:
        return self.username

    @property
    def identity(self) -> str:
        return self.username


class UnauthenticatedUser(BaseUser):
    """Somebody who has not shown who it is."""

    @property
    def is_authenticated(self) -> bool:
        return False

    @property
    def display_name(self) -> str:
        return ""

    @property
    def identity(self) -> str:
        return ""


class AuthenticationBackend:
    """Finds out who makes a request; to be derived from, for AuthenticationMiddleware."""

    async def authenticate(self, conn: HTTPConnection) -> tuple[AuthCredentials, BaseUser] | None:
        """Return what the client may do and who it is; None if it does not say.

        Raises:
            AuthenticationError: what it says is wrong.
        """
        raise NotImplementedError(f"{type(self).__name__} has to define `authenticate`.")
