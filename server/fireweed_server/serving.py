"""What all connections of one process share: the application, its settings, the clock, who is connected, what runs."""

import asyncio
import contextvars
import sys
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple, Protocol

from fireweed_server.asgi import ASGIApp, HTTPScope
from fireweed_server.clock import Clock
from fireweed_server.errors import ProtocolError
from fireweed_server.proxy.fields import parse_forwarded_names
from fireweed_server.proxy.peers import parse_trusted_peers
from fireweed_server.proxy.requests import ProxiedRequests
from fireweed_server.request_ids import encode_prefix
from fireweed_server.settings import Settings
from fireweed_server.sweeping import Sweeper
from fireweed_server.wire.response_head import ServerLines


class Activity(NamedTuple):
    """What a connection is doing, for people; `request_age` is for how long, in seconds, if it is a request."""

    text: str
    request_age: float = 0.0


class Connection(Protocol):
    """What the server may ask of a connection, whatever it speaks."""

    def announce_end(self) -> None:
        """Let the response that is due, if one is, say that it is the last one; a stream is told to end."""

    def drain(self) -> None:
        """Close once what is running is answered; at once if nothing is."""

    def abort(self) -> None:
        """Close now and cancel what runs."""

    def sweep(self, now: float) -> None:
        """Enforce the deadlines that have passed."""

    def describe(self, now: float) -> Activity:
        """What it is doing."""


class Successor(Protocol):
    """What a connection becomes when it changes to another protocol (RFC 9110 §7.8)."""

    def take_over(self, transport: asyncio.Transport, unread: bytes, linger: Callable[[], None]) -> None:
        """Go on with `transport`, on which `unread` has arrived already.

        `linger` closes it in place of `transport.close` while the client may still be sending.
        """


Upgrade = Callable[["Serving", HTTPScope], Successor | None]
"""Finds what to become for a request with an Upgrade field; None to answer it as any other request.

Raises ProtocolError if it asks for something that exists in a way that must be refused.
"""


class Recorder(Protocol):
    """Is told of every answer: an access log, metrics."""

    def record(self, request: Mapping[str, Any], status: int, body_size: int, seconds: float) -> None:
        """A request was answered: its scope, and the status, body bytes and duration of the answer."""


class Flushable(Protocol):
    """Holds bytes back in the hope of more to send them with."""

    def flush(self) -> None:
        """Write what was held back, if it still is."""


class Serving:
    """One process serving one application.

    `recorder`, if there is one, is told of every answer. `state` is the application's lifespan state; every request
    gets a copy. `draining` is true once the server stops. `tasks` are the requests that have not ended yet, also those
    whose response or connection has. `trusted` are the proxies that are believed, `proxied` parses the requests that
    come through them.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        loop: asyncio.AbstractEventLoop,
        *,
        clock: Clock | None = None,
        recorder: Recorder | None = None,
        upgrade: Upgrade | None = None,
    ) -> None:
        self.app = app
        self.settings = settings
        self.loop = loop
        self.clock = Clock() if clock is None else clock
        self.recorder = recorder
        self.upgrade = upgrade
        self.state: dict[str, Any] = {}
        self.connections: set[Connection] = set()
        self.tasks: set[asyncio.Task[None]] = set()
        self.draining = False
        self.requests_served = self.websockets_open = 0
        self.connections_accepted = self.connections_refused = self.bytes_received = 0
        self.server_lines = ServerLines(settings.server_header)
        self.request_id_prefix = encode_prefix(settings.request_id_header or "")
        self.trusted = parse_trusted_peers(settings.forwarded_allow_ips)
        names = parse_forwarded_names(settings.forwarded_headers) if settings.proxy_headers else frozenset()
        self.proxied = ProxiedRequests(names, self.trusted)
        # What a request is started in, so that it sees nothing of the one before it on the connection.
        self.context = contextvars.copy_context()
        self._sweeper = Sweeper(self.connections, loop)
        self._unflushed: list[Flushable] = []
        self._waiter: asyncio.Event | None = None

    @property
    def is_full(self) -> bool:
        """Whether there are more connections than there may be; those that were there before are served on."""
        limit = self.settings.limit_concurrency
        return limit is not None and len(self.connections) > limit

    def sweep(self, now: float) -> None:
        """What is due once a second: the `date` line, and on every connection the deadlines that have passed."""
        if self.settings.date_header:
            self.server_lines.set_date(self.clock.date)
        self._sweeper.sweep(now)

    def find_successor(self, request: HTTPScope) -> Successor | ProtocolError | None:
        """What a connection becomes for a request with an Upgrade field, or why not; None to answer as any other."""
        try:
            return None if self.upgrade is None else self.upgrade(self, request)
        except ProtocolError as error:
            error.request = request
            return error

    def abort(self) -> None:
        """Close every connection and cancel every request that still runs."""
        for connection in tuple(self.connections):
            connection.abort()
        for task in self.tasks:
            task.cancel()

    async def wait_closed(self) -> None:
        """Wait until no connection is left and no request runs any more."""
        while self.connections or self.tasks:
            self._waiter = asyncio.Event()
            await self._waiter.wait()

    def add_connection(self, connection: Connection) -> None:
        """Count a connection in."""
        self.connections.add(connection)

    def remove_connection(self, connection: Connection) -> None:
        """Count a connection out."""
        self.connections.discard(connection)
        self._wake()

    if sys.version_info >= (3, 12):

        def run(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
            """Run a request in a task of its own; None if it is through already, as one that never waits is."""
            task = asyncio.Task(coroutine, loop=self.loop, name="request", eager_start=True)
            if task.done():
                return None
            self.tasks.add(task)
            return task

    else:

        def run(self, coroutine: Coroutine[Any, Any, None]) -> asyncio.Task[None] | None:
            """Run a request in a task of its own; it begins at the loop's next turn."""
            # PERF: loop.create_task does this and more (benchmarks/micro/http_connection.py).
            task = asyncio.Task(coroutine, loop=self.loop, name="request")
            self.tasks.add(task)
            return task

    def end_task(self, task: asyncio.Task[None]) -> None:
        """Count a task of `run` out."""
        self.tasks.discard(task)
        if self._waiter is not None:
            self._wake()

    def flush_soon(self, writer: Flushable) -> None:
        """Have `writer` flushed at the loop's next turn; one callback serves all who ask meanwhile."""
        self._unflushed.append(writer)
        if len(self._unflushed) == 1:
            self.loop.call_soon(self._flush)

    def _flush(self) -> None:
        unflushed, self._unflushed = self._unflushed, []
        for writer in unflushed:
            writer.flush()

    def _wake(self) -> None:
        if self._waiter is not None and not self.connections and not self.tasks:
            self._waiter.set()
            self._waiter = None
