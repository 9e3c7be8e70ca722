"""Flow control of what is read: a connection that has enough to do leaves the rest to its client."""

import asyncio

from fireweed_server.tls.closing import has_client_closed


class ReadFlow:
    """Whether a transport is read."""

    __slots__ = ("_transport", "is_paused")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self.is_paused = False

    def pause(self) -> None:
        """Read nothing more for now."""
        if not self.is_paused:
            self.is_paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read on."""
        self.is_paused = False
        self._transport.resume_reading()

    @property
    def is_at_end(self) -> bool:
        """Whether the client is known to have gone although nothing is read."""
        return self.is_paused and has_client_closed(self._transport)
