"""When one connection has to have made progress. Filled in as things happen, looked at once a second."""

from fireweed_server.flow import WriteDeadline
from fireweed_server.settings import Settings


class Deadlines:
    """Times are those of the coarse clock, in seconds; 0 means that nothing of the kind is waited for."""

    __slots__ = (
        "_credit",
        "_credited_at",
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
        self._credit = self._credited_at = 0.0
        self._write = WriteDeadline(settings.write_timeout, now)

    def is_idle_expired(self, now: float) -> bool:
        """Whether the next request is too long in coming; the first one has to begin within `header_timeout`."""
        settings = self._settings
        timeout = settings.header_timeout if self.is_new else settings.keep_alive_timeout
        return now - self.idle_since > timeout

    def is_head_expired(self, now: float) -> bool:
        """Whether a head that has begun is too long in coming; one that was held back here until now begins now."""
        if not self.head_since:
            self.head_since = now
        return now - self.head_since > self._settings.header_timeout

    def resume(self, now: float) -> None:
        """The client is read again: time in which it was not read is not its own."""
        self.start_body(now)
        if self.head_since:
            self.head_since = now

    def start_body(self, now: float) -> None:
        """A body is waited for from now on: it begins, or is read again after the application had to catch up."""
        self.body_since = self._credited_at = now
        self._credit = self._settings.min_body_rate * self._settings.body_timeout

    def note_body(self, now: float, size: int) -> None:
        """So many bytes of a body have arrived."""
        self.body_since = now
        self._credit += size

    def is_body_expired(self, now: float) -> bool:
        """Whether the next part of a body is too long in coming, or all of them are too little.

        Every second costs `min_body_rate` bytes. No more than `body_timeout` seconds' worth is saved up, so nobody
        begins with a lot to be slow for hours.
        """
        settings = self._settings
        if now - self.body_since > settings.body_timeout:
            return True
        rate = settings.min_body_rate
        self._credit = min(self._credit, rate * settings.body_timeout) - rate * (now - self._credited_at)
        self._credited_at = now
        return self._credit < 0

    def is_write_expired(self, now: float, unsent: int) -> bool:
        """Whether the client has taken none of the `unsent` bytes for too long."""
        return self._write.is_expired(now, unsent)
