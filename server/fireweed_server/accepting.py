"""Taking connections off a listening socket, also when there is no room for them. What becomes of them is for others.

The loops' own servers do not survive that: uvloop's ends for good, asyncio's logs thousands of errors a second.
"""

import _socket
import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Any, Final

logger = logging.getLogger("fireweed.server")

# Where descriptors or memory run out, other connections have to end first.
_PAUSE: Final = 1.0

# So many connections are accepted before those that are there already have their turn.
_BATCH: Final = 64


class _ClientSocket(socket.socket):
    """A socket whose `family` and `type` are numbers, as the loops compare them, rather than members of an Enum."""

    # PERF: a loop asks for them five times a connection (benchmarks/server, scenario closed).
    __slots__ = ()
    family = _socket.socket.family  # type: ignore[assignment]  # an AddressFamily is a number as well
    type = _socket.socket.type  # type: ignore[assignment]


Take = Callable[[socket.socket, Any], None]
"""Gets each connection, which does not block, and the address of its client; it closes the connection in the end."""


class Acceptor:
    """Accepts connections on `listening`, which it closes in the end, and gives them to `take`.

    When the process has no descriptor left, or the system no memory, nothing is accepted for a second: clients wait in
    the queue of the system, `backlog` of them at most, and those that are connected are served. Raises OSError.
    """

    def __init__(self, listening: socket.socket, backlog: int, take: Take) -> None:
        self._socket = listening
        self._backlog = backlog
        self._take = take
        self._loop = asyncio.get_running_loop()
        self._pause: asyncio.TimerHandle | None = None
        self._is_short = False
        self._kind = int(listening.family), int(listening.type), listening.proto
        listening.settimeout(0)
        listening.listen(backlog)
        self._resume()

    def close(self) -> None:
        """Accept no more than those in the queue of the system, who think that they are in: closing resets them."""
        if self._pause is None:
            self._loop.remove_reader(self._socket)
            with contextlib.suppress(OSError):  # there is no room for them, and nobody left to wait for it
                self._take_queued(self._backlog)
        else:
            self._pause.cancel()
        self._socket.close()

    def _accept(self) -> None:
        try:
            self._take_queued(_BATCH)
        except OSError as error:
            self._wait(error)

    def _take_queued(self, most: int) -> None:
        for _ in range(most):
            try:
                descriptor, address = self._socket._accept()  # type: ignore[attr-defined]  # what accept() itself calls
            except BlockingIOError:
                return
            except ConnectionAbortedError:  # the client has gone already
                continue
            if self._is_short:
                self._is_short = False
                logger.info("Accepting connections again.")
            client = _ClientSocket(*self._kind, descriptor)
            client.settimeout(0)
            self._take(client, address)

    def _wait(self, error: OSError) -> None:
        if not self._is_short:
            self._is_short = True
            logger.error(
                "Cannot accept connections: %s. They wait; trying again every second. If it lasts, raise the limit of "
                "open files (ulimit -n), or set limit_concurrency.",
                error.strerror,
            )
        self._loop.remove_reader(self._socket)
        self._pause = self._loop.call_later(_PAUSE, self._resume)

    def _resume(self) -> None:
        self._pause = None
        self._loop.add_reader(self._socket, self._accept)
