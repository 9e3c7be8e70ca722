"""The frames of one open connection, between bytes and ASGI messages; knows neither a transport nor an application.

Theory of operation. Bytes go in by `receive_data`, and nothing happens until `find_message` is asked: it takes frames
apart as far as the next message, so whoever asks decides how much is held, and a message is never overtaken by the
error behind it.

    a text or binary message     what `find_message` gives, its fragments joined
    ping                         answered in `output`; pong: nothing
    close                        `ending` is the client's code and reason, 1005 if it gave none
    anything invalid             `ending` is 1002, invalid UTF-8 1007, too large a message 1009; `has_failed`

After `ending` nothing is taken in any more. `close` gives the bytes of our own close frame, once: before the client's
it starts the closing handshake, after it it completes it (RFC 6455 §5.5.1, §7.1). In between, messages still come out.
"""

from typing import Any, Final, NamedTuple

from wsproto import ConnectionType
from wsproto.connection import Connection, ConnectionState
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.frame_protocol import CloseReason

from fireweed_server.asgi import Message
from fireweed_server.websocket.deflate import DeflateParameters
from fireweed_server.websocket.extensions import MessageLimit, PerMessageDeflate
from fireweed_server.websocket.masking import choose_unmask

# Deflated bytes are inflated in pieces of this many, each to at most a thousand times as many.
_DEFLATED_PIECE: Final = 2048
_LARGEST_PIECE: Final = 262144

# Shorter messages are not worth compressing.
_LEAST_DEFLATED: Final = 64

# The first byte of an unfragmented frame; the mask bit of the second.
_TEXT, _BINARY = 0x81, 0x82
_MASKED: Final = 0x80
_KINDS: Final = {_TEXT: "text", _BINARY: "bytes"}
_DEFLATED: Final = 0x40
# The greatest payload taken apart here; of a larger one wsproto takes what there is of it, piece by piece.
_MAX_WHOLE: Final = 1_048_576

_unmask: Final = choose_unmask()

# PERF: half of what formatting takes (benchmarks/micro/websocket_connection.py).
_SHORT_HEADS: Final = {
    head: tuple(bytes((head, size)) for size in range(126))
    for head in (_TEXT, _BINARY, _TEXT | _DEFLATED, _BINARY | _DEFLATED)
}

_FAILURES: Final = {1007: "the text is not UTF-8 or the data not deflated", 1009: "the message is too big"}


class Ending(NamedTuple):
    """How the client's side of a connection ended: a code and a reason of RFC 6455 §7.4."""

    code: int
    reason: str


_GROUP_SIZE: Final = 256


class _Parts:
    """The fragments of a message so far. A million of one byte each take hardly more memory than a million bytes."""

    __slots__ = ("_groups", "_small")

    def __init__(self) -> None:
        self._groups: list[Any] = []
        self._small: list[Any] = []

    @property
    def is_empty(self) -> bool:
        return not self._small and not self._groups

    def add(self, part: bytes | bytearray | str) -> None:
        if part:
            self._small.append(part)
            if len(self._small) == _GROUP_SIZE:
                self._groups.append(part[:0].join(self._small))
                self._small.clear()

    def join(self, last: Any) -> Any:
        """All of them with the last one; the next message starts anew."""
        joined = last[:0].join((*self._groups, *self._small, last))
        self._groups, self._small = [], []
        return joined


