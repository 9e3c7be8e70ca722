"""Requests with ids: given when a request is parsed, told with its response. Only where the option asks for them."""

from fireweed_server.asgi import HTTPScope, RawHeaders
from fireweed_server.errors import ProtocolError
from fireweed_server.http.extended import ExtendedExchange
from fireweed_server.request_ids import EXTENSION, find_request_id, make_request_id, parse_request_id
from fireweed_server.wire.framing import RequestFraming
from fireweed_server.wire.request import Endpoints, ParseRequest
from fireweed_server.wire.response_head import HeaderPairs
from fireweed_server.wire.response_state import ResponseState


class IdentifiedRequests:
    """Parses requests with `parse` and gives each an id; with `is_trusted` the one that the peer has given, if any."""

    def __init__(self, parse: ParseRequest, header: str, *, is_trusted: bool) -> None:
        self._parse = parse
        self._header = header.lower().encode("ascii")
        self._is_trusted = is_trusted

    def parse_request(
        self,
        method: str,
        target: bytes,
        http_version: str,
        headers: RawHeaders,
        fields: dict[bytes, bytes],
        endpoints: Endpoints,
    ) -> tuple[HTTPScope, RequestFraming]:
        """`wire.request.parse_request`, with the id as an extension; a request that is refused has one as well."""
        try:
            scope, framing = self._parse(method, target, http_version, headers, fields, endpoints)
        except ProtocolError as error:
            if error.request is not None:
                error.request = {**error.request, "extensions": {EXTENSION: self._choose_id(headers, fields)}}
            raise
        scope["extensions"][EXTENSION] = self._choose_id(headers, fields)
        return scope, framing

    def _choose_id(self, headers: RawHeaders, fields: dict[bytes, bytes]) -> dict[str, str]:
        request_id = self._find_given(headers, fields) if self._is_trusted else None
        return {"id": request_id or make_request_id()}

    def _find_given(self, headers: RawHeaders, fields: dict[bytes, bytes]) -> str | None:
        value = fields.get(self._header)
        if value is None or (len(fields) != len(headers) and [name for name, _ in headers].count(self._header) != 1):
            return None
        return parse_request_id(value)


class IdentifiedExchange(ExtendedExchange):
    """An exchange whose response tells the id of its request, unless the application says something there itself."""

    __slots__ = ()

    def start(self, status: int, headers: HeaderPairs) -> None:
        """Take a head, and add the id to it."""
        # PERF: a call by name, and a search that mostly ends it (benchmarks/micro/request_ids.py).
        ResponseState.start(self, status, headers)
        request_id = find_request_id(self.scope)
        prefix = self._channel.serving.request_id_prefix
        lines = self._lines
        if request_id is None or (prefix in lines and b"\n" + prefix in b"\n" + lines):
            return
        self._lines = b"%b%b%b\r\n" % (lines, prefix, request_id.encode("ascii"))
