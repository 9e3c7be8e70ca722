import asyncio

import pytest

from fireweed.responses.disconnect import SharedReceive, run_until_disconnect
from fireweed.types import Message


class Client:
    """The `receive` of a client that goes when it is told to."""

    def __init__(self) -> None:
        self.messages: asyncio.Queue[Message] = asyncio.Queue()

    async def __call__(self) -> Message:
        return await self.messages.get()

    def leave(self) -> None:
        self.messages.put_nowait({"type": "http.disconnect"})


class Work:
    """Work that never ends by itself."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.cancelled = False

    async def run(self) -> None:
        self.begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise


async def test_ends_when_the_work_ends() -> None:
    done: list[str] = []

    async def work() -> None:
        done.append("work")

    await run_until_disconnect(work(), Client())

    assert done == ["work"]


async def test_runs_the_work_in_the_current_task() -> None:
    tasks: list[object] = []

    async def work() -> None:
        tasks.append(asyncio.current_task())

    await run_until_disconnect(work(), Client())

    assert tasks == [asyncio.current_task()]


async def test_cancels_the_work_when_the_client_goes() -> None:
    client, work = Client(), Work()
    client.leave()

    await run_until_disconnect(work.run(), client)

    assert work.cancelled


async def test_ignores_the_request_body() -> None:
    client, work = Client(), Work()
    client.messages.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    call = asyncio.create_task(run_until_disconnect(work.run(), client))
    await work.begun.wait()
    await asyncio.sleep(0)

    client.leave()
    await call

    assert work.cancelled


async def test_leaves_no_cancellation_behind() -> None:
    client, work = Client(), Work()
    client.leave()

    await run_until_disconnect(work.run(), client)
    task = asyncio.current_task()

    assert task is not None
    assert task.cancelling() == 0


async def test_leaves_no_cancellation_behind_if_the_work_swallows_it() -> None:
    client, work = Client(), Work()
    client.leave()

    async def swallow() -> None:
        try:
            await work.run()
        except asyncio.CancelledError:
            await asyncio.sleep(0)

    await run_until_disconnect(swallow(), client)
    task = asyncio.current_task()

    assert task is not None
    assert task.cancelling() == 0


async def test_raises_what_the_work_raises() -> None:
    async def work() -> None:
        raise LookupError("broken")

    with pytest.raises(LookupError, match="broken"):
        await run_until_disconnect(work(), Client())


async def test_raises_what_receive_raises() -> None:
    work = Work()

    async def receive() -> Message:
        raise ConnectionError("broken")

    with pytest.raises(ConnectionError, match="broken"):
        await run_until_disconnect(work.run(), receive)

    assert work.cancelled


async def test_a_cancellation_from_outside_is_raised() -> None:
    client, work = Client(), Work()
    call = asyncio.create_task(run_until_disconnect(work.run(), client))
    await work.begun.wait()

    call.cancel()
    await asyncio.wait([call])

    assert call.cancelled()


async def test_a_cancellation_from_outside_is_raised_even_if_the_client_goes_too() -> None:
    client, work = Client(), Work()
    call = asyncio.create_task(run_until_disconnect(work.run(), client))
    await work.begun.wait()

    client.leave()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    call.cancel()
    await asyncio.wait([call])

    assert call.cancelled()


# Receiving, shared with the program...


def part(body: bytes, *, more_body: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more_body}


async def test_shared_receive_passes_messages_on_while_nobody_listens() -> None:
    client = Client()
    client.messages.put_nowait(part(b"a"))

    assert await SharedReceive(client)() == part(b"a")


async def test_listener_keeps_the_body_for_the_program() -> None:
    client = Client()
    client.messages.put_nowait(part(b"a"))
    receive = SharedReceive(client)
    work = Work()

    call = asyncio.create_task(run_until_disconnect(work.run(), receive))
    await work.begun.wait()

    assert await receive() == part(b"a")
    client.leave()
    await call
    assert work.cancelled
    assert [(await receive())["type"] for _ in range(2)] == ["http.disconnect"] * 2


async def test_program_receives_while_a_listener_does() -> None:
    client = Client()
    receive = SharedReceive(client)
    work = Work()
    call = asyncio.create_task(run_until_disconnect(work.run(), receive))
    reading = asyncio.create_task(receive())
    await work.begun.wait()

    client.messages.put_nowait(part(b"a", more_body=True))
    client.messages.put_nowait(part(b"b"))

    assert await reading == part(b"a", more_body=True)
    assert await receive() == part(b"b")
    client.leave()
    await call


async def test_listener_takes_one_part_of_a_body_that_nobody_reads() -> None:
    client = Client()
    for body in (b"a", b"b", b"c"):
        client.messages.put_nowait(part(body, more_body=True))
    receive = SharedReceive(client)
    work = Work()
    call = asyncio.create_task(run_until_disconnect(work.run(), receive))
    await work.begun.wait()
    await receive()
    left = client.messages.qsize()
    call.cancel()
    await asyncio.wait((call,))

    assert left >= 1
    assert [(await receive())["body"] for _ in range(2)] == [b"b", b"c"]


async def test_program_goes_on_receiving_after_the_listener() -> None:
    client = Client()
    receive = SharedReceive(client)

    async def work() -> None:
        await asyncio.sleep(0)

    reading = asyncio.create_task(receive())
    await run_until_disconnect(work(), receive)
    client.messages.put_nowait(part(b"a"))

    assert await reading == part(b"a")
