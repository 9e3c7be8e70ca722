"""One HTTP/1.1 connection on asyncio: requests are read, answered in their order, and the connection is kept or closed.

Theory of operation. The parser calls `on_request`, `on_body` and `on_end` while it is fed. That only queues exchanges;
`_advance` starts them afterwards, one at a time, each when the response before it is complete. So a body that came with
its head is there at the first `receive`, and nothing behind an error is ever started. What may be held at a time is
bounded: exchanges by MAX_QUEUED, body bytes by `read_high_water`; beyond that the transport is not read.
"""

import asyncio
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, ClassVar, Final, cast

from fireweed_server.asgi import RawHeaders
from fireweed_server.errors import ProtocolError
from fireweed_server.http.deadlines import Deadlines
from fireweed_server.http.description import describe_connection
from fireweed_server.http.endpoints import build_endpoints
from fireweed_server.http.exchange import SKIP_LIMIT, Exchange
from fireweed_server.http.extended import ExtendedExchange
from fireweed_server.http.lingering import MAX_MALFORMED, UNLIMITED, LingeringConnection, find_limit
from fireweed_server.http.parsers import build_parser
from fireweed_server.http.refusing import build_refusal
from fireweed_server.http.response_flow import ResponseFlow
from fireweed_server.http.sink import FEED_SIZE, RequestParser
from fireweed_server.proxy.preface import Preface
from fireweed_server.read_flow import ReadFlow
from fireweed_server.serving import Activity, Serving, Successor
from fireweed_server.wire.refusal import OVERLOADED
from fireweed_server.wire.request import Endpoints, ParseRequest

MAX_QUEUED: Final = 16
"""The most requests of one connection that wait for the one before them."""


