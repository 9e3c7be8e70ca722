import asyncio

from fireweed_server.read_flow import ReadFlow
from kit.transport import FakeTransport


async def test_pauses_and_resumes_once() -> None:
    transport = FakeTransport(asyncio.Protocol())
    flow = ReadFlow(transport)

    flow.pause()
    flow.pause()

    assert (flow.is_paused, transport.is_reading()) == (True, False)
    flow.resume()
    assert (flow.is_paused, transport.is_reading()) == (False, True)


async def test_knows_of_no_end_while_it_reads_or_without_tls() -> None:
    transport = FakeTransport(asyncio.Protocol())
    flow = ReadFlow(transport)

    assert not flow.is_at_end
    flow.pause()
    assert not flow.is_at_end
