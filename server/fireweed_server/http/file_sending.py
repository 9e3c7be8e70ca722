"""One file on its way to a client: by the system where it can copy to the socket itself, in pieces everywhere else.

Theory of operation. `os.sendfile` writes past the transport, so the transport has to have written all it holds before.
It runs in a thread, for it may wait for the disk, and never waits for the client: a socket that is full is waited for
on the loop, through a descriptor of our own, for no transport lets others wait on its own. A client that goes ends all
waiting; who is cancelled still waits until no thread uses a descriptor that is to be closed.
"""

import asyncio
import os
from collections.abc import Callable
from typing import Final, TypeVar

from fireweed_server.errors import ClientDisconnectedError
from fireweed_server.flow import WriteDeadline
from fireweed_server.http.channel import Channel
from fireweed_server.http.file_source import FileSource, SendfileUnsupportedError

CAN_SEND: Final = hasattr(os, "sendfile")
"""Whether the system can copy from files to sockets."""

Result = TypeVar("Result")


class FileSending:
    """Sends what remains of `source` on the connection behind `channel`; who made this closes `source`."""

    __slots__ = ("_awaited", "_channel", "_deadline", "_is_stopped", "source")

    def __init__(self, channel: Channel) -> None:
        self.source = FileSource()
        self._channel = channel
        serving = channel.serving
        self._deadline = WriteDeadline(serving.settings.write_timeout, serving.clock.now)
        self._is_stopped = False
        self._awaited: asyncio.Future[None] | None = None

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """Run a function in a thread, to its end even if this is cancelled: nothing is closed under it.

        Raises ClientDisconnectedError if the client has gone meanwhile, and what the function raises.
        """
        future = self._channel.serving.loop.run_in_executor(None, function, *arguments)
        try:
            result = await asyncio.shield(future)
        except asyncio.CancelledError:
            await _wait_done(future)
            raise
        self._check()
        return result

    async def send(self, before: bytes, after: bytes) -> None:
        """Send the file between what goes before and after it. Raises as `run` does, and FileSendError."""
        channel, source = self._channel, self.source
        # PERF: a quarter of what reading and writing takes for large files (benchmarks/micro/sent_files.py).
        if source.remaining and self._can_send():
            await self._write_through(before)
            await self._send_directly()
        elif before:
            channel.flow.write(before)
        while source.remaining:
            channel.flow.write(await self.run(source.read))
            await channel.flow.drain()
            self._check()
        if after:
            channel.flow.write(after)

    def stop(self) -> None:
        """The client has gone."""
        self._is_stopped = True
        self._wake()

    def is_expired(self, now: float) -> bool:
        """Whether the client has taken nothing for too long. What the transport holds is not looked at here."""
        return self._deadline.is_expired(now, 0 if self._awaited is None else self.source.remaining)

    def _can_send(self) -> bool:
        transport = self._channel.transport
        is_plain = transport.get_extra_info("ssl_object") is None
        return CAN_SEND and is_plain and transport.get_extra_info("socket") is not None

    async def _write_through(self, data: bytes) -> None:
        """Write `data`, and wait until the transport holds nothing any more."""
        channel = self._channel
        channel.transport.set_write_buffer_limits(high=0)
        try:
            if data:
                channel.flow.write(data)
            # uvloop writes at the end of a turn, and does not count what it has not tried to write yet.
            await asyncio.sleep(0)
            await channel.flow.drain()
        finally:
            channel.transport.set_write_buffer_limits(high=channel.serving.settings.write_high_water)
        self._check()

    async def _send_directly(self) -> None:
        """Have the system send the file, or as much of it as it can."""
        try:
            socket = os.dup(self._channel.transport.get_extra_info("socket").fileno())
        except OSError:
            return  # There are no more descriptors.
        try:
            while self.source.remaining:
                try:
                    await self.run(self.source.send, socket)
                except BlockingIOError:
                    await self._wait(socket)
                except ClientDisconnectedError:
                    raise
                except OSError:
                    self._channel.break_off()
                    await self._wait()
        except SendfileUnsupportedError:
            """The rest goes out in pieces."""
        finally:
            os.close(socket)

    async def _wait(self, socket: int | None = None) -> None:
        """Wait until `socket` takes something, or for nothing but that the client has gone."""
        loop = self._channel.serving.loop
        self._check()
        self._awaited = loop.create_future()
        if socket is not None:
            loop.add_writer(socket, self._wake)
        try:
            await self._awaited
        finally:
            self._awaited = None
            if socket is not None:
                loop.remove_writer(socket)
        self._check()

    def _wake(self) -> None:
        if self._awaited is not None and not self._awaited.done():
            self._awaited.set_result(None)

    def _check(self) -> None:
        if self._is_stopped:
            raise ClientDisconnectedError("The client has disconnected.")


async def _wait_done(future: asyncio.Future[Result]) -> None:
    while not future.done():
        try:
            await asyncio.wait((future,))
        except asyncio.CancelledError:
            """There is nothing else to do until it is done."""
    future.exception()  # looked at, so that nobody complains
