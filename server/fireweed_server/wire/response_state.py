"""One response on its way from ASGI messages to bytes.

Theory of operation. The head is not encoded when it is handed over but with the first part of the body, for only then
is it known how the body is delimited (RFC 9112 §6.3):

    status 204 or 304, or HEAD      no body, whatever the application sends
    a content-length                exactly that many bytes, counted
    the body is there whole         a content-length is added
    otherwise                       chunked; for HTTP/1.0 the end of the connection

Trailers that a client takes follow chunks only, so they take precedence over a content-length. Files are framed here as
bytes are, but pass by another way: between `begin_file` and `end_file`.

Every wrong order, wrong length and invalid head is an ApplicationError, raised before a byte of it is encoded.
"""

from typing import Final, NamedTuple

from fireweed_server.asgi import HTTPScope
from fireweed_server.errors import BodyLengthError, MessageOrderError
from fireweed_server.wire.response_head import (
    STATUS_LINES,
    HeaderPairs,
    ServerLines,
    encode_cached_headers,
    encode_headers,
)
from fireweed_server.wire.trailers import encode_trailers, takes_trailers

_LAST_CHUNK: Final = b"0\r\n"
_BODILESS_STATUSES: Final = frozenset((204, 304))
_CLOSE_LINE: Final = b"connection: close\r\n"
_KEEP_ALIVE_LINE: Final = b"connection: keep-alive\r\n"

# How a body goes out, where it is not by a length: `_remaining` says it.
_CHUNKED: Final = -1
_UNTIL_CLOSE: Final = -2
_NO_BODY: Final = -3

# ... and what `_remaining` says where no part of the body is possible any more, or not now.
_TRAILERS: Final = -4
_DROPPED_TRAILERS: Final = -5
_FILE: Final = -6

# Controls of a head whose application announced trailers.
_HAS_TRAILERS: Final = b"trailers"
_DROPS_TRAILERS: Final = b"no trailers"


class FileFrame(NamedTuple):
    """What goes out `before` and `after` a file, and whether the file itself does; how things stand after it."""

    before: bytes
    after: bytes
    has_body: bool
    remaining: int
    is_complete: bool


