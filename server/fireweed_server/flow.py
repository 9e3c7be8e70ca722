"""Flow control of what is written: a transport that is full makes its writers wait, one that is stuck is given up."""

import asyncio


class Waiters:
    """Tasks that wait for something to change: each time they are woken, they look again.

    Who is cancelled takes nobody along, and one wake is for all who wait by then.
    """

    # PERF: for one waiter an asyncio.Event, made and set, takes 1.5 us more (benchmarks/server, scenario echo-64).
    __slots__ = ("_futures",)

    def __init__(self) -> None:
        self._futures: list[asyncio.Future[None]] = []

    def __len__(self) -> int:
        return len(self._futures)

    def wait(self) -> asyncio.Future[None]:
        """What to await: it is done with the next `wake`."""
        if self._futures:  # of those who gave up meanwhile nothing shall stay
            self._futures = [future for future in self._futures if not future.done()]
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._futures.append(future)
        return future

    def wake(self) -> None:
        """Have all who wait look again."""
        if self._futures:
            futures, self._futures = self._futures, []
            for future in futures:
                if not future.done():
                    future.set_result(None)


class WriteFlow:
    """Whether the transport takes more. A connection forwards `pause_writing` and `resume_writing` to it."""

    __slots__ = ("_waiters", "is_paused")

    def __init__(self) -> None:
        self.is_paused = False
        self._waiters = Waiters()

    def pause(self) -> None:
        """The transport holds more than its high water mark."""
        self.is_paused = True

    def resume(self) -> None:
        """The transport takes more, or is gone and holds nobody up any longer."""
        self.is_paused = False
        self._waiters.wake()

    async def drain(self) -> None:
        """Wait until the transport takes more."""
        while self.is_paused:
            await self._waiters.wait()


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
