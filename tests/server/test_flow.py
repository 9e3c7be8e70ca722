import asyncio

from fireweed_server.flow import WriteFlow


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
