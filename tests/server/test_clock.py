import asyncio
from email.utils import parsedate_to_datetime

from fireweed_server.clock import Clock


class TimerLoop:
    """The two things of a loop that a clock uses; `turn` lets the time pass that it waits for."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[asyncio.TimerHandle] = []
        self._loop = asyncio.get_running_loop()

    def time(self) -> float:
        return self.now

    def call_later(self, delay: float, callback: object) -> asyncio.TimerHandle:
        handle = asyncio.TimerHandle(self.now + delay, callback, (), self._loop)  # type: ignore[arg-type]
        self.timers.append(handle)
        return handle

    def turn(self) -> None:
        (timer,) = (handle for handle in self.timers if not handle.cancelled())
        self.timers.clear()
        self.now = timer.when()
        timer._run()


async def test_ticks_at_once_and_then_every_second() -> None:
    ticks: list[float] = []
    loop = TimerLoop()
    clock = Clock()

    clock.start(loop, ticks.append)  # type: ignore[arg-type]
    loop.turn()
    loop.turn()

    assert ticks == [100.0, 101.0, 102.0]
    assert clock.now == 102.0


async def test_gives_the_date_as_http_writes_it() -> None:
    clock = Clock()

    clock.start(TimerLoop(), lambda now: None)  # type: ignore[arg-type]

    date = clock.date.decode("ascii")
    assert date.endswith(" GMT")
    assert len(date) == 29
    assert parsedate_to_datetime(date).tzinfo is not None


async def test_ticks_no_more_once_stopped() -> None:
    loop = TimerLoop()
    clock = Clock()
    clock.start(loop, lambda now: None)  # type: ignore[arg-type]

    clock.stop()

    assert all(timer.cancelled() for timer in loop.timers)


def test_need_not_have_started_to_be_stopped() -> None:
    Clock().stop()
