"""One request and its response: ASGI's `receive` and `send`, and the boundary where the application's errors end.

The same for every parser; the connection is known only by the few things `Channel` names.
"""

import asyncio
import logging
import time
from typing import Final

from fireweed_server.asgi import ASGIApp, HTTPScope, Message
from fireweed_server.errors import ClientDisconnectedError, MessageOrderError, is_disconnect
from fireweed_server.flow import Waiters
from fireweed_server.http.channel import Channel
from fireweed_server.http.file_sending import FileSending
from fireweed_server.http.request_body import RequestBody
from fireweed_server.request_ids import find_request_id
from fireweed_server.wire.framing import RequestFraming
from fireweed_server.wire.response_head import HeaderPairs
from fireweed_server.wire.response_state import ResponseState

logger = logging.getLogger("fireweed.server")

SKIP_LIMIT: Final = 65536
"""The most bytes of a body that nobody asked for which are read to keep the connection, rather than to close it."""

_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
_ERROR_HEADERS: Final = ((b"content-type", b"text/plain; charset=utf-8"),)
_ERROR_BODY: Final = b"Internal Server Error"
_TIMEOUT_BODY: Final = b"Service Unavailable: the application did not answer in time.\n"


class Exchange(ResponseState):
    """One request being answered; `run` is its task.

    The application gets `exchange.receive`, and as `send` the exchange itself: calling it sends an ASGI message, and
    `send_response` is for those who have the whole response at once.
    """

    # PERF: one object, not one for each direction (benchmarks/micro/http_connection.py).
    __slots__ = (
        "_channel",
        "_file",
        "_has_eof",
        "_is_body_delivered",
        "_waiters",
        "body",
        "is_disconnected",
        "started_at",
        "swept_at",
        "task",
    )

    def __init__(self, channel: Channel, scope: HTTPScope, framing: RequestFraming) -> None:
        serving = channel.serving
        # PERF: a third of what super() takes (benchmarks/micro/http_connection.py).
        ResponseState.__init__(self, scope, serving.server_lines)
        self.keep_alive = framing.keep_alive and not serving.draining
        self.body: RequestBody | None = None
        if framing.body_length != 0:
            self.body = RequestBody(framing, max_size=serving.settings.max_body_size)
        self.task: asyncio.Task[None] | None = None
        # PERF: noted by the first sweep rather than by every request (benchmarks/micro/http_connection.py).
        self.swept_at = 0.0
        self.started_at = 0.0
        self.is_disconnected = self._is_body_delivered = self._has_eof = False
        self._channel = channel
        self._file: FileSending | None = None
        self._waiters: Waiters | None = None

    @property
    def is_over(self) -> bool:
        """Whether the application has nothing more to wait for but `http.disconnect`."""
        if self.is_complete or self.is_disconnected or self._has_eof:
            return True
        # A server that stops lets requests finish, but a stream might never: this is how it learns of it.
        return self.response_started and self._channel.serving.draining

    @property
    def is_body_due(self) -> bool:
        """Whether the client may be waited for to send more of the body: it was not told to wait itself."""
        return self.body is not None and not self.body.awaits_continue

    def awaits(self, size: int) -> bool:
        """Whether the next `size` bytes to arrive all belong to its body: no head, no chunk begins in them."""
        # PERF: a fifth of an upload's cost was to feed it in pieces (benchmarks/server, scenario upload).
        return self.body is not None and not self.is_complete and size <= self.body.missing

    async def run(self, app: ASGIApp) -> None:
        """Call the application and see to it that the request ends with a response or a closed connection."""
        try:
            if self.is_disconnected:
                return  # It was refused, or its client has gone, before this task had its turn.
            await app(self.scope, self.receive, self)  # type: ignore[arg-type]  # a TypedDict is no MutableMapping
            if self.is_complete:
                return
            if self.response_started and self.is_over:
                self._end_response()  # It was given up, since `receive` said that nobody waits for the rest.
            else:
                self._fail(MessageOrderError("The application ended before its response was complete."))
        except Exception as error:
            self._fail(error)
        except BaseException:
            self._end_response()
            raise
        finally:
            if self.task is not None:
                self._channel.serving.end_task(self.task)

    # What the application calls...

    async def receive(self) -> Message:
        """The next part of the body; then `http.disconnect`, when the client has gone or the response is complete."""
        if self._is_body_delivered:
            while not self.is_over:
                await self._wait_change()
            return {"type": "http.disconnect"}
        body = self.body
        if body is None or body.is_complete:
            self._is_body_delivered = True
            return {"type": "http.request", "body": b"" if body is None else body.take(), "more_body": False}
        return await self._receive_body(body)

    async def __call__(self, message: Message) -> None:
        """Send one ASGI message; waits while the client does not take what it is sent.

        Raises ClientDisconnectedError, an OSError, once the client has gone, and ApplicationError for what ASGI or HTTP
        does not allow.
        """
        if self.is_disconnected:
            raise ClientDisconnectedError("The client has disconnected.")
        kind = message.get("type")
        if kind == "http.response.body":
            if message.get("more_body"):
                await self._send_part(message.get("body", b""))
            else:
                self._send_last(message.get("body", b""))
        elif kind == "http.response.start":
            self.start(message["status"], message.get("headers", ()))
            if message.get("trailers"):
                self.expect_trailers()
            if self._waiters is not None:
                self.wake()
            if self.content_length is None:
                # Only a stream waits between its head and its body, so only its head goes out by itself. One that has a
                # length leaves with its body in one write, at the latest when the connection's deadlines are swept.
                self._channel.serving.flush_soon(self)
        else:
            await self.send_other(kind, message)

    def send_response(self, status: int, headers: HeaderPairs, body: bytes) -> None:
        """Send a complete response in one write; nothing waits. Header names are in lower case.

        The server adds content-length, date and server. A tuple of headers is checked and encoded only once, so
        responses that are alike should share one. Raises as calling does.
        """
        if self.is_disconnected:
            raise ClientDisconnectedError("The client has disconnected.")
        self.start(status, headers)
        self._send_last(body)

    async def send_other(self, kind: object, message: Message) -> None:
        """Send a message that not every response has."""
        raise self.build_order_error(kind)

    async def _receive_body(self, body: RequestBody) -> Message:
        if body.awaits_continue and not self.is_head_sent and not self.is_over:
            body.awaits_continue = False
            self._channel.flow.write(_CONTINUE)
        while not body.is_ready:
            if self.is_over:
                return {"type": "http.disconnect"}
            await self._wait_change()
        data = body.take()
        is_complete = self._is_body_delivered = body.is_complete
        if not is_complete:
            self._channel.on_body_taken()
        return {"type": "http.request", "body": data, "more_body": not is_complete}

    async def _send_part(self, data: bytes) -> None:
        channel = self._channel
        if encoded := self.encode_body(data, is_last=False):
            channel.flow.write(encoded)
        if channel.flow.is_paused:
            await self._drain()

    async def _drain(self) -> None:
        """Wait while the client does not take what it is sent."""
        await self._channel.flow.drain()
        if self.is_disconnected:
            raise ClientDisconnectedError("The client has disconnected.")

    def _send_last(self, data: bytes) -> None:
        channel = self._channel
        if self.body is not None:
            self._settle_keep_alive(self.body)
        if encoded := self.encode_last(data):
            if not channel.flow.is_holding:
                channel.transport.write(encoded)
            elif self.is_complete:
                channel.flow.hold(encoded)
            else:
                channel.flow.write(encoded)
        if self.is_complete:
            if self._waiters is not None:
                self.wake()
            channel.on_response_complete()

    def _settle_keep_alive(self, body: RequestBody) -> None:
        if not body.can_skip(SKIP_LIMIT):
            self.keep_alive = False  # The head may still announce what the unread body leads to.

    # What the connection calls...

    def flush(self) -> None:
        """Write a head that is still held back."""
        if not self.is_disconnected and self._file is None and (head := self.encode_head()):
            self._channel.flow.write(head)

    def sweep(self, now: float) -> None:
        """What is due once a second: a head that is held back goes out, a request that takes too long ends."""
        self.flush()
        if self._file is not None and self._file.is_expired(now):
            self._channel.break_off()
        timeout = self._channel.serving.settings.request_timeout
        if not self.swept_at:
            self.swept_at = now
        body = self.body
        if body is not None and not body.is_ready and not body.awaits_continue:
            body.awaited_at = now  # the time in which the client sends is not the application's
        elif timeout and not self.response_started:
            since = self.swept_at if body is None else max(self.swept_at, body.awaited_at)
            if now - since >= timeout:
                self._time_out(timeout)

    def feed_body(self, data: bytes) -> None:
        """A part of the body has arrived. Raises ProtocolError if it is too large."""
        assert self.body is not None
        self.body.add(data)
        self.wake()

    def end_body(self) -> None:
        """The body is complete."""
        assert self.body is not None
        self.body.finish()
        self.wake()

    def wake(self) -> None:
        """Something that `receive` may wait for has changed."""
        if self._waiters is not None:
            self._waiters.wake()

    def disconnect(self) -> None:
        """The client has gone: `receive` says so and `send` raises."""
        self.is_disconnected = True
        self.wake()
        if self._file is not None:
            self._file.stop()

    def feed_eof(self) -> None:
        """The client has closed its side: `receive` says that it has gone, but a response can still be sent."""
        self._has_eof = True
        self.wake()

    def log(self) -> None:
        """Record the response, if one went out."""
        recorder = self._channel.serving.recorder
        if recorder is not None and self.is_head_sent:
            recorder.record(self.scope, self.status, self.body_size, time.perf_counter() - self.started_at)

    async def _wait_change(self) -> None:
        if self._waiters is None:
            self._waiters = Waiters()
        await self._waiters.wait()

    # Where errors end...

    def _time_out(self, timeout: float) -> None:
        """Answer in place of the application, which is cancelled."""
        text = "%s %s was not answered in %g seconds (request_timeout); it is cancelled."
        logger.error(text, *self._names, timeout, extra=self._extra)
        self.keep_alive = False
        self.send_response(503, _ERROR_HEADERS, _TIMEOUT_BODY)
        self.disconnect()
        if self.task is not None:
            self.task.cancel()

    def _fail(self, error: Exception) -> None:
        if not self.is_disconnected or not is_disconnect(error):
            kind = type(error).__name__
            logger.error("%s %s failed: %s: %s", *self._names, kind, error, exc_info=error, extra=self._extra)
        self._end_response()

    @property
    def _names(self) -> tuple[str, str]:
        """What people call the request."""
        return self.scope["method"], ascii(self.scope["raw_path"].decode("latin-1"))

    @property
    def _extra(self) -> dict[str, str]:
        """What a log line is to have besides."""
        request_id = find_request_id(self.scope)
        return {} if request_id is None else {"request_id": request_id}

    def _end_response(self) -> None:
        """Answer 500 if nothing was sent yet; otherwise cut the response short so that nobody takes it for whole."""
        if self.is_complete or self.is_disconnected:
            return
        if self.is_head_sent:
            self._channel.break_off()
            return
        self.reset()
        self.keep_alive = False
        self.send_response(500, _ERROR_HEADERS, _ERROR_BODY)