class HttpConnection(asyncio.Protocol):
    """The connection of one client; `serving` is what it shares with all others, `preface` what a proxy said of it."""

    __slots__ = (
        "_current",
        "_deadlines",
        "_endpoints",
        "_finale",
        "_has_eof",
        "_is_changing",
        "_is_open",
        "_is_surplus",
        "_parse_request",
        "_parser",
        "_preface",
        "_queue",
        "_reading",
        "_receiving",
        "_skipped",
        "_takes_input",
        "_unfed",
        "flow",
        "serving",
        "transport",
    )

    exchange_type: ClassVar[type[Exchange]] = ExtendedExchange
    transport: asyncio.Transport
    flow: ResponseFlow
    _reading: ReadFlow
    _endpoints: Endpoints
    _parse_request: ParseRequest
    _deadlines: Deadlines
    _parser: RequestParser

    def __init__(self, serving: Serving, preface: Preface | None = None) -> None:
        self.serving = serving
        self._preface = preface
        self._is_open = self._takes_input = True
        self._queue: deque[Exchange] = deque()
        # Whose response is due, whose body is arriving, and what comes after all: an error or another protocol.
        self._current: Exchange | None = None
        self._receiving: Exchange | None = None
        self._finale: ProtocolError | Successor | None = None
        self._unfed: bytes | memoryview = b""
        self._skipped = 0
        self._is_changing = self._has_eof = False

    # What asyncio calls...

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        serving, settings = self.serving, self.serving.settings
        self.transport = cast("asyncio.Transport", transport)
        self.transport.set_write_buffer_limits(high=settings.write_high_water)
        self.flow, self._reading = ResponseFlow(self.transport), ReadFlow(self.transport)
        self._endpoints, self._parse_request = build_endpoints(transport, serving, self._preface)
        self._deadlines = Deadlines(settings, serving.clock.now)
        self._parser = build_parser(self, settings)
        serving.add_connection(self)
        self._is_surplus = serving.is_full

    def data_received(self, data: bytes) -> None:
        if not self._takes_input:
            if self._is_changing:
                self._unfed = bytes(self._unfed) + data
            return
        exchange = self._receiving
        if self._unfed or (len(data) > FEED_SIZE and (exchange is None or not exchange.awaits(len(data)))):
            self._unfed = memoryview(bytes(self._unfed) + data)
        else:
            self._parser.feed(data)
        # A request that was answered meanwhile leaves nothing of this behind.
        if self._unfed or self._finale is not None or self._reading.is_paused:
            self._advance()
        elif self._queue:
            self._start_queued()
        if self._receiving is not None or self._queue or self._unfed or self._parser.is_mid_head:
            self._note_progress()

    def eof_received(self) -> bool:
        """Keep the connection for what is still to be answered: a client may close its side first, save with TLS."""
        self._has_eof = True
        if self._endpoints.scheme == "https":
            self._give_up()  # The transport drops all that is sent from here on, and would have nobody wait any more.
        if not self._is_open or self._receiving is not None or not self._is_busy:
            return False
        if self._current is not None:
            self._current.feed_eof()
        self.announce_end()
        return True

    def connection_lost(self, exc: Exception | None) -> None:
        self._give_up()
        self._parser.close()
        self.serving.remove_connection(self)

    def pause_writing(self) -> None:
        self.flow.pause()

    def resume_writing(self) -> None:
        if self._reading.is_at_end:
            self.serving.loop.call_soon(self.break_off)  # asyncio's transports cannot be aborted in here
            return
        self.flow.resume()
        self._advance_soon()

    # What the parser calls...

    def on_request(
        self, method: str, target: bytes, http_version: str, headers: RawHeaders, fields: dict[bytes, bytes]
    ) -> None:
        self._deadlines.head_since = 0.0
        # PERF: called as a method, what is no method is looked up slowly (benchmarks/micro/http_connection.py).
        parse_request = self._parse_request
        scope, framing = parse_request(method, target, http_version, headers, fields, self._endpoints)
        exchange = self.exchange_type(self, scope, framing)
        self._queue.append(exchange)
        if exchange.body is not None:
            self._receiving, self._skipped = exchange, 0
            self._deadlines.start_body(self.serving.clock.now)

    def on_body(self, data: bytes) -> None:
        exchange = cast("Exchange", self._receiving)
        self._deadlines.note_body(self.serving.clock.now, len(data))
        if exchange.is_complete:
            self._skipped += len(data)
        else:
            exchange.feed_body(data)

    def on_end(self) -> None:
        exchange, self._receiving = self._receiving, None
        if exchange is not None:
            exchange.end_body()
            self._deadlines.idle_since = self.serving.clock.now

    def on_error(self, error: ProtocolError) -> None:
        """Nothing more is taken in; `error` is answered when all that came before it is."""
        exchange = self._receiving
        error.request = error.request if exchange is None else exchange.scope
        if exchange is None:
            last = self._queue[-1] if self._queue else self._current
            if last is not None and not last.keep_alive:
                return  # It was the last request anyway: what follows it is none of ours.
        elif self._queue:
            self._queue.pop()
        elif exchange is not self._current:
            self._linger(MAX_MALFORMED)  # It is answered already, only its body was still skipped.
            return
        elif exchange.is_head_sent:
            self.break_off()
            return
        else:
            self._drop_current()
        self._end_input(error)

    def on_upgrade(self, unread: bytes) -> bool:
        finale = self.serving.find_successor(self._queue[-1].scope)
        if finale is None:
            return False
        self._queue.pop()
        unread += bytes(self._unfed)
        self._end_input(finale)
        self._unfed = unread if self._is_changing else b""
        return True

    # What the exchange calls...

    def on_response_complete(self) -> None:
        exchange, self._current, serving = self._current, None, self.serving
        assert exchange is not None
        serving.requests_served += 1
        if serving.recorder is not None:
            exchange.log()
        self._deadlines.idle_since = serving.clock.now
        self._deadlines.is_new = False
        if not exchange.keep_alive or (self._has_eof and not self._is_busy):
            self._close()
        elif not self.flow.is_holding and (self._queue or self._unfed or self._finale is not None):
            self._advance_soon()
        elif self._reading.is_paused:
            self._update_reading()

    def on_body_taken(self) -> None:
        if self._reading.is_paused:
            self._update_reading()

    def break_off(self) -> None:
        self._shut()
        self.transport.abort()

    # What the server calls...

    def announce_end(self) -> None:
        last = self._queue[-1] if self._queue else self._current
        if last is not None:
            last.keep_alive = False
        if self._current is not None:
            self._current.wake()

    def drain(self) -> None:
        if self._is_busy or self._receiving is not None or self._parser.is_mid_head:
            self.announce_end()
        else:
            self._close()

    def abort(self) -> None:
        exchange = self._current
        self._drop_current()
        self.break_off()
        if exchange is not None and exchange.task is not None:
            exchange.task.cancel()

    def sweep(self, now: float) -> None:
        deadlines = self._deadlines
        if self._current is not None:
            self._current.sweep(now)
        if deadlines.is_write_expired(now, self.transport.get_write_buffer_size()) or self._reading.is_at_end:
            self.break_off()
        elif not self._takes_input:
            return
        elif self._receiving is not None:
            if self._reading.is_paused or not self._receiving.is_body_due:
                deadlines.start_body(now)  # It is not for the client to go on.
            elif deadlines.is_body_expired(now):
                self.on_error(ProtocolError(408, "the rest of the body did not arrive in time"))
                self._advance()
        elif self._parser.is_mid_head:
            if not self._reading.is_paused and deadlines.is_head_expired(now):
                self.on_error(ProtocolError(408, "the head of the request did not arrive in time"))
                self._advance()
        elif not self._is_busy and deadlines.is_idle_expired(now):
            self._close()

    def describe(self, now: float) -> Activity:
        return describe_connection(self._endpoints, self._current, self._deadlines, now)

    @property
    def _is_busy(self) -> bool:
        """Whether something is still to be answered."""
        return self._current is not None or bool(self._queue or self._unfed) or self._finale is not None

    # Answering...

    def _advance(self) -> None:
        """Start what can be started and feed what was held back, as long as the one makes room for the other."""
        if not self._is_open:
            return
        if self.flow.is_holding and (self._current is not None or not self._queue):
            self.flow.stop_holding()
        self._start_queued()
        while self._unfed and len(self._queue) < MAX_QUEUED and self._takes_input:
            data, self._unfed = self._unfed[:FEED_SIZE], self._unfed[FEED_SIZE:]
            self._parser.feed(bytes(data))
            self._start_queued()
        if self._finale is not None and self._current is None and not self._queue and self._is_open:
            self._play(self._finale)
        elif self._reading.is_paused or self._is_changing:
            self._update_reading()

    def _start_queued(self) -> None:
        serving = self.serving
        flow, queue = self.flow, self._queue
        while queue and self._current is None and not flow.is_paused:
            if self._is_surplus and serving.is_full:
                self._refuse(OVERLOADED, queue[0].scope)
                return
            self._is_surplus = False
            exchange = self._current = queue.popleft()
            if queue or flow.is_holding:
                flow.start_holding(has_next=bool(queue))
            if serving.recorder is not None:
                exchange.started_at = time.perf_counter()
            exchange.task = serving.run(exchange.run(serving.app))
        if flow.is_holding and self._current is not None:
            self._advance_soon()

    def _advance_soon(self) -> None:
        # In a task's context the next request would see the context variables of the last one.
        self.serving.loop.call_soon(self._advance, context=self.serving.context)

    def _end_input(self, finale: ProtocolError | Successor) -> None:
        self._takes_input = False
        self._receiving = None
        self._unfed = b""
        self._finale = finale
        self._is_changing = not isinstance(finale, ProtocolError)

    def _play(self, finale: ProtocolError | Successor) -> None:
        """Do what comes after the last response."""
        if isinstance(finale, ProtocolError):
            self._refuse(finale)
        elif self.serving.draining or (self._is_surplus and self.serving.is_full):
            self._refuse(OVERLOADED)
        elif not self.flow.is_paused:
            unread = bytes(self._unfed)
            self._shut()
            self.serving.remove_connection(self)
            finale.take_over(self.transport, unread, self._linger)

    def _refuse(self, error: ProtocolError, request: Mapping[str, Any] | None = None) -> None:
        self.flow.write(build_refusal(self.serving, error, request or error.request, self._endpoints.client))
        self._linger(find_limit(error.status))

    def _give_up(self) -> None:
        self._shut()
        self._drop_current()
        self.flow.resume()

    def _drop_current(self) -> None:
        exchange, self._current = self._current, None
        if exchange is not None:
            exchange.log()
            exchange.disconnect()

    # Reading and closing...

    def _note_progress(self) -> None:
        if self._parser.is_mid_head and not self._deadlines.head_since:
            self._deadlines.head_since = self.serving.clock.now
        if self._skipped > SKIP_LIMIT:
            self._linger()
        else:
            self._update_reading()

    def _update_reading(self) -> None:
        """Read only while there is room for what may come."""
        exchange = self._receiving
        is_full = bool(self._unfed) or self._is_changing or len(self._queue) >= MAX_QUEUED
        if exchange is not None and exchange.body is not None:
            is_full |= exchange.body.buffered > self.serving.settings.read_high_water and not exchange.is_complete
        if is_full and self._is_open:
            self._reading.pause()
        elif self._reading.is_paused and self._is_open:
            self._deadlines.resume(self.serving.clock.now)
            self._reading.resume()

    def _close(self) -> None:
        """Close the connection; gently if the client may still be sending."""
        if self._receiving is None and not self._is_busy:
            self._shut()
            self.transport.close()
        else:
            self._linger()

    def _linger(self, max_size: float = UNLIMITED) -> None:
        self._shut()
        if self._has_eof:
            self.transport.close()
            return
        self.serving.remove_connection(self)
        LingeringConnection(self.serving, self.transport, self._deadlines, max_size).start()

    def _shut(self) -> None:
        """Neither take anything in nor start anything any more."""
        self.flow.release()
        self._is_open = self._takes_input = False
        self._unfed = b""
        self._queue.clear()
        self._receiving = None
