"""A connection after its last response, while the client may still be sending."""

import asyncio
from typing import Final

from fireweed_server.http.deadlines import Deadlines
from fireweed_server.serving import Activity, Serving

_MAX_SIZE: Final = 65536
_SECONDS: Final = 2.0


class LingeringConnection(asyncio.Protocol):
    """Reads what still comes, and drops it, until the client has closed its side too, or for long enough.

    A closed socket that bytes arrive at answers with a reset, and that would destroy the response (RFC 9112 §9.6).
    """

    __slots__ = ("_close_at", "_deadlines", "_received", "_serving", "_transport")

    def __init__(self, serving: Serving, transport: asyncio.Transport, deadlines: Deadlines) -> None:
        self._serving = serving
        self._transport = transport
        self._deadlines = deadlines
        self._close_at = serving.clock.now + _SECONDS
        self._received = 0

    def start(self) -> None:
        """Take the transport over and close the server's side of it, or all of it where there are no sides (TLS)."""
        self._serving.add_connection(self)
        self._transport.set_protocol(self)
        # TLS, too, has to read on: what the client still sends stands before the end of its side.
        self._transport.resume_reading()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        else:
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._received > _MAX_SIZE:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._serving.remove_connection(self)

    def drain(self) -> None:
        """There is nothing to wait for."""

    def abort(self) -> None:
        self._transport.abort()

    def describe(self, now: float) -> Activity:
        return Activity("closing, until the client has closed its side")

    def sweep(self, now: float) -> None:
        if self._deadlines.is_write_expired(now, self._transport.get_write_buffer_size()):
            self._transport.abort()
        elif now >= self._close_at:
            self._transport.close()
