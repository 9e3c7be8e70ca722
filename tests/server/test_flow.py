import asyncio

from fireweed_server.flow import Waiters, WriteDeadline, WriteFlow


async def test_does_not_wait_while_there_is_room() -> None:
    await WriteFlow().drain()


async def test_all_writers_wait_until_there_is_room() -> None:
    flow = WriteFlow()
    flow.pause()
    writers = [asyncio.create_task(flow.drain()) for _ in range(2)]
    await asyncio.sleep(0)
    assert not any(writer.done() for writer in writers)

    flow.resume()

    await asyncio.gather(*writers)


async def test_waits_on_if_the_room_is_gone_again() -> None:
    flow = WriteFlow()
    flow.pause()
    writer = asyncio.create_task(flow.drain())
    await asyncio.sleep(0)

    flow.resume()
    flow.pause()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert not writer.done()

    flow.resume()
    await writer


def test_a_client_that_takes_nothing_runs_out_of_time() -> None:
    deadline = WriteDeadline(5, now=0)

    asked = [deadline.is_expired(now, unsent=10) for now in (1, 6, 7)]

    assert asked == [False, False, True]


def test_a_client_that_takes_a_little_has_time_again() -> None:
    deadline = WriteDeadline(5, now=0)

    asked = [deadline.is_expired(now, unsent) for now, unsent in ((1, 10), (6, 9), (11, 9), (12, 9))]

    assert asked == [False, False, False, True]


async def test_a_waiter_that_is_cancelled_takes_nobody_along() -> None:
    waiters = Waiters()
    tasks = [asyncio.ensure_future(waiters.wait()) for _ in range(2)]

    tasks[0].cancel()
    waiters.wake()

    await tasks[1]
    assert tasks[0].cancelled()


async def test_keeps_nothing_of_those_who_gave_up() -> None:
    waiters = Waiters()

    for _ in range(100):
        waiters.wait().cancel()

    assert len(waiters) == 1
