"""What leaves an HTTP connection: flow control, and small responses to pipelined requests, which leave together."""

import asyncio
from typing import Final

from fireweed_server.flow import WriteFlow

MAX_HELD: Final = 16384
"""From so many bytes on, complete responses wait for no other."""


class ResponseFlow(WriteFlow):
    """The WriteFlow of an HTTP connection.

    With `is_holding` complete responses are to be given to `hold`, so that those to requests that are there already
    leave with one write. They must not wait for an application: who set it calls `release` or `stop_holding` as soon
    as the next request has had its first turn.
    """

    # PERF: a quarter of what a pipelined request took was a write of its own (benchmarks/server, scenario pipelined).
    __slots__ = ("_has_next", "_held", "_held_size", "_transport", "is_holding")

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self.is_holding = self._has_next = False
        self._transport = transport
        self._held: list[bytes] = []
        self._held_size = 0

    def start_holding(self, *, has_next: bool) -> None:
        """Have the responses of the request that starts and of those before it wait; for the next one if there is."""
        self.is_holding = True
        self._has_next = has_next

    def stop_holding(self) -> None:
        """Let go of what was held; nothing is any more."""
        self.is_holding = False
        self.release()

    def hold(self, response: bytes) -> None:
        """Write a complete response, as soon as no other is to go with it."""
        self._held.append(response)
        self._held_size += len(response)
        if not self._has_next:
            self.stop_holding()
        elif self._held_size >= MAX_HELD:
            self.release()

    def write(self, data: bytes) -> None:
        """Write what cannot wait, behind the responses that were held."""
        self.release()
        self._transport.write(data)

    def release(self) -> None:
        """Write the responses that were held."""
        if self._held:
            held, self._held = self._held, []
            self._held_size = 0
            self._transport.write(b"".join(held))
