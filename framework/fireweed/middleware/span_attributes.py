"""What telemetry says of an HTTP request and its response, by the names of OpenTelemetry's semantic conventions.

Plain values made of a scope: knows nothing of spans, meters and the library that has them.
"""

import re
from collections.abc import Mapping

from fireweed.http.host import parse_host
from fireweed.types import Scope

Attributes = Mapping[str, str | int]

METHODS = frozenset({"CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY", "TRACE"})

_METHOD = "http.request.method"
_OTHER = "_OTHER"
# Parameters that let whoever reads them do what the client may do.
_CREDENTIAL = re.compile(r"(?i)(^|&)(AWSAccessKeyId|Signature|sig|X-Amz-[^=&]*|X-Goog-Signature)=[^&]*")


def describe_request(scope: Scope) -> dict[str, str | int]:
    """Return the attributes that the span of a request begins with; what the scope does not say is left out."""
    host, port = _find_server(scope)
    client = scope.get("client")
    query = _CREDENTIAL.sub(r"\1\2=REDACTED", scope.get("query_string", b"").decode("latin-1"))
    attributes = {
        **_describe_method(scope),
        "url.path": scope["path"],
        "url.scheme": scope.get("scheme", "http"),
        "url.query": query or None,
        "server.address": host,
        "server.port": port,
        "network.protocol.version": scope.get("http_version"),
        "client.address": client[0] if client else None,
        "user_agent.original": _find_header(scope, b"user-agent"),
    }
    return {name: value for name, value in attributes.items() if value is not None}


def describe_kind(scope: Scope) -> dict[str, str | int]:
    """Return the attributes of which there are few values: what metrics distinguish while a request is active."""
    return {"http.request.method": _describe_method(scope)[_METHOD], "url.scheme": scope.get("scheme", "http")}


def describe_outcome(route: str | None, status: int | None, error_type: str | None) -> dict[str, str | int]:
    """Return the attributes that are known when a request is over; a status of 500 and above is an error, too."""
    if error_type is None and status is not None and status >= 500:
        error_type = str(status)
    outcome = {"http.route": route, "http.response.status_code": status, "error.type": error_type}
    return {name: value for name, value in outcome.items() if value is not None}


def name_span(attributes: Attributes, route: str | None) -> str:
    """Return the name of the span: of few different values, as the route is and the path is not."""
    method = str(attributes[_METHOD])
    name = "HTTP" if method == _OTHER else method
    return f"{name} {route}" if route else name


def find_route(scope: Scope) -> str | None:
    """Return the declared path of the route that answered, if a router of this framework or a similar one set it."""
    find = getattr(scope.get("router"), "find_path_format", None)
    if find is not None:
        found: str | None = find(scope)
        return found
    path = getattr(scope.get("route"), "path", None)
    return path if isinstance(path, str) else None


def describe_error(error: BaseException) -> str:
    """Return the full name of the exception's class; the builtin ones have no module before it."""
    kind = type(error)
    return kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"


def _describe_method(scope: Scope) -> dict[str, str | int]:
    """A method that is not known goes into a second attribute, lest clients make up the values of the first."""
    method: str = scope["method"]
    known = method.upper() if method.upper() in METHODS else _OTHER
    return {_METHOD: known} if known == method else {_METHOD: known, "http.request.method_original": method}


def _find_server(scope: Scope) -> tuple[str | None, int | None]:
    """Host and port that the client meant (its `host` header), else those of the server that it reached."""
    server_host, server_port = scope.get("server") or (None, None)
    try:
        host, port = parse_host(_find_header(scope, b"host") or "")
    except ValueError:
        is_network = server_port is not None
        return (server_host, server_port) if is_network else (None, None)
    return host.strip("[]"), port if port is not None else server_port


def _find_header(scope: Scope, name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), None)
