"""HTTP/1.1 by httptools, which is llhttp; the only file that imports it.

What llhttp lets through although it must not pass is caught here if it is about bytes (limits, trailers, white space)
and in `wire` if it is about meaning.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import httptools

from fireweed_server.errors import ProtocolError
from fireweed_server.http.sink import FEED_SIZE, METHODS, RequestSink
from fireweed_server.settings import Settings
from fireweed_server.wire.chunked import MAX_OVERHEAD
from fireweed_server.wire.memo import Memo

_VERSION_TEXTS: Final = frozenset(
    ("Invalid HTTP version", "Pause on PRI/Upgrade", "Expected HTTP/2 Connection Preface")
)

_lower_names: Final = Memo(bytes.lower, 1024)


class HttptoolsParser:
    """A RequestParser over httptools."""

    __slots__ = (
        "_body_size",
        "_framing_lines",
        "_has_ended",
        "_has_finished",
        "_head_size",
        "_headers",
        "_is_in_body",
        "_is_resuming",
        "_is_upgrade",
        "_overhead",
        "_parser",
        "_settings",
        "_sink",
        "_target",
        "is_mid_head",
    )

    def __init__(self, sink: RequestSink, settings: Settings) -> None:
        self._sink = sink
        self._settings = settings
        self._parser = httptools.HttpRequestParser(self)
        self._target = self._framing_lines = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_size = self._body_size = self._overhead = 0
        self._is_in_body = self._has_finished = self._has_ended = False
        self._is_upgrade = self._is_resuming = False
        self.is_mid_head = False

    def feed(self, data: bytes) -> None:
        """Take what has arrived next, at most FEED_SIZE bytes or the next ones of a body."""
        while not self._has_ended:
            self._has_finished = False
            try:
                self._parser.feed_data(data)
                if not self._has_finished or self._is_in_body or self._target:
                    self._measure(data)
                return
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
                self._pass_upgrade(data)
            except (httptools.HttpParserError, ProtocolError) as error:
                self._has_ended = True
                self.is_mid_head = False
                self._sink.on_error(_translate(error))

    def close(self) -> None:
        """Let go of what refers back here."""
        # PERF: without a circle nothing is left to the garbage collector (benchmarks/server, scenario closed).
        del self._parser, self._sink

    def _pass_upgrade(self, unread: bytes) -> None:
        """Get past a head that asked for another protocol: llhttp stops there."""
        if self._sink.on_upgrade(unread):
            self._has_ended = True
            return
        # llhttp would take what follows for the other protocol. A new one learns how the body is delimited from a head
        # that says only that, and goes on from there.
        self._is_upgrade = False
        self._is_resuming = True
        self._parser = httptools.HttpRequestParser(self)
        self._parser.feed_data(b"POST / HTTP/1.1\r\n%b\r\n" % self._framing_lines)

    # What llhttp calls...

    def on_url(self, data: bytes) -> None:
        self._target += data
        if len(self._target) > self._settings.max_target_size:
            raise ProtocolError(414, "the request target is too long")

    def on_header(self, name: bytes, value: bytes) -> None:
        # llhttp leaves the white space behind a value (RFC 9112 §5.1), which is blanks and tabs: it refuses the rest.
        self._headers.append((_lower_names[name], value.rstrip()))

    def on_headers_complete(self) -> None:
        headers, self._headers = self._headers, []
        target, self._target = self._target, b""
        self._is_in_body = True
        self.is_mid_head = False
        if self._is_resuming:
            self._is_resuming = False
            return
        settings = self._settings
        if len(headers) > settings.max_headers:
            raise ProtocolError(431, "there are too many header lines")
        if self._head_size > settings.max_head_size - FEED_SIZE:
            self._measure_head(target, headers)
        parser = self._parser
        method = METHODS.get(parser.get_method())
        if method is None:
            raise ProtocolError(501, "the method is not known here")
        fields = dict(headers)
        if b"connection" not in fields and parser.should_keep_alive():
            # PERF: llhttp keeps alive without being asked to in HTTP/1.1 only; asking for the version takes 6 times as
            # long (benchmarks/micro/http_connection.py).
            version = "1.1"
        else:
            version = parser.get_http_version()
            if parser.should_upgrade():
                self._is_upgrade = True
                self._framing_lines = _encode_framing(fields)
        self._sink.on_request(method, target, version, headers, fields)

    def on_body(self, data: bytes) -> None:
        self._body_size += len(data)
        self._sink.on_body(data)

    def on_message_complete(self) -> None:
        if self._is_upgrade:
            return
        self._has_finished = True
        self._is_in_body = False
        self._head_size = self._body_size = self._overhead = 0
        if self._headers:  # a trailer section: RFC 9110 §6.5.1 lets nobody merge it into the headers
            self._drop_trailers()
        self._sink.on_end()

    # What llhttp leaves to us...

    def _measure(self, data: bytes) -> None:
        """Hold the limits on what has arrived but was not reported yet."""
        limit = self._settings.max_head_size
        if self._is_in_body:
            self._overhead += len(data)
            if self._overhead - self._body_size > limit + MAX_OVERHEAD * self._body_size:
                raise ProtocolError(431, "the chunks carry too much besides data")
            return
        if not self.is_mid_head and not data.strip(b"\r\n"):  # RFC 9112 §2.2: empty lines between requests are nothing
            return
        self.is_mid_head = True
        # Where a message ended in these bytes it is not known where this head began: count from the next on.
        self._head_size = 0 if self._has_finished else self._head_size + len(data)
        if self._head_size > limit or len(self._headers) > self._settings.max_headers:
            raise ProtocolError(431, "the head is too large")

    def _measure_head(self, target: bytes, headers: list[tuple[bytes, bytes]]) -> None:
        """Hold the limit on a head whose last bytes may have taken it past the limit."""
        if len(target) + _measure_lines(headers) > self._settings.max_head_size:
            raise ProtocolError(431, "the head is too large")

    def _drop_trailers(self) -> None:
        trailers, self._headers = self._headers, []
        if len(trailers) > self._settings.max_headers:
            raise ProtocolError(431, "there are too many trailer lines")
        if _measure_lines(trailers) > self._settings.max_head_size:
            raise ProtocolError(431, "the trailers are too large")


def _measure_lines(headers: Sequence[tuple[bytes, bytes]]) -> int:
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers)


def _encode_framing(fields: Mapping[bytes, bytes]) -> bytes:
    names = (b"content-length", b"transfer-encoding")
    return b"".join(b"%b: %b\r\n" % (name, fields[name]) for name in names if name in fields)


def _translate(error: Exception) -> ProtocolError:
    if isinstance(error, httptools.HttpParserCallbackError):
        cause = error.__context__
        if not isinstance(cause, ProtocolError):
            raise error
        return cause
    if isinstance(error, ProtocolError):
        return error
    text = str(error)
    return ProtocolError(505 if text in _VERSION_TEXTS else 400, f"{text[:1].lower()}{text[1:]}")
