"""Flow control of what is written: a transport that is full makes its writers wait, one that is stuck is given up."""

import asyncio


class WriteFlow:
    """Whether the transport takes more. A connection forwards `pause_writing` and `resume_writing` to it."""

    __slots__ = ("_resumed", "is_paused")

    def __init__(self) -> None:
        self.is_paused = False
        self._resumed: asyncio.Event | None = None

    def pause(self) -> None:
        """The transport holds more than its high water mark."""
        self.is_paused = True

    def resume(self) -> None:
        """The transport takes more, or is gone and holds nobody up any longer."""
        self.is_paused = False
        if self._resumed is not None:
            self._resumed.set()
            self._resumed = None

    async def drain(self) -> None:
        """Wait until the transport takes more."""
        while self.is_paused:
            if self._resumed is None:
                self._resumed = asyncio.Event()
            await self._resumed.wait()


class WriteDeadline:
    """Whether a client takes what it is sent: `is_expired` is asked from time to time, with the bytes still unsent."""

    __slots__ = ("_since", "_timeout", "_unsent")

    def __init__(self, timeout: float, now: float) -> None:
        self._timeout = timeout
        self._unsent = 0
        self._since = now

    def is_expired(self, now: float, unsent: int) -> bool:
        """Whether the client has taken none of the `unsent` bytes for `timeout` seconds."""
        if unsent == 0 or unsent < self._unsent or self._unsent == 0:
            self._since = now
        self._unsent = unsent
        return now - self._since > self._timeout
