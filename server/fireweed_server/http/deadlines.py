"""When one connection has to have made progress. Filled in as things happen, looked at once a second."""

from fireweed_server.flow import WriteDeadline
from fireweed_server.settings import Settings


class Deadlines:
    """Times are those of the coarse clock, in seconds; 0 means that nothing of the kind is waited for."""

    __slots__ = (
        "_settings",
        "_write",
        "body_since",
        "head_since",
        "idle_since",
        "is_new",
    )

    def __init__(self, settings: Settings, now: float) -> None:
        self._settings = settings
        self.is_new = True
        self.idle_since = now
        self.head_since = 0.0
        self.body_since = 0.0
        self._write = WriteDeadline(settings.write_timeout, now)

    def is_idle_expired(self, now: float) -> bool:
        """Whether the next request is too long in coming; the first one has to begin within `header_timeout`."""
        settings = self._settings
        timeout = settings.header_timeout if self.is_new else settings.keep_alive_timeout
        return now - self.idle_since > timeout

    def is_head_expired(self, now: float) -> bool:
        """Whether a head that has begun is too long in coming."""
        return self.head_since > 0 and now - self.head_since > self._settings.header_timeout

    def is_body_expired(self, now: float) -> bool:
        """Whether the next part of a body is too long in coming."""
        return now - self.body_since > self._settings.body_timeout

    def is_write_expired(self, now: float, unsent: int) -> bool:
        """Whether the client has taken none of the `unsent` bytes for too long."""
        return self._write.is_expired(now, unsent)
