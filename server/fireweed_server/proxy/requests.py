"""Requests that came through a trusted proxy: what it says of them goes into their scopes."""

from collections.abc import Mapping

from fireweed_server.asgi import HTTPScope, RawHeaders
from fireweed_server.errors import ProtocolError
from fireweed_server.proxy.fields import Forwarding, build_host, read_forwarding
from fireweed_server.proxy.peers import TrustedPeers
from fireweed_server.wire.framing import RequestFraming, combine_fields
from fireweed_server.wire.memo import Memo
from fireweed_server.wire.request import Endpoints, describe_request, parse_request, replace_host

_LINE_END = b"\n"


class ProxiedRequests:
    """Parses requests of connections whose peer is one of `trusted`, believing the fields called `names`."""

    def __init__(self, names: frozenset[bytes], trusted: TrustedPeers) -> None:
        self._trusted = trusted
        self._names = names
        self._order = tuple(sorted(names))
        # PERF: a client's next request says the same (benchmarks/micro/proxy_headers.py).
        self._forwardings: Memo[bytes, Forwarding] = Memo(self._read, 1024)

    @property
    def is_active(self) -> bool:
        """Whether there are fields to believe."""
        return bool(self._names)

    def parse_request(
        self,
        method: str,
        target: bytes,
        http_version: str,
        headers: RawHeaders,
        fields: dict[bytes, bytes],
        endpoints: Endpoints,
    ) -> tuple[HTTPScope, RequestFraming]:
        """`wire.request.parse_request`, with what the proxy says in place of what the connection does."""
        if self._names.isdisjoint(fields):
            return parse_request(method, target, http_version, headers, fields, endpoints)
        try:
            forwarding = self._find(fields if len(fields) == len(headers) else combine_fields(headers))
        except ProtocolError as error:
            error.request = describe_request(method, target, http_version, headers, endpoints)
            raise
        endpoints = _replace_endpoints(endpoints, forwarding)
        scope, framing = parse_request(method, target, http_version, headers, fields, endpoints)
        if forwarding.host is not None or forwarding.port is not None:
            own = next((value for name, value in scope["headers"] if name == b"host"), b"")
            scope["headers"] = replace_host(scope["headers"], build_host(own, forwarding, endpoints.scheme))
        return scope, framing

    def _find(self, fields: Mapping[bytes, bytes]) -> Forwarding:
        # No value holds a line end.
        return self._forwardings[_LINE_END.join([fields.get(name, b"") for name in self._order])]

    def _read(self, key: bytes) -> Forwarding:
        return read_forwarding(dict(zip(self._order, key.split(_LINE_END), strict=True)), self._names, self._trusted)


def _replace_endpoints(endpoints: Endpoints, forwarding: Forwarding) -> Endpoints:
    scheme, client, server, root_path, state, extensions = endpoints
    if forwarding.client is not None or not forwarding.is_client_known:
        client = forwarding.client
    return Endpoints(
        forwarding.scheme or scheme,
        client,
        server,
        root_path if forwarding.prefix is None else forwarding.prefix,
        state,
        extensions,
    )
