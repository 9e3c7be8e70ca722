"""HTTP/1.1 by h11, in Python alone; the only file that imports it.

h11 is given each head, once it is complete, on a connection of its own: its state machine wants to send the responses
too. What it lets through or repairs although it must not pass (bare line ends, folded lines, control characters, two
lengths) is caught before it. Bodies are delimited here, for h11 hides what stands between chunks.
"""

import re
from collections.abc import Mapping
from typing import Final

import h11

from fireweed_server.errors import ProtocolError
from fireweed_server.http.sink import METHODS, RequestSink
from fireweed_server.settings import Settings
from fireweed_server.wire.chunked import ChunkedBody
from fireweed_server.wire.framing import combine_fields, parse_framing
from fireweed_server.wire.request import check_http_version

# Any number of complete lines of a head. What is valid beyond single bytes is for h11 and `wire` to say.
_LINES: Final = re.compile(
    rb"(?P<method>[A-Z-]+) (?P<target>[!-\xff]+) HTTP/(?P<version>[0-9]\.[0-9])\r\n(?:[!-~][\t -~\x80-\xff]*\r\n)*"
)
# What surrounds a value is stripped by other means: as a pattern it would take time with the square of the spaces.
_FRAMING_FIELD: Final = re.compile(rb"\n(content-length|transfer-encoding):([^\r\n]*)", re.IGNORECASE)
_UPGRADE_FIELDS: Final = frozenset((b"connection", b"upgrade"))


class H11Parser:
    """A RequestParser over h11."""

    __slots__ = (
        "_chunked",
        "_has_ended",
        "_head",
        "_is_last",
        "_remaining",
        "_settings",
        "_sink",
        "is_mid_head",
    )

    def __init__(self, sink: RequestSink, settings: Settings) -> None:
        self._sink = sink
        self._settings = settings
        self._head = b""
        self._remaining = 0
        self._chunked: ChunkedBody | None = None
        self._is_last = self._has_ended = False
        self.is_mid_head = False

    def feed(self, data: bytes) -> None:
        """Take what has arrived next."""
        try:
            while data and not self._has_ended:
                if self._chunked is not None:
                    data = self._take_chunks(self._chunked, data)
                elif self._remaining:
                    data = self._take_length(data)
                else:
                    data = self._take_head(data)
        except ProtocolError as error:
            self._has_ended = True
            self.is_mid_head = False
            self._sink.on_error(error)

    def close(self) -> None:
        """Let go of what refers back here."""
        del self._sink

    # Heads...

    def _take_head(self, data: bytes) -> bytes:
        """Take what belongs to a head; what follows it, or nothing if it is not complete."""
        known = len(self._head)
        # RFC 9112 §2.2: empty lines between requests are nothing.
        head = self._head + data if known else data.lstrip(b"\r\n")
        if not head:
            return b""
        if self._is_last:
            raise ProtocolError(400, "something follows the last request of the connection")
        end = head.find(b"\r\n\r\n", max(known - 3, 0)) + 4
        if end < 4:
            self._hold_head(head, known)
            return b""
        self._head = b""
        self.is_mid_head = False
        unread = head[end:]
        return unread if self._begin_request(head[:end], unread) else b""

    def _hold_head(self, head: bytes, known: int) -> None:
        """Keep the beginning of a head; one that can be seen to be wrong is refused now."""
        self._check_limits(head)
        end = head.rfind(b"\n") + 1
        if not head[:1].isupper() or (end > known and _LINES.fullmatch(head, 0, end) is None):
            raise ProtocolError(400, "the head of the request is not valid")
        self._head = head
        self.is_mid_head = True

    def _begin_request(self, head: bytes, unread: bytes) -> bool:
        """Report the request of a complete head. False if another protocol took over what is unread."""
        self._check_limits(head)
        method, target, version, headers = _parse_head(head)
        fields = dict(headers)
        combined = fields if len(fields) == len(headers) else combine_fields(headers)
        framing = parse_framing(combined, version)
        self._sink.on_request(method, target, version, headers, fields)
        self._is_last = not framing.keep_alive
        if _asks_for_upgrade(combined) and self._sink.on_upgrade(unread):
            self._has_ended = True
            return False
        settings = self._settings
        if framing.body_length is None:
            self._chunked = ChunkedBody(max_framing_size=settings.max_head_size, max_trailers=settings.max_headers)
        elif framing.body_length:
            self._remaining = framing.body_length
        else:
            self._sink.on_end()
        return True

    def _check_limits(self, head: bytes) -> None:
        settings = self._settings
        size = len(head)
        if size > settings.max_target_size:
            line = head.partition(b"\r\n")[0]
            if len(line.partition(b" ")[2].rpartition(b" HTTP/")[0] or line) > settings.max_target_size:
                raise ProtocolError(414, "the request target is too long")
        if size > settings.max_head_size:
            raise ProtocolError(431, "the head is too large")
        # The request line and the empty line are none.
        if head.count(b"\n") - 1 - head.endswith(b"\n\r\n") > settings.max_headers:
            raise ProtocolError(431, "there are too many header lines")

    # Bodies...

    def _take_length(self, data: bytes) -> bytes:
        part = data[: self._remaining]
        self._remaining -= len(part)
        self._sink.on_body(part)
        if not self._remaining:
            self._sink.on_end()
        return data[len(part) :]

    def _take_chunks(self, chunked: ChunkedBody, data: bytes) -> bytes:
        chunked.feed(data, self._sink.on_body)
        if chunked.is_complete:
            self._chunked = None
            self._sink.on_end()
        return chunked.unread


def _parse_head(head: bytes) -> tuple[str, bytes, str, list[tuple[bytes, bytes]]]:
    match = _LINES.fullmatch(head, 0, len(head) - 2)
    if match is None:
        raise ProtocolError(400, "the head of the request is not valid")
    version = match["version"].decode("ascii")
    check_http_version(version)
    method = METHODS.get(match["method"])
    if method is None:
        raise ProtocolError(400, "the method is not known here")
    framing_fields = _FRAMING_FIELD.findall(head)
    if framing_fields:
        # h11 makes one of two equal lengths, and says less exactly what is wrong with a coding.
        fields = [(name.lower(), value.strip(b" \t")) for name, value in framing_fields]
        parse_framing(combine_fields(fields), version)
    parser = h11.Connection(h11.SERVER, max_incomplete_event_size=len(head))
    parser.receive_data(head)
    try:
        request = parser.next_event()
    except h11.RemoteProtocolError as error:
        # Its text repeats what came in.
        raise ProtocolError(400, "the head of the request is not valid") from error
    assert isinstance(request, h11.Request)
    return method, request.target, version, list(request.headers)


def _asks_for_upgrade(fields: Mapping[bytes, bytes]) -> bool:
    if not fields.keys() >= _UPGRADE_FIELDS:
        return False
    return b"upgrade" in [option.strip() for option in fields[b"connection"].lower().split(b",")]
