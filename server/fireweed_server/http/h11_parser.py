"""HTTP/1.1 by h11; the only file that imports it.

h11 reads the heads, each with a connection of its own, for it would not read on before it has seen the response. Lines
are checked here before it sees them: it takes lone line feeds, folded lines and lists of lengths for what they might
mean. Bodies are read by `wire.bodies`, as h11 passes over what is in the extensions of chunks.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import h11

from fireweed_server.errors import ProtocolError
from fireweed_server.http.sink import RequestSink
from fireweed_server.settings import Settings
from fireweed_server.wire.bodies import BodyReader, ChunkedReader, LengthReader
from fireweed_server.wire.fields import is_token
from fireweed_server.wire.framing import combine_fields, parse_framing
from fireweed_server.wire.methods import METHODS

_HEAD_END: Final = b"\r\n\r\n"
_REQUEST_LINE: Final = re.compile(rb"[^ ]+ ([^ ]+) HTTP/[0-9]\.[0-9]")
_LONE_ENDING: Final = re.compile(rb"\r(?!\n|\Z)|(?<!\r)\n")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FOLDED_LINE: Final = re.compile(rb"\n[ \t]")
_FRAMING_LINE: Final = re.compile(rb"\n(content-length|transfer-encoding):([^\r]*)", re.IGNORECASE)
_LONGEST_METHOD: Final = max(map(len, METHODS))
_LONGEST_REST: Final = len("  HTTP/1.1\r")


class H11Parser:
    """A RequestParser over h11."""

    __slots__ = ("_body", "_buffer", "_has_ended", "_lines", "_settings", "_sink")

    def __init__(self, sink: RequestSink, settings: Settings) -> None:
        self._sink = sink
        self._settings = settings
        self._buffer = bytearray()
        self._body: BodyReader | None = None
        self._has_ended = False
        self._lines = 0

    @property
    def is_mid_head(self) -> bool:
        """Whether a head has begun to arrive and is not complete."""
        return bool(self._buffer)

    def feed(self, data: bytes) -> None:
        """Take what has arrived next."""
        try:
            while data and not self._has_ended:
                data = self._read_head(data) if self._body is None else self._read_body(self._body, data)
        except ProtocolError as error:
            self._end()
            self._sink.on_error(error)

    def _end(self) -> None:
        self._has_ended = True
        self._buffer.clear()

    def _read_head(self, data: bytes) -> bytes:
        """Collect a head; once it is complete, report its request. Returns what lies behind it."""
        buffer = self._buffer
        if not buffer:
            data = data.lstrip(b"\r\n")  # RFC 9112 §2.2
        seen = len(buffer)
        buffer += data
        end = buffer.find(_HEAD_END, max(0, seen - len(_HEAD_END) + 1))
        size = len(buffer) if end < 0 else end + len(_HEAD_END)
        self._check_lines(seen, size)
        if end < 0:
            return b""
        head, behind = bytes(buffer[:size]), bytes(buffer[size:])
        buffer.clear()
        self._lines = 0
        self._report(_read_request(head), behind)
        return b"" if self._has_ended else behind

    def _report(self, request: h11.Request, behind: bytes) -> None:
        headers = list(request.headers)
        fields, version = dict(headers), request.http_version.decode("ascii")
        self._sink.on_request(METHODS[request.method], request.target, version, headers, fields)
        if _asks_for_upgrade(fields) and self._sink.on_upgrade(behind):
            self._end()
            return
        # The sink has found the framing to be good.
        length = parse_framing(combine_fields(headers), version).body_length
        if length == 0:
            self._sink.on_end()
        elif length is None:
            limits = self._settings
            self._body = ChunkedReader(
                self._sink.on_body, max_overhead=limits.max_head_size, max_trailers=limits.max_headers
            )
        else:
            self._body = LengthReader(length, self._sink.on_body)

    def _read_body(self, body: BodyReader, data: bytes) -> bytes:
        behind = body.read(data)
        if behind is None:
            return b""
        self._body = None
        self._sink.on_end()
        return behind

    # What h11 leaves to us...

    def _check_lines(self, seen: int, size: int) -> None:
        """Refuse what no more bytes can mend, in the head's bytes from `seen` to `size`; what is before was checked."""
        if not size:
            return
        buffer, settings = self._buffer, self._settings
        if not self._lines:
            self._check_request_line()
        self._lines += buffer.count(b"\n", seen, size)
        if size > settings.max_head_size:
            raise ProtocolError(431, "the head is too large")
        # Beside the header lines there are the request line and, behind them, an empty one.
        if self._lines > settings.max_headers + (2 if buffer.endswith(_HEAD_END, 0, size) else 1):
            raise ProtocolError(431, "there are too many header lines")
        if _LONE_ENDING.search(buffer, max(0, seen - 1), size) or _CONTROL.search(buffer, seen, size):
            raise ProtocolError(400, "there is a control character in the head")
        if _FOLDED_LINE.search(buffer, max(0, seen - 1), size):
            raise ProtocolError(400, "a header line is folded")  # RFC 9112 §5.2

    def _check_request_line(self) -> None:
        """Check the first line, as far as it has arrived."""
        buffer, longest_target = self._buffer, self._settings.max_target_size
        method, space, _ = bytes(buffer[: _LONGEST_METHOD + 1]).partition(b" ")
        if method == b"PRI":  # how clients begin that speak HTTP/2 without having asked (RFC 9113 §3.4)
            raise ProtocolError(505, "only HTTP/1.1 and HTTP/1.0 are served")
        if not (method in METHODS if space else is_token(method.rstrip(b"\r")) and len(method) <= _LONGEST_METHOD):
            raise ProtocolError(400, "the method is not known here")
        end = buffer.find(b"\r\n")
        if end < 0:
            if len(buffer) > len(method) + longest_target + _LONGEST_REST:
                raise ProtocolError(414, "the request target is too long")
            return
        line = _REQUEST_LINE.fullmatch(buffer, 0, end)
        if line is None:
            raise ProtocolError(400, "the request line is invalid")
        if len(line[1]) > longest_target:
            raise ProtocolError(414, "the request target is too long")


