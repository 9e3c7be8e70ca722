"""Which signals stop the server, and that they mean again what they meant before."""

import asyncio
import signal

import pytest

from fireweed_server.signals import STOP_SIGNALS, stopping_on_signals


@pytest.mark.parametrize("stop_signal", STOP_SIGNALS, ids=lambda stop_signal: stop_signal.name)
async def test_first_signal_stops(stop_signal: signal.Signals) -> None:
    received: asyncio.Queue[signal.Signals] = asyncio.Queue()

    with stopping_on_signals(asyncio.get_running_loop(), received.put_nowait):
        signal.raise_signal(stop_signal)

        assert await received.get() is stop_signal


async def test_handlers_from_before_are_put_back() -> None:
    before = [signal.getsignal(stop_signal) for stop_signal in STOP_SIGNALS]

    with stopping_on_signals(asyncio.get_running_loop(), lambda _: None):
        during = [signal.getsignal(stop_signal) for stop_signal in STOP_SIGNALS]

    assert during != before
    assert [signal.getsignal(stop_signal) for stop_signal in STOP_SIGNALS] == before


async def test_does_nothing_outside_the_main_thread() -> None:
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGTERM)

    def handler_within() -> object:
        with stopping_on_signals(loop, lambda _: None):
            return signal.getsignal(signal.SIGTERM)

    assert await asyncio.to_thread(handler_within) == before
