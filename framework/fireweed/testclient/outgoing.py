"""What both test clients do to a request before it is sent."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fireweed.exceptions import FireweedDeprecationWarning
from fireweed.testclient.http_library import httpx

_WEBSOCKET_SCHEMES: Final = {"http": "ws", "https": "wss"}

_HANDSHAKE: Final = {
    "upgrade": "websocket",
    "sec-websocket-key": "dGVzdGNsaWVudHRlc3RjbA==",
    "sec-websocket-version": "13",
}
"""What a handshake adds to a request (RFC 6455 §4.1). The key is always the same."""


def build_default_headers(headers: Mapping[str, str] | None) -> httpx.Headers:
    """The headers of every request: those given, and a user agent."""
    all_headers = httpx.Headers(headers)
    all_headers.setdefault("user-agent", "testclient")
    return all_headers


def drop_timeout(options: dict[str, Any]) -> None:
    """Take `timeout` out of the options of a request, with a warning at the line that calls `get` and the like."""
    if options.pop("timeout", httpx.USE_CLIENT_DEFAULT) is not httpx.USE_CLIENT_DEFAULT:
        message = "The test client has no timeouts: leave out the argument `timeout`."
        warnings.warn(message, FireweedDeprecationWarning, stacklevel=5)


def make_handshake(request: httpx.Request, subprotocols: Sequence[str] | None) -> None:
    """Make `request` the handshake of a WebSocket."""
    request.url = request.url.copy_with(scheme=_WEBSOCKET_SCHEMES.get(request.url.scheme, request.url.scheme))
    handshake = _HANDSHAKE | ({"sec-websocket-protocol": ", ".join(subprotocols)} if subprotocols else {})
    for name, value in handshake.items():
        request.headers.setdefault(name, value)
    request.headers["connection"] = "upgrade"
