"""The ASGI scopes of requests and WebSockets made by the test client."""

from dataclasses import dataclass, field
from typing import Any

from fireweed.testclient.http_library import httpx
from fireweed.types import ASGIApp, Scope

_DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True)
class Peer:
    """The application and how the client appears to it. `state` is what its lifespan published."""

    app: ASGIApp
    root_path: str
    client: tuple[str, int]
    state: dict[str, Any] = field(default_factory=dict)


def build_http_scope(request: httpx.Request, peer: Peer) -> Scope:
    """Describe `request` as a server would; the state is copied, one level deep."""
    scope = _describe(request, peer)
    extensions: dict[str, Any] = {"http.response.debug": {}, "http.response.trailers": {}}
    return {**scope, "type": "http", "method": request.method, "extensions": extensions}


def build_websocket_scope(request: httpx.Request, peer: Peer) -> Scope:
    """Describe the handshake that `request` is; see `build_http_scope`."""
    scope = _describe(request, peer)
    subprotocols = [part.strip() for part in request.headers.get("sec-websocket-protocol", "").split(",")]
    return {
        **scope,
        "type": "websocket",
        "subprotocols": [subprotocol for subprotocol in subprotocols if subprotocol],
        "extensions": {"websocket.http.response": {}},
    }


def _describe(request: httpx.Request, peer: Peer) -> Scope:
    url = request.url
    return {
        "http_version": "1.1",
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "root_path": peer.root_path,
        "scheme": url.scheme,
        "query_string": url.query,
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": peer.client,
        "server": [url.host, url.port or _DEFAULT_PORTS[url.scheme]],
        "state": peer.state.copy(),
    }
