"""What SIGHUP means, and that it means again what it meant before."""

import asyncio
import signal

from fireweed_server.hang_up import reloading_on_hang_up
from fireweed_server.signals import stopping_on_signals


async def test_hang_up_reloads_and_means_afterwards_what_it_meant_before() -> None:
    reloaded, loop = asyncio.Event(), asyncio.get_running_loop()

    with stopping_on_signals(loop, lambda _: None):
        before = signal.getsignal(signal.SIGHUP)
        with reloading_on_hang_up(loop, reloaded.set):
            signal.raise_signal(signal.SIGHUP)
            await reloaded.wait()

        assert signal.getsignal(signal.SIGHUP) is before


async def test_hang_up_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with reloading_on_hang_up(asyncio.get_running_loop(), lambda: None):
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
