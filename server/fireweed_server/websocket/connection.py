"""One WebSocket on asyncio: bytes between the transport, the session and the exchange, and the deadlines of all three.

Theory of operation. The client's frames are taken apart ahead of the application only as far as MAX_QUEUED messages
and `read_high_water`; beyond that the transport is not read. The same holds while the client does not read what it is
sent, so a flood of pings cannot fill the memory with pongs. Where a close frame or an error lies behind messages that
the application has not taken, it has effect when the application asks for more, so it can answer those messages first;
but it does not wait for longer than the closing handshake.
"""

import asyncio
import math
from collections.abc import Callable
from typing import Final

from fireweed_server.asgi import HTTPScope
from fireweed_server.flow import WriteDeadline, WriteFlow
from fireweed_server.logs.access_lines import escape
from fireweed_server.read_flow import ReadFlow
from fireweed_server.serving import Activity, Serving
from fireweed_server.websocket.exchange import State, WebSocketExchange
from fireweed_server.websocket.handshake import Handshake, find_handshake
from fireweed_server.websocket.session import Ending, WebSocketSession

MAX_QUEUED: Final = 32
"""The most messages that wait for the application."""

CLOSE_TIMEOUT: Final = 5.0
"""Seconds that a client has to answer a close frame (RFC 6455 §7.1.1)."""

DRAIN_TIMEOUT: Final = 1.0
"""The same while the server stops."""

_LOST: Final = Ending(1006, "")
_RETRY_HEADERS: Final = ((b"retry-after", b"5"),)


def find_websocket(serving: Serving, request: HTTPScope) -> "WebSocketConnection | None":
    """What a connection becomes for a request with an Upgrade field: the server's `Upgrade`."""
    handshake = find_handshake(request, can_deflate=serving.settings.ws_per_message_deflate)
    return None if handshake is None else WebSocketConnection(serving, request, handshake)


