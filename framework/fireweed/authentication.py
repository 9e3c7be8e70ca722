"""Endpoints for clients with certain scopes, and what AuthenticationMiddleware takes and gives."""

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec
from urllib.parse import urlencode

from fireweed.concurrency import is_async_callable
from fireweed.connection import HTTPConnection
from fireweed.credentials import (
    AuthCredentials,
    AuthenticationBackend,
    BaseUser,
    SimpleUser,
    UnauthenticatedUser,
)
from fireweed.exceptions import AuthenticationError, HTTPException
from fireweed.responses import RedirectResponse, Response

__all__ = [
    "AuthCredentials",
    "AuthenticationBackend",
    "AuthenticationError",
    "BaseUser",
    "SimpleUser",
    "UnauthenticatedUser",
    "has_required_scope",
    "requires",
]

P = ParamSpec("P")

# Parameters that hold the connection: the type of its scope, and what it is called in errors.
_CONNECTIONS = {"request": ("http", "Request"), "websocket": ("websocket", "WebSocket")}


def has_required_scope(conn: HTTPConnection, scopes: Sequence[str]) -> bool:
    """Whether the client has all of these scopes. Raises AssertionError without AuthenticationMiddleware."""
    return set(scopes).issubset(conn.auth.scopes)


def requires(
    scopes: str | Sequence[str], status_code: int = 403, redirect: str | None = None
) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Decorate an endpoint with a parameter named `request` or `websocket` that only clients with `scopes` may call.

    Others are answered with `status_code`, or sent by 303 to the route named `redirect`, with the URL they wanted as
    query parameter `next`. A WebSocket is closed.

    Raises:
        TypeError: the endpoint has no such parameter.
    """
    requirement = _Requirement([scopes] if isinstance(scopes, str) else list(scopes), status_code, redirect)

    def decorate(endpoint: Callable[P, Any]) -> Callable[P, Any]:
        connection = _find_connection_parameter(endpoint)
        if connection.name == "websocket":
            return _guard_websocket(endpoint, connection, requirement)
        guard = _guard_async if is_async_callable(endpoint) else _guard
        return guard(endpoint, connection, requirement)

    return decorate


@dataclass(frozen=True, slots=True)
class _Requirement:
    scopes: list[str]
    status_code: int
    redirect: str | None

    def is_met(self, conn: HTTPConnection) -> bool:
        return has_required_scope(conn, self.scopes)

    def refuse(self, request: HTTPConnection) -> Response:
        if self.redirect is None:
            raise HTTPException(self.status_code)
        query = urlencode({"next": str(request.url)})
        return RedirectResponse(f"{request.url_for(self.redirect)}?{query}", status_code=303)


@dataclass(frozen=True, slots=True)
class _ConnectionParameter:
    name: str
    position: int

    def get(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        given = args[self.position] if self.position < len(args) else kwargs.get(self.name)
        scope_type, expected = _CONNECTIONS[self.name]
        if isinstance(given, HTTPConnection) and given.scope["type"] == scope_type:
            return given
        raise AssertionError(
            f"Parameter with name '{self.name}' is required to be of type '{expected}' not '{type(given).__name__}'"
        )


def _find_connection_parameter(endpoint: Callable[..., Any]) -> _ConnectionParameter:
    for position, name in enumerate(inspect.signature(endpoint).parameters):
        if name in _CONNECTIONS:
            return _ConnectionParameter(name, position)
    raise TypeError(f'No "request" or "websocket" argument on function "{endpoint}"')


def _guard(endpoint: Callable[P, Any], connection: _ConnectionParameter, requirement: _Requirement) -> Callable[P, Any]:
    @functools.wraps(endpoint)
    def call(*args: P.args, **kwargs: P.kwargs) -> Any:
        request = connection.get(args, kwargs)
        return endpoint(*args, **kwargs) if requirement.is_met(request) else requirement.refuse(request)

    return call


def _guard_async(
    endpoint: Callable[P, Any], connection: _ConnectionParameter, requirement: _Requirement
) -> Callable[P, Any]:
    @functools.wraps(endpoint)
    async def call(*args: P.args, **kwargs: P.kwargs) -> Any:
        request = connection.get(args, kwargs)
        return await endpoint(*args, **kwargs) if requirement.is_met(request) else requirement.refuse(request)

    return call


def _guard_websocket(
    endpoint: Callable[P, Any], connection: _ConnectionParameter, requirement: _Requirement
) -> Callable[P, Any]:
    @functools.wraps(endpoint)
    async def call(*args: P.args, **kwargs: P.kwargs) -> None:
        websocket = connection.get(args, kwargs)
        if requirement.is_met(websocket):
            await endpoint(*args, **kwargs)
        else:
            await websocket.close()

    return call
