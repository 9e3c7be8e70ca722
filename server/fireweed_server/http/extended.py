"""ASGI's extensions of HTTP responses: early hints, files, trailers.

https://asgi.readthedocs.io/en/latest/extensions.html
"""

import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from fireweed_server.asgi import Message
from fireweed_server.errors import MessageOrderError
from fireweed_server.http.exchange import Exchange
from fireweed_server.http.file_sending import CAN_SEND, FileSending
from fireweed_server.http.file_source import set_position
from fireweed_server.wire.early_hints import encode_early_hints

EXTENSIONS: Final[dict[str, dict[str, Any]]] = {
    "http.response.early_hint": {},
    "http.response.trailers": {},
    # Fireweed's own: `send` has a method `send_response`. One that has not was wrapped on its way to the application.
    "fireweed.send_response": {},
    **({"http.response.pathsend": {}} if hasattr(os, "pread") else {}),  # not on Windows
}
"""What requests of every connection can make use of."""

PLAIN_EXTENSIONS: Final[dict[str, dict[str, Any]]] = {
    **EXTENSIONS,
    **({"http.response.zerocopysend": {}} if CAN_SEND else {}),
}
"""The same where nothing is encrypted, so that the system itself can copy."""


class ExtendedExchange(Exchange):
    """An exchange that takes the messages of extensions, too."""

    __slots__ = ()

    async def send_other(self, kind: object, message: Message) -> None:
        sender = _SENDERS.get(kind)
        if sender is None:
            raise self.build_order_error(kind)
        await sender(self, message)

    async def send_early_hint(self, message: Message) -> None:
        """Tell links ahead of the head; dropped for HTTP/1.0, and once the head is out."""
        if self.is_complete:
            raise self.build_order_error("http.response.early_hint")
        hints = encode_early_hints(message["links"])
        # RFC 9110 §15.2: HTTP/1.0 knows no informational responses.
        if hints and not self.is_head_sent and self.scope["http_version"] != "1.0":
            self._channel.flow.write(hints)
            await self._drain()

    async def send_trailers(self, message: Message) -> None:
        """Send fields after the body, or drop them where the client does not take any."""
        is_last = not message.get("more_trailers", False)
        if encoded := self.encode_trailers(message.get("headers", ()), is_last=is_last):
            self._channel.flow.write(encoded)
        if is_last:
            self.wake()
            self._channel.on_response_complete()

    async def send_path(self, message: Message) -> None:
        """Send a file as the whole body. It is opened before the head leaves, so that its errors can be answered.

        Of a file that has grown since the head was made, only as much goes out as that says.
        """
        kind = "http.response.pathsend"
        with self._sending_file(kind) as file:
            if self.body_size:
                raise self.build_order_error(kind)
            content = await file.run(file.source.open_path, message["path"])
            length = self.content_length
            if content is not None:
                self.check_file(kind)
                self._send_last(content[:length])
                return
            if length is not None:
                file.source.remaining = min(file.source.remaining, length)
            await self._send_file(kind, file, is_last=True)

    async def send_descriptor(self, message: Message) -> None:
        """Send a part of an open file as a part of the body."""
        kind = "http.response.zerocopysend"
        with self._sending_file(kind) as file:
            source, offset = file.source, message.get("offset")
            source.share(message["file"], offset, message.get("count"))
            end = source.offset + source.remaining
            await self._send_file(kind, file, is_last=not message.get("more_body", False))
            if offset is None:
                set_position(message["file"], end)

    @contextmanager
    def _sending_file(self, kind: str) -> Iterator[FileSending]:
        """One file at a time."""
        if self._file is not None:
            raise MessageOrderError(f"The application sent {kind!r}, but a file is still being sent: await that first.")
        self.check_file(kind)
        file = self._file = FileSending(self._channel)
        try:
            yield file
        finally:
            self._file = None
            file.source.close()

    async def _send_file(self, kind: str, file: FileSending, *, is_last: bool) -> None:
        if is_last and self.body is not None:
            self._settle_keep_alive(self.body)
        size = file.source.remaining
        frame = self.begin_file(kind, size, is_last=is_last)
        try:
            if frame.has_body:
                await file.send(frame.before, frame.after)
            elif frame.before:
                self._channel.flow.write(frame.before)
        finally:
            self.body_size += size - file.source.remaining
        self.end_file(frame)
        if self.is_complete:
            self.wake()
            self._channel.on_response_complete()
        else:
            await self._drain()


_SENDERS: Final[Mapping[object, Callable[[ExtendedExchange, Message], Awaitable[None]]]] = {
    "http.response.early_hint": ExtendedExchange.send_early_hint,
    "http.response.pathsend": ExtendedExchange.send_path,
    "http.response.trailers": ExtendedExchange.send_trailers,
    "http.response.zerocopysend": ExtendedExchange.send_descriptor,
}
