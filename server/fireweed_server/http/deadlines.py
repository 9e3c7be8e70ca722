"""When one connection has to have made progress. Filled in as things happen, looked at once a second."""

from fireweed_server.settings import Settings


class Deadlines:
    """Times are those of the coarse clock, in seconds; 0 means that nothing of the kind is waited for."""

    __slots__ = (
        "_settings",
        "_unsent",
        "_unsent_since",
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
        self._unsent = 0
        self._unsent_since = now

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
        if unsent == 0 or unsent < self._unsent or self._unsent == 0:
            self._unsent_since = now
        self._unsent = unsent
        return now - self._unsent_since > self._settings.write_timeout
