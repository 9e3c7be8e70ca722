"""A connection after its last response, while the client may still be sending."""

import asyncio
import math
from typing import Final

from fireweed_server.http.deadlines import Deadlines
from fireweed_server.serving import Activity, Serving

UNLIMITED: Final = math.inf
MAX_MALFORMED: Final = 65536
"""The most bytes read after other refusals: what follows may be anything, and endless."""

_SILENCE: Final = 2.0
_SECONDS: Final = 30.0


def find_limit(status: int) -> float:
    """How many bytes are read at most after a refusal: as many as come of a body that is merely too large."""
    return UNLIMITED if status == 413 else MAX_MALFORMED


class LingeringConnection(asyncio.Protocol):
    """Reads what still comes, and drops it, until the client has closed its side too, or for long enough.

    That is two seconds without a byte, thirty in all, or `max_size` bytes. Many clients read nothing before they have
    sent all of a body. A closed socket that bytes arrive at answers with a reset, and that would destroy the response
    (RFC 9112 §9.6).
    """

    __slots__ = ("_close_at", "_deadlines", "_quiet_until", "_room", "_serving", "_transport")

    def __init__(self, serving: Serving, transport: asyncio.Transport, deadlines: Deadlines, max_size: float) -> None:
        self._serving = serving
        self._transport = transport
        self._deadlines = deadlines
        self._close_at = serving.clock.now + _SECONDS
        self._quiet_until = serving.clock.now + _SILENCE
        self._room = max_size

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
        self._quiet_until = self._serving.clock.now + _SILENCE
        self._room -= len(data)
        if self._room < 0:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._serving.remove_connection(self)

    def announce_end(self) -> None:
        """There is no response any more."""

    def drain(self) -> None:
        """There is little to wait for."""
        self._close_at = min(self._close_at, self._serving.clock.now + _SILENCE)

    def abort(self) -> None:
        self._transport.abort()

    def describe(self, now: float) -> Activity:
        return Activity("closing, until the client has closed its side")

    def sweep(self, now: float) -> None:
        if self._deadlines.is_write_expired(now, self._transport.get_write_buffer_size()):
            self._transport.abort()
        elif now >= min(self._close_at, self._quiet_until):
            self._transport.close()
