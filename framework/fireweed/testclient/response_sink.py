"""What an application sends for one request: checked, kept, and handed on chunk by chunk.

Knows ASGI's response messages and nothing of clients.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from fireweed.responses.sending import has_content_length
from fireweed.types import Message

Headers = Sequence[tuple[bytes, bytes]]


class ResponseSink:
    """The `send` of one request; like the server's, it also takes a whole response through `send_response`.

    Raises AssertionError for messages that ASGI does not allow at that point. A chunk waits to be sent until the one
    before was taken. `on_change` is called when the response starts and when there is a chunk to take.
    """

    def __init__(self, method: str, on_change: Callable[[], None]) -> None:
        self.response_started = False
        self.is_complete = False
        self.status = 0
        self.headers: Headers = ()
        self.debug: Any = None
        self.trailers: list[tuple[bytes, bytes]] | None = None
        self._wants_body = method != "HEAD"
        self._on_change = on_change
        self._chunks: deque[bytes] = deque()
        self._room = asyncio.Event()
        self._disconnected = asyncio.Event()

    async def __call__(self, message: Message) -> None:
        match message["type"]:
            case "http.response.start":
                self._start(message["status"], message.get("headers", ()), has_trailers=message.get("trailers", False))
            case "http.response.body":
                await self._add_body(message.get("body", b""), more_body=message.get("more_body", False))
            case "http.response.trailers":
                self._add_trailers(message.get("headers", ()))
            case "http.response.debug":
                self.debug = message["info"]
            case unknown:
                raise AssertionError(f'Received a message of unknown type "{unknown}".')

    def send_response(self, status: int, headers: Headers, body: bytes) -> None:
        """Take a complete response; `content-length` is added where it is missing and the status allows it."""
        if has_content_length(status) and all(name != b"content-length" for name, _ in headers):
            headers = [*headers, (b"content-length", b"%d" % len(body))]
        self._start(status, headers, has_trailers=False)
        self._keep(body)
        self._complete()

    def take_chunk(self) -> bytes | None:
        """Take the next chunk of the body, None if there is none now; the application may then send another one."""
        if not self._chunks:
            return None
        self._room.set()
        return self._chunks.popleft()

    def hang_up(self) -> None:
        """Take no more of the response: the client has gone."""
        self._disconnected.set()

    async def wait_disconnect(self) -> None:
        """Wait until the last chunk was sent, or the client has gone."""
        await self._disconnected.wait()

    def _start(self, status: int, headers: Headers, *, has_trailers: bool) -> None:
        if self.response_started:
            raise AssertionError('Received multiple "http.response.start" messages.')
        self.response_started = True
        self.status = status
        self.headers = headers
        self.trailers = [] if has_trailers else None
        self._on_change()

    async def _add_body(self, body: bytes, *, more_body: bool) -> None:
        if not self.response_started:
            raise AssertionError('Received "http.response.body" without "http.response.start".')
        if self.is_complete:
            raise AssertionError('Received "http.response.body" after response completed.')
        while body and self._chunks:
            self._room.clear()
            await self._room.wait()
        self._keep(body)
        if not more_body:
            self._complete()

    def _keep(self, body: bytes) -> None:
        if body and self._wants_body:
            self._chunks.append(bytes(body))
            self._on_change()

    def _complete(self) -> None:
        self.is_complete = True
        self._disconnected.set()

    def _add_trailers(self, headers: Headers) -> None:
        if self.trailers is None:
            raise AssertionError('Received "http.response.trailers" without "trailers" in "http.response.start".')
        self.trailers.extend(headers)