def _read_request(head: bytes) -> h11.Request:
    """The request of a whole head. Raises ProtocolError."""
    lengths = [value.strip(b" \t") for name, value in _FRAMING_LINE.findall(head) if name.lower() == b"content-length"]
    # h11 would make one length of several equal ones.
    if len(lengths) > 1 or not all(length.isdigit() for length in lengths):
        raise ProtocolError(400, "the Content-Length is not one number of bytes")
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=len(head))
    connection.receive_data(head)
    try:
        event = connection.next_event()
    except h11.RemoteProtocolError as error:
        raise _translate(error, head) from None
    assert isinstance(event, h11.Request)
    return event


def _translate(error: h11.RemoteProtocolError, head: bytes) -> ProtocolError:
    text = str(error)
    if error.error_status_hint == 501:  # of a transfer coding: which status is right depends on which it is
        return _find_coding_error(_FRAMING_LINE.findall(head))
    return ProtocolError(error.error_status_hint, f"{text[:1].lower()}{text[1:]}")


def _find_coding_error(lines: Sequence[tuple[bytes, bytes]]) -> ProtocolError:
    try:
        parse_framing(combine_fields([(name.lower(), value.strip(b" \t")) for name, value in lines]), "1.1")
    except ProtocolError as error:
        return error
    return ProtocolError(501, "the only transfer coding served is `chunked`")


def _asks_for_upgrade(fields: Mapping[bytes, bytes]) -> bool:
    options = fields.get(b"connection", b"").lower().split(b",")
    return b"upgrade" in fields and b"upgrade" in [option.strip() for option in options]
