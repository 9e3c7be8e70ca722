"""A request head, whichever parser read it, becomes an ASGI scope and its framing; every rule is applied here, once."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from fireweed_server.asgi import ASGI_VERSIONS, Address, HTTPScope, RawHeaders
from fireweed_server.errors import ProtocolError
from fireweed_server.wire.fields import HOSTS
from fireweed_server.wire.framing import RequestFraming, combine_fields, parse_framing
from fireweed_server.wire.request_target import REQUEST_TARGETS, check_target_form

_HTTP_VERSIONS: Final = frozenset(("1.0", "1.1"))
_LATER_EXTENSIONS: Final = ("http.response.early_hint", "http.response.trailers")


class Endpoints(NamedTuple):
    """What the scopes of all requests of a connection have in common; each gets copies of `state` and `extensions`."""

    scheme: str
    client: Address | None
    server: Address | None
    root_path: str
    state: dict[str, Any]
    extensions: dict[str, dict[str, Any]]
    """What an application may make use of, and the `tls` extension on connections over TLS."""


ParseRequest = Callable[[str, bytes, str, RawHeaders, dict[bytes, bytes], Endpoints], tuple[HTTPScope, RequestFraming]]
"""`parse_request`, or what does more than it for some connections."""


def parse_request(
    method: str,
    target: bytes,
    http_version: str,
    headers: RawHeaders,
    fields: dict[bytes, bytes],
    endpoints: Endpoints,
) -> tuple[HTTPScope, RequestFraming]:
    """Check a head and build its scope. Raises ProtocolError with the status to answer, and with what is known.

    `headers` are the lines as a parser read them, names in lower case and values stripped; `fields` is `dict(headers)`.
    """
    try:
        # PERF: memories are asked without a call between (benchmarks/micro/http_connection.py).
        if http_version != "1.1":
            check_http_version(http_version)
        if len(fields) != len(headers):
            fields = combine_fields(headers)
        if target == b"*" or method == "CONNECT":
            check_target_form(target, method)
        path, raw_path, query_string, authority = REQUEST_TARGETS[target]
        host = fields.get(b"host")
        if host is None or not HOSTS[host]:
            _refuse_host(host, http_version)
        if authority is not None:
            headers = replace_host(headers, authority)
        framing = parse_framing(fields, http_version)
    except ProtocolError as error:
        error.request = describe_request(method, target, http_version, headers, endpoints)
        raise
    scheme, client, server, root_path, state, extensions = endpoints
    if root_path:
        path, raw_path = _add_root_path(root_path, path, raw_path)
    scope: HTTPScope = {
        "type": "http",
        "asgi": ASGI_VERSIONS,
        "http_version": http_version,
        "method": method,
        "scheme": scheme,
        "path": path,
        "raw_path": raw_path,
        "query_string": query_string,
        "root_path": root_path,
        "headers": headers,
        "client": client,
        "server": server,
        "state": state.copy(),
        "extensions": extensions.copy(),
    }
    if http_version == "1.0":
        _remove_extensions(scope)
    return scope, framing


def check_http_version(http_version: str) -> None:
    """Raise ProtocolError (505) unless it is a version that is served."""
    if http_version not in _HTTP_VERSIONS:
        raise ProtocolError(505, "only HTTP/1.1 and HTTP/1.0 are served")


def describe_request(
    method: str, target: bytes, http_version: str, headers: RawHeaders, endpoints: Endpoints
) -> dict[str, Any]:
    """As much of a scope as there is of a request that is refused."""
    path, _, query = target.partition(b"?")
    return {
        "client": endpoints.client,
        "method": method,
        "raw_path": path,
        "query_string": query,
        "http_version": http_version,
        "headers": headers,
        "extensions": {},
    }


def _refuse_host(host: bytes | None, http_version: str) -> None:
    # RFC 9112 §3.2
    if host is not None:
        raise ProtocolError(400, "the Host header is not a host name with an optional port")
    if http_version != "1.0":
        raise ProtocolError(400, "the Host header is missing")


def replace_host(headers: RawHeaders, authority: bytes) -> RawHeaders:
    """The headers with `authority` as their Host."""
    # RFC 9112 §3.2.2: with the absolute-form, the received Host is ignored.
    return [(b"host", authority), *(header for header in headers if header[0] != b"host")]


def _remove_extensions(scope: HTTPScope) -> None:
    """Take out of the scope what HTTP/1.0 knows nothing of."""
    for name in _LATER_EXTENSIONS:
        scope["extensions"].pop(name, None)


def _add_root_path(root_path: str, path: str, raw_path: bytes) -> tuple[str, bytes]:
    """ASGI's path starts with root_path; a proxy may have cut it off or may have left it there."""
    if path == root_path or path.startswith(root_path + "/") or path == "*":
        return path, raw_path
    return root_path + path, root_path.encode() + raw_path