class ResponseState:
    """Encodes the response to the request of `scope`.

    `keep_alive` is to be set to what the request wants, and is from the head on what was announced. `response_started`
    turns true once a head was handed over, `is_head_sent` once its bytes were given out, `is_complete` with the last
    byte. `content_length` is what that head says of the body, `body_size` counts the bytes of it that went out.
    """

    __slots__ = (
        "_controls",
        "_lines",
        "_remaining",
        "_server_lines",
        "body_size",
        "content_length",
        "is_complete",
        "is_head_sent",
        "keep_alive",
        "response_started",
        "scope",
        "status",
    )

    content_length: int | None
    _lines: bytes
    _controls: frozenset[bytes] | None
    _remaining: int

    def __init__(self, scope: HTTPScope, server_lines: ServerLines) -> None:
        self.scope = scope
        self.keep_alive = True
        self.response_started = self.is_head_sent = self.is_complete = False
        self.status = self.body_size = 0
        self._server_lines = server_lines

    def start(self, status: int, headers: HeaderPairs) -> None:
        """Take a head. A tuple of headers is checked and encoded once and remembered."""
        if self.response_started:
            raise self.build_order_error("http.response.start")
        header_lines = encode_cached_headers(headers) if type(headers) is tuple else encode_headers(headers)
        STATUS_LINES[status]  # raises where there is no such status
        self._lines, self.content_length, self._controls = header_lines
        self.status = status
        self.response_started = True

    def encode_head(self) -> bytes:
        """The bytes of the head, before anything is known of the body; none if they are out already."""
        if self.is_head_sent or not self.response_started:
            return b""
        head = self._encode_head(None)
        self.is_head_sent = True
        return head

    def encode_last(self, data: bytes) -> bytes:
        """The bytes of the last part of the body, with the head if it is not out yet."""
        if (
            # PERF: nearly every response is whole and has nothing special about it; that leaves in one step
            # (benchmarks/micro/http_connection.py).
            self.response_started
            and not self.is_head_sent
            and self.keep_alive
            and self._controls is None
            and type(data) is bytes
            and (self.content_length is None or self.content_length == len(data))
            and self.status not in _BODILESS_STATUSES
            and self.scope["http_version"] == "1.1"
            and self.scope["method"] != "HEAD"
        ):
            self.is_head_sent = self.is_complete = True
            self.body_size = size = len(data)
            lines = (STATUS_LINES[self.status], self._server_lines.lines, self._lines)
            return b"%b%b%bcontent-length: %d\r\n\r\n%b" % (*lines, size, data)
        return self.encode_body(data, is_last=True)

    def encode_body(self, data: bytes, *, is_last: bool) -> bytes:
        """The bytes of any part of the body, with the head if it is not out yet."""
        if type(data) is not bytes:
            data = _to_bytes(data)
        if not self.response_started or self.is_complete:
            raise self.build_order_error("http.response.body")
        size = len(data)
        before, after, has_body = self._frame(size, is_last=is_last)
        if not has_body:
            return before
        self.body_size += size
        return b"%b%b%b" % (before, data, after) if before or after else data

    def check_file(self, kind: str) -> None:
        """Raise MessageOrderError if a file cannot be the next part of the body; `kind` is the message that asks."""
        is_possible = self.response_started and not self.is_complete
        if not is_possible or (self.is_head_sent and self._remaining < _NO_BODY):
            raise self.build_order_error(kind)

    def begin_file(self, kind: str, size: int, *, is_last: bool) -> FileFrame:
        """Frame `size` bytes of a file as a part of the body. Until `end_file` nothing else can be sent.

        What goes out of it is to be added to `body_size`. Raises as `check_file` does.
        """
        self.check_file(kind)
        before, after, has_body = self._frame(size, is_last=is_last)
        frame = FileFrame(before, after, has_body, self._remaining, self.is_complete)
        self._remaining, self.is_complete = _FILE, False
        return frame

    def end_file(self, frame: FileFrame) -> None:
        """The file of `frame` has gone out."""
        self._remaining, self.is_complete = frame.remaining, frame.is_complete

    def expect_trailers(self) -> None:
        """Have trailers follow the body of the head that was handed over; they are dropped if the client takes none."""
        scope = self.scope
        can_send = scope["http_version"] == "1.1" and takes_trailers(scope["headers"])
        if scope["method"] == "HEAD" or self.status in _BODILESS_STATUSES:
            can_send = False
        if can_send:
            self.content_length = None  # chunks take its place
        self._controls = (self._controls or frozenset()) | {_HAS_TRAILERS if can_send else _DROPS_TRAILERS}

    def encode_trailers(self, trailers: HeaderPairs, *, is_last: bool) -> bytes:
        """The bytes of trailers, which may come in several parts; nothing where they are dropped."""
        if not self.is_head_sent or self.is_complete or self._remaining not in (_TRAILERS, _DROPPED_TRAILERS):
            raise self.build_order_error("http.response.trailers")
        lines = encode_trailers(trailers)
        is_sent = self._remaining == _TRAILERS
        self.is_complete = is_last
        if not is_sent:
            return b""
        return lines + b"\r\n" if is_last else lines

    def reset(self) -> None:
        """Forget a head that was handed over but not encoded, so that another can take its place."""
        assert not self.is_head_sent
        self.response_started = self.is_complete = False

    def build_order_error(self, kind: object) -> MessageOrderError:
        """What to raise for a message that is not possible now."""
        if self.is_complete:
            problem = "the response is complete"
        elif not self.response_started:
            problem = "the response has to start with 'http.response.start'"
        elif self.is_head_sent and self._remaining == _FILE:
            problem = "a file is still being sent: await its message first"
        elif self.is_head_sent and self._remaining in (_TRAILERS, _DROPPED_TRAILERS):
            problem = "the body is complete, only 'http.response.trailers' can follow"
        elif kind == "http.response.pathsend":
            problem = "a part of the body was sent already, and a file by its path is all of it"
        elif kind == "http.response.trailers" and not self._has_announced_trailers:
            problem = "'http.response.start' did not announce them with `trailers`"
        elif kind == "http.response.trailers":
            problem = "the body is not complete: its last message is one without `more_body`"
        else:
            problem = "the response has started, only 'http.response.body' can follow"
        return MessageOrderError(f"The application sent {kind!r}, but {problem}.")

    @property
    def _has_announced_trailers(self) -> bool:
        return self._controls is not None and not self._controls.isdisjoint((_HAS_TRAILERS, _DROPS_TRAILERS))

    def _frame(self, size: int, *, is_last: bool) -> tuple[bytes, bytes, bool]:
        """What goes before and after the next `size` bytes of the body, and whether they themselves do."""
        head = b"" if self.is_head_sent else self._encode_head(size if is_last else None)
        remaining = self._remaining
        if remaining < _NO_BODY:
            raise self.build_order_error("http.response.body")
        if remaining >= 0:
            self._count(size, is_last=is_last)
        self.is_head_sent = True
        end = self._end_body() if is_last else b""
        if remaining == _NO_BODY:
            return head, b"", False
        if remaining != _CHUNKED:
            return head, b"", True
        if not size:
            return head, end, True
        return b"%b%x\r\n" % (head, size), b"\r\n" + end, True

    def _end_body(self) -> bytes:
        """The body is whole; what that looks like in chunks."""
        if not self._has_announced_trailers:
            self.is_complete = True
            return _LAST_CHUNK + b"\r\n"
        if self._controls is not None and _HAS_TRAILERS in self._controls:
            self._remaining = _TRAILERS
            return _LAST_CHUNK
        self._remaining = _DROPPED_TRAILERS
        return _LAST_CHUNK + b"\r\n"

    def _encode_head(self, whole_length: int | None) -> bytes:
        controls = self._controls
        if controls is not None and _HAS_TRAILERS in controls:
            whole_length = None
        framing_line = self._choose_framing(self.content_length, whole_length)
        own_lines = self._server_lines.lines
        if controls is not None:
            own_lines = self._server_lines.select(controls)
            self.keep_alive = self.keep_alive and b"close" not in controls
        if not self.keep_alive:
            framing_line += _CLOSE_LINE
        elif self.scope["http_version"] == "1.0":
            framing_line += _KEEP_ALIVE_LINE
        return b"%b%b%b%b\r\n" % (STATUS_LINES[self.status], own_lines, self._lines, framing_line)

    def _choose_framing(self, length: int | None, whole_length: int | None) -> bytes:
        """Settle how the body is delimited; the line that says so."""
        status = self.status
        if status == 204:  # RFC 9110 §8.6: not even a content-length of 0
            self._remaining = _NO_BODY
            return b""
        is_head = self.scope["method"] == "HEAD"
        if is_head or status == 304:
            self._remaining = _NO_BODY
            # What GET would say of its body may be said (RFC 9110 §8.6, §9.3.2).
            length = (whole_length or None) if length is None and is_head else length
            return b"" if length is None else b"content-length: %d\r\n" % length
        length = whole_length if length is None else length
        if length is not None:
            self._remaining = length
            return b"content-length: %d\r\n" % length
        if self.scope["http_version"] == "1.0":
            self._remaining = _UNTIL_CLOSE
            self.keep_alive = False
            return b""
        self._remaining = _CHUNKED
        return b"transfer-encoding: chunked\r\n"

    def _count(self, size: int, *, is_last: bool) -> None:
        remaining = self._remaining - size
        if remaining < 0 or (is_last and remaining > 0):
            problem = f"{-remaining} bytes more" if remaining < 0 else f"{remaining} bytes fewer"
            raise BodyLengthError(f"The response's body has {problem} than its content-length says.")
        self._remaining = remaining


def _to_bytes(data: object) -> bytes:
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(data)
    raise MessageOrderError(f"The body of 'http.response.body' must be bytes, not {type(data).__name__}.")
