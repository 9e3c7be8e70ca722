import asyncio
from collections.abc import Callable
from typing import Any

from fireweed_server.asgi import Receive, Scope, Send
from fireweed_server.serving import Activity, Serving
from fireweed_server.settings import Settings
from kit.transport import FakeClock


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Never called here."""


class FakeConnection:
    """Counts what it is asked for; closes when it is aborted."""

    def __init__(self, serving: Serving) -> None:
        self.serving = serving
        self.swept: list[float] = []

    def announce_end(self) -> None:
        raise NotImplementedError

    def drain(self) -> None:
        self.serving.remove_connection(self)

    def abort(self) -> None:
        self.serving.remove_connection(self)

    def sweep(self, now: float) -> None:
        self.swept.append(now)
        self.serving.remove_connection(self)

    def describe(self, now: float) -> Activity:
        return Activity("a connection that does nothing")


class RecordingWriter:
    """Something that is flushed."""

    def __init__(self) -> None:
        self.flushed = 0

    def flush(self) -> None:
        self.flushed += 1


def build_serving(**options: Any) -> Serving:
    return Serving(app, Settings(**options), asyncio.get_running_loop(), clock=FakeClock())


async def test_a_tick_dates_the_responses_and_sweeps_every_connection() -> None:
    serving = build_serving()
    connections = [FakeConnection(serving) for _ in range(2)]
    for connection in connections:
        serving.add_connection(connection)

    serving.clock.start(serving.loop, serving.sweep)

    assert [connection.swept for connection in connections] == [[1000.0], [1000.0]]
    assert serving.server_lines.lines == b"date: Sat, 21 Nov 2026 12:00:00 GMT\r\nserver: fireweed\r\n"


async def test_need_not_date_the_responses() -> None:
    serving = build_serving(date_header=False)

    serving.sweep(1)

    assert serving.server_lines.lines == b"server: fireweed\r\n"


async def test_is_closed_when_neither_connections_nor_requests_are_left(
    loop_factory: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    serving = build_serving()
    connection = FakeConnection(serving)
    serving.add_connection(connection)
    go_on = asyncio.Event()

    async def request() -> None:
        await go_on.wait()
        assert task is not None
        serving.end_task(task)

    task = serving.run(request())
    waiting = asyncio.create_task(serving.wait_closed())
    await asyncio.sleep(0)

    connection.abort()
    await asyncio.sleep(0)
    assert not waiting.done()

    go_on.set()
    await waiting


async def test_is_closed_at_once_when_there_is_nothing() -> None:
    await build_serving().wait_closed()


async def test_aborting_ends_connections_and_requests() -> None:
    serving = build_serving()
    serving.add_connection(FakeConnection(serving))
    task = serving.run(asyncio.sleep(60))

    serving.abort()

    assert not serving.connections
    assert task is not None
    await asyncio.wait({task})
    assert task.cancelled()


async def test_flushes_all_who_asked_at_the_next_turn() -> None:
    serving = build_serving()
    writers = [RecordingWriter() for _ in range(3)]

    for writer in writers:
        serving.flush_soon(writer)
    assert [writer.flushed for writer in writers] == [0, 0, 0]
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert [writer.flushed for writer in writers] == [1, 1, 1]
