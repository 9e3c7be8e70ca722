"""Connections without an application, for tests of what reads them."""

from typing import Any

from fireweed.connection import HTTPConnection
from kit.asgi import http_scope, websocket_scope

# Both kinds of scope, for tests of what does not care which one it is.
SCOPES = [http_scope, websocket_scope]


def connection(**scope: Any) -> HTTPConnection:
    """The connection of a request; `scope` are the arguments of `http_scope`."""
    return HTTPConnection(http_scope(**scope))


def authorized(value: str) -> HTTPConnection:
    """The connection of a request with an Authorization field."""
    return connection(headers={"authorization": value})
