"""The body of one request between the parser, which adds to it, and the application, which takes from it."""

from fireweed_server.errors import ProtocolError
from fireweed_server.wire.framing import RequestFraming


class RequestBody:
    """What arrived of a body and was not taken yet. `buffered` are its bytes, `received` those that arrived in all.

    A body larger than `max_size`, unless that is 0, is a ProtocolError (413): at once if its length was announced,
    otherwise from the `add` that exceeds it.
    """

    __slots__ = (
        "_chunks",
        "_length",
        "_max_size",
        "awaited_at",
        "awaits_continue",
        "buffered",
        "is_complete",
        "received",
    )

    def __init__(self, framing: RequestFraming, *, max_size: int = 0) -> None:
        self._length = framing.body_length
        self._max_size = max_size
        self._check_size(framing.body_length or 0)
        self._chunks: list[bytes] = []
        self.buffered = 0
        self.received = 0
        self.awaited_at = 0.0
        """When there was last nothing to tell the application because the client had not sent it."""
        self.is_complete = False
        self.awaits_continue = framing.expects_continue
        """Whether the client still waits for `100 Continue` before it sends (RFC 9110 §10.1.1)."""

    @property
    def is_ready(self) -> bool:
        """Whether there is something to tell the application: bytes, or that there are no more."""
        return self.buffered > 0 or self.is_complete

    @property
    def missing(self) -> int:
        """How many bytes are still to arrive, where the length was announced; otherwise 0."""
        return 0 if self._length is None else self._length - self.received

    def add(self, data: bytes) -> None:
        """A part has arrived."""
        self._check_size(self.received + len(data))
        self._chunks.append(data)
        self.buffered += len(data)
        self.received += len(data)
        self.awaits_continue = False

    def finish(self) -> None:
        """The last part has arrived."""
        self.is_complete = True

    def take(self) -> bytes:
        """All that is buffered."""
        chunks = self._chunks
        data = chunks[0] if len(chunks) == 1 else b"".join(chunks)
        self._chunks = []
        self.buffered = 0
        return data

    def can_skip(self, limit: int) -> bool:
        """Whether the rest is on its way and worth reading for nothing, as far as one knows: at most `limit` bytes."""
        if self.is_complete:
            return True
        return not self.awaits_continue and (self._length is None or self._length - self.received <= limit)

    def _check_size(self, size: int) -> None:
        if size > self._max_size > 0:
            raise ProtocolError(413, f"the body is larger than {self._max_size} bytes")