class WebSocketConnection(asyncio.Protocol):
    """The connection of one client, from the handshake on; `serving` is what it shares with all others."""

    __slots__ = (
        "_answer_by",
        "_close_by",
        "_exchange",
        "_heard_at",
        "_is_finished",
        "_is_pinged",
        "_linger",
        "_reading",
        "_session",
        "_write",
        "flow",
        "is_behind",
        "serving",
        "transport",
    )

    transport: asyncio.Transport
    _reading: ReadFlow
    _linger: Callable[[], None]

    def __init__(self, serving: Serving, request: HTTPScope, handshake: Handshake) -> None:
        settings, now = serving.settings, serving.clock.now
        self.serving = serving
        self.flow = WriteFlow()
        self.is_behind = False
        self._exchange = WebSocketExchange(self, request, handshake)
        self._session = WebSocketSession(handshake.deflate, settings.ws_max_message_size)
        self._write = WriteDeadline(settings.write_timeout, now)
        self._heard_at = now
        self._answer_by = now + settings.request_timeout if settings.request_timeout else math.inf
        self._close_by = 0.0
        self._is_finished = self._is_pinged = False

    def take_over(self, transport: asyncio.Transport, unread: bytes, linger: Callable[[], None]) -> None:
        self.transport, self._reading = transport, ReadFlow(transport)
        self._linger = linger
        transport.set_protocol(self)
        transport.resume_reading()
        self.serving.add_connection(self)
        if unread:
            self.data_received(unread)
        exchange = self._exchange
        exchange.task = self.serving.run(exchange.run(self.serving.app))

    # What asyncio calls...

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.serving.clock.now
        self._is_pinged = False
        self._session.receive_data(data)
        self.advance()

    def eof_received(self) -> None:
        # The transport closes itself, and what it is given from here on is lost.
        self._exchange.disconnect(*(self._session.ending or _LOST))

    def connection_lost(self, exc: Exception | None) -> None:
        self._exchange.disconnect(*(self._session.ending or _LOST))
        self._session.discard()
        self.flow.resume()
        self.serving.remove_connection(self)

    def pause_writing(self) -> None:
        self.flow.pause()

    def resume_writing(self) -> None:
        if self._reading.is_at_end:
            self.serving.loop.call_soon(self.break_off)  # asyncio's transports cannot be aborted in here
            return
        self.flow.resume()
        if self.is_behind:
            self.advance()

    # What the exchange calls...

    def advance(self) -> None:
        """Take apart what has arrived as far as there is room; then do what lies behind it."""
        if self._is_finished:
            return
        session, exchange = self._session, self._exchange
        is_full = self._is_full
        while not is_full and (message := session.find_message()) is not None:
            if exchange.state is State.OPEN:
                exchange.add(message)
                is_full = self._is_full
        if session.output:
            self._write_frames(session.take_output())
            is_full = self._is_full
        self.is_behind = is_full or (session.ending is not None and session.is_close_due)
        if session.ending is not None:
            self._meet(session.ending)
        if is_full or self._reading.is_paused:
            self._update_reading()

    def on_accepted(self) -> None:
        if self._session.has_unread:
            self.advance()

    def on_denied(self) -> None:
        self._finish(is_client_done=False)

    def encode(self, data: bytes | str) -> bytes:
        return self._session.encode(data)

    def close(self, code: int, reason: str = "") -> None:
        session = self._session
        self._write_frames(session.close(code, reason))
        if session.ending is not None:
            self._finish(is_client_done=not session.has_failed)
            return
        self._close_by = self.serving.clock.now + (DRAIN_TIMEOUT if self.serving.draining else CLOSE_TIMEOUT)
        # The client's close frame may be behind what nobody takes any more.
        self.advance()

    def break_off(self) -> None:
        self.transport.abort()

    # What the server calls...

    def announce_end(self) -> None:
        """A WebSocket ends by a frame, which `drain` sends."""

    def drain(self) -> None:
        state = self._exchange.state
        if state is State.OPEN:
            self._exchange.disconnect(1012, "")
            self.close(1012)
        elif state is State.CONNECTING:
            self._exchange.deny(503, _RETRY_HEADERS, b"")

    def abort(self) -> None:
        self.break_off()
        if self._exchange.task is not None:
            self._exchange.task.cancel()

    def sweep(self, now: float) -> None:
        if self._write.is_expired(now, self.transport.get_write_buffer_size()) or self._reading.is_at_end:
            self.break_off()
        elif self._close_by:
            if now >= self._close_by:
                self._give_up_waiting()
        elif self._exchange.state is State.OPEN:
            self._keep_alive(now)
        elif now >= self._answer_by and self._exchange.state is State.CONNECTING:
            self._exchange.time_out(self.serving.settings.request_timeout)

    def describe(self, now: float) -> Activity:
        request = self._exchange.request
        target = escape(request["raw_path"].decode("latin-1"))
        client = escape(str(request["client"][0])) if request["client"] else "unnamed"
        state, queued = self._exchange.state.value, len(self._exchange.messages)
        heard = f"heard {now - self._heard_at:.0f} s ago"
        return Activity(f"{client} WebSocket {target}: {state}, {heard}, {queued} messages wait for the application")

    # Reading...

    @property
    def _is_full(self) -> bool:
        exchange = self._exchange
        if exchange.state is State.OPEN:
            return (
                len(exchange.messages) >= MAX_QUEUED
                or exchange.buffered > self.serving.settings.read_high_water
                or self.flow.is_paused
            )
        # A client that sends before it is answered has to wait; one that is closing is read on, for its close frame.
        return exchange.state is not State.CLOSED and self._session.has_unread

    def _update_reading(self) -> None:
        if self._is_finished or self.transport.is_closing():
            return
        if self._is_full:
            self._reading.pause()
        elif self._reading.is_paused:
            self._heard_at = self.serving.clock.now
            self._reading.resume()

    # Closing...

    def _meet(self, ending: Ending) -> None:
        """Answer the client's close frame or fail the connection, once the application has taken what came before."""
        session, exchange = self._session, self._exchange
        if not session.is_close_due:
            self._finish(is_client_done=not session.has_failed)
        elif not exchange.messages:
            exchange.disconnect(*ending)
            self.close(*ending)
        elif not self._close_by:
            self._close_by = self.serving.clock.now + CLOSE_TIMEOUT

    def _give_up_waiting(self) -> None:
        ending = self._session.ending
        if ending is None or not self._session.is_close_due:
            self.transport.close()
        else:
            self._exchange.disconnect(*ending)
            self.close(*ending)

    def _finish(self, *, is_client_done: bool) -> None:
        """Close the transport; gently if the client may still be sending."""
        if self._is_finished:
            return
        self._is_finished = True
        self.flow.resume()
        if is_client_done or self.transport.is_closing():
            self.transport.close()
        else:
            self.serving.remove_connection(self)
            self._linger()

    def _keep_alive(self, now: float) -> None:
        settings = self.serving.settings
        silence = now - self._heard_at
        if self._reading.is_paused or not settings.ws_ping_interval:
            return
        if not self._is_pinged:
            if silence >= settings.ws_ping_interval:
                self._is_pinged = True
                self._write_frames(self._session.ping())
        elif settings.ws_ping_timeout and silence >= settings.ws_ping_interval + settings.ws_ping_timeout:
            self._exchange.disconnect(1011, "no answer to a ping")
            self.close(1011, "no answer to a ping")
            self.transport.close()

    def _write_frames(self, data: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(data)