class WebSocketSession:
    """The server's side of one connection; messages of more than `max_message_size` bytes are not taken."""

    __slots__ = (
        "_connection",
        "_data",
        "_deflate",
        "_held",
        "_is_close_sent",
        "_is_idle",
        "_limit",
        "_max_whole",
        "_missing",
        "_parts",
        "_piece",
        "_position",
        "ending",
        "has_failed",
        "output",
    )

    def __init__(self, deflate: DeflateParameters | None, max_message_size: int) -> None:
        self._deflate = None if deflate is None else PerMessageDeflate(deflate, max_message_size)
        self._limit = MessageLimit(max_message_size) if self._deflate is None else self._deflate
        self._connection = Connection(ConnectionType.SERVER, [self._limit])
        self._max_whole = min(max_message_size, _MAX_WHOLE)
        self._piece = _LARGEST_PIECE if self._deflate is None else _DEFLATED_PIECE
        # What has arrived, and how much of it is taken apart or with wsproto.
        self._data = b""
        self._position = 0
        # The beginning of a frame, held back until the missing bytes have arrived.
        self._held: list[bytes] = []
        self._missing = 0
        self._is_idle = True
        self._parts = _Parts()
        self._is_close_sent = False
        self.output = b""
        self.ending: Ending | None = None
        self.has_failed = False

    @property
    def has_unread(self) -> bool:
        """Whether bytes have arrived that were not looked at."""
        return self._position < len(self._data)

    @property
    def is_close_due(self) -> bool:
        """Whether our close frame is still to be sent."""
        return not self._is_close_sent

    # What the client sends...

    def receive_data(self, data: bytes) -> None:
        """Take what has arrived next."""
        if self._held:
            self._held.append(data)
            self._missing -= len(data)
            if self._missing > 0:
                return
            data = b"".join(self._held)
            self._held.clear()
        self._data = self._data[self._position :] + data if self.has_unread else data
        self._position = 0

    def find_message(self) -> Message | None:
        """The next message of the client, as `websocket.receive`; None if it is not there or will not come."""
        if self._is_idle and self.ending is None:
            # PERF: wsproto, which holds nothing, need not be asked (benchmarks/micro/websocket_connection.py).
            if self._position >= len(self._data):
                return None
            message = self._find_whole()
            if message is not None or self._held:
                return message
        return self._find_by_wsproto()

    def discard(self) -> None:
        """Let go of what the client has sent of a message: nobody will get it, and it may be many megabytes."""
        # Not before the garbage collector comes would the memory be free: connections are in cycles.
        self._data, self._position = b"", 0
        self._held.clear()
        self._parts = _Parts()

    def take_output(self) -> bytes:
        """The answers to what was taken apart since the last time."""
        output, self.output = self.output, b""
        return output

    # What the server sends...

    def encode(self, data: bytes | str) -> bytes:
        """One message as a frame."""
        head, payload = (_TEXT, data.encode()) if isinstance(data, str) else (_BINARY, data)
        if self._deflate is not None and len(payload) >= _LEAST_DEFLATED:
            head |= _DEFLATED
            payload = self._deflate.deflate(payload)
        size = len(payload)
        # RFC 6455 §5.2
        if size < 126:
            return _SHORT_HEADS[head][size] + payload
        length = b"\x7e%b" % size.to_bytes(2) if size < 65536 else b"\x7f%b" % size.to_bytes(8)
        return b"%c%b%b" % (head, length, payload)

    def ping(self) -> bytes:
        """A ping; any sign of life will do as its answer."""
        return self._connection.send(Ping())

    def close(self, code: int, reason: str = "") -> bytes:
        """Our close frame; the reason is cut to the 123 bytes there are, and 1005 sent as what it means: no code."""
        assert not self._is_close_sent
        self._is_close_sent = True
        # wsproto tells its own constant from the number.
        wire_code = CloseReason.NO_STATUS_RCVD if code == CloseReason.NO_STATUS_RCVD else code
        return bytes(self._connection.send(CloseConnection(wire_code, reason)))

    def _find_whole(self) -> Message | None:
        """The next message if it is one frame, uncompressed and not too large; the rest is for wsproto.

        Only while wsproto holds nothing: no part of a frame, no part of a message.
        """
        # PERF: a third of what wsproto takes for a short frame, less for a long one
        # (benchmarks/micro/websocket_connection.py).
        data, first = self._data, self._position
        if len(data) < first + 6 or (key := _KINDS.get(data[first])) is None:
            return None
        size, start = data[first + 1] - _MASKED, first + 2
        if size > 125:
            start += 2 if size == 126 else 8
            least = 126 if size == 126 else 65536
            size = int.from_bytes(data[first + 2 : start], "big")
            if size < least or len(data) < start:
                return None
        end = start + 4 + size
        if not 0 < size <= self._max_whole:
            return None
        if len(data) < end:
            # Of text, wsproto tells before it is complete whether it can be UTF-8 (RFC 3629).
            if key == "bytes":
                self._hold(first, end)
            return None
        payload = _unmask(data[start + 4 : end], data[start : start + 4])
        try:
            message = {"type": "websocket.receive", key: payload.decode() if key == "text" else payload}
        except UnicodeDecodeError:
            return None
        self._position = end
        return message

    def _hold(self, first: int, end: int) -> None:
        """Wait for the rest of a frame, which is then joined once, however many packets it comes in."""
        self._held = [self._data[first:]]
        self._missing = end - len(self._data)
        self._data, self._position = b"", 0

    def _find_by_wsproto(self) -> Message | None:
        connection = self._connection
        while self.ending is None:
            event = next(connection.events(), None)
            if isinstance(event, (TextMessage, BytesMessage)):
                if (message := self._add_part(event)) is not None:
                    return message
            elif isinstance(event, Ping):
                if connection.state is ConnectionState.OPEN:
                    self.output += connection.send(event.response())
            elif isinstance(event, CloseConnection):
                self._end(event)
            elif event is None:
                if not self.has_unread:
                    self._is_idle = self._limit.is_idle
                    return None
                start, self._position = self._position, self._position + self._piece
                connection.receive_data(self._data[start : self._position])
                self._is_idle = False
        self.discard()
        return None

    def _add_part(self, event: TextMessage | BytesMessage) -> Message | None:
        key = "text" if isinstance(event, TextMessage) else "bytes"
        if not event.message_finished:
            self._parts.add(event.data)
            return None
        data = event.data if self._parts.is_empty else self._parts.join(event.data)
        return {"type": "websocket.receive", key: data}

    def _end(self, event: CloseConnection) -> None:
        self.has_failed = self._connection.state in (ConnectionState.OPEN, ConnectionState.LOCAL_CLOSING)
        code = int(event.code)
        reason = _FAILURES.get(code, "the frames are invalid") if self.has_failed else event.reason
        self.ending = Ending(code, reason or "")
