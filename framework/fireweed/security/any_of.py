"""Several security schemes of which one is enough."""

import inspect
from collections.abc import Iterable
from typing import Any

from fireweed.connection import HTTPConnection
from fireweed.exceptions import BaseHTTPException, HTTPException
from fireweed.security.base import CredentialsScheme, SecurityBase

# What a scheme says to credentials that it does not find, or does not take (RFC 9110 §15.5.2, §15.5.4).
_REFUSALS = frozenset((401, 403))


class AnyOf(SecurityBase):
    """Try schemes in the order given: a dependant gets the first credentials found.

    A scheme that refuses with 401 or 403 lets the next one try, whatever its own `auto_error` says. If none finds
    credentials the connection is refused with the challenges of all, or the dependant gets None if `auto_error` is
    false. The document lists the schemes as alternatives.

    Raises:
        TypeError: something is no scheme, or asks for more than the connection.
        ValueError: there are less than two.
    """

    def __init__(self, *schemes: SecurityBase, auto_error: bool = True) -> None:
        if len(schemes) < 2:
            raise ValueError(f"AnyOf takes two schemes or more, not {len(schemes)}. Depend on a single one itself.")
        for scheme in schemes:
            _check(scheme)
        self._schemes: tuple[Any, ...] = schemes
        self.auto_error = auto_error

    @property
    def schemes(self) -> tuple[SecurityBase, ...]:
        """Those given, the schemes inside of another AnyOf one by one."""
        return tuple(inner for scheme in self._schemes for inner in scheme.schemes)

    async def __call__(self, request: HTTPConnection) -> Any:
        for scheme in self._schemes:
            try:
                credentials = await scheme(request)
            except BaseHTTPException as error:
                if error.status_code not in _REFUSALS:
                    raise
            else:
                if credentials is not None:
                    return credentials
        if self.auto_error:
            raise self.make_not_authenticated_error()
        return None

    def make_not_authenticated_error(self) -> HTTPException:
        """The refusal of a connection without credentials. Override it for another status."""
        challenges = ", ".join(dict.fromkeys(_walk_challenges(self.schemes)))
        return HTTPException(401, "Not authenticated", {"WWW-Authenticate": challenges} if challenges else None)


def _walk_challenges(schemes: Iterable[SecurityBase]) -> Iterable[str]:
    for scheme in schemes:
        if isinstance(scheme, CredentialsScheme):
            yield from scheme.make_authenticate_headers().values()


def _check(scheme: Any) -> None:
    if not isinstance(scheme, SecurityBase) or not callable(scheme):
        raise TypeError(f"AnyOf takes security schemes, and {scheme!r} is none. Give objects such as HTTPBearer().")
    try:
        inspect.signature(scheme).bind(None)
    except TypeError as error:
        name = type(scheme).__name__
        message = f"AnyOf calls its schemes with the connection alone, and {name} asks for more."
        raise TypeError(f"{message} Give its other parameters a default, or depend on it by itself.") from error
