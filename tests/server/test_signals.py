"""Which signals stop the server, and that they mean again what they meant before."""

import asyncio
import queue
import signal

import pytest

from fireweed_server import signals
from fireweed_server.signals import STOP_SIGNALS, answering_signal, interruptible, stopping_on_signals
from kit.server_process import HANG_LIMIT


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


# While nothing waits...


async def test_an_interrupt_is_raised_at_once() -> None:
    before = signal.getsignal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt), interruptible():
        signal.raise_signal(signal.SIGINT)

    assert signal.getsignal(signal.SIGINT) is before


async def test_leaves_the_interrupt_to_an_application_that_takes_it() -> None:
    before = signal.getsignal(signal.SIGINT)

    with interruptible():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    after = signal.signal(signal.SIGINT, before)

    assert after is signal.SIG_IGN


# The signal that asks...


async def test_tells_what_is_described_in_the_loop() -> None:
    told: asyncio.Queue[str] = asyncio.Queue()

    with answering_signal(asyncio.get_running_loop(), lambda: "all is well", told.put_nowait):
        signal.raise_signal(signal.SIGUSR1)

        assert await told.get() == "all is well"


def test_tells_where_the_main_thread_is_while_it_blocks_the_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signals, "_ANSWER_TIME", 0.0)
    told: queue.Queue[str] = queue.Queue()
    loop = asyncio.new_event_loop()  # it never runs

    with answering_signal(loop, lambda: "", told.put):
        signal.raise_signal(signal.SIGUSR1)
        text = told.get(timeout=HANG_LIMIT)

    loop.close()
    assert "the event loop is blocked" in text
    assert "in test_tells_where_the_main_thread_is_while_it_blocks_the_loop" in text


async def test_leaves_the_signal_to_an_application_that_uses_it() -> None:
    def own(number: int, frame: object) -> None:
        raise AssertionError

    previous = signal.signal(signal.SIGUSR1, own)
    try:
        with answering_signal(asyncio.get_running_loop(), str, print):
            during = signal.getsignal(signal.SIGUSR1)
    finally:
        signal.signal(signal.SIGUSR1, previous)

    assert during is own


async def test_puts_back_what_the_signal_meant() -> None:
    before = signal.getsignal(signal.SIGUSR1)

    with answering_signal(asyncio.get_running_loop(), str, print):
        during = signal.getsignal(signal.SIGUSR1)

    assert during != before
    assert signal.getsignal(signal.SIGUSR1) == before
