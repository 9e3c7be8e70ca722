"""Responses compressed by gzip (RFC 9110 §8.4.1.3), whole or chunk by chunk.

Theory of operation. Whether a response is compressed is known with its first chunk, so its start is held back until
then. What is not to be compressed passes, with its start, as it comes.
"""

import zlib
from collections.abc import Collection
from functools import lru_cache

from fireweed.concurrency import get_pool
from fireweed.http.accept_encoding import accepts_coding
from fireweed.http.headers import MutableHeaders
from fireweed.middleware.completing import add_vary
from fireweed.middleware.settings import check_items
from fireweed.responses.sending import has_content_length
from fireweed.types import ASGIApp, Message, Receive, Scope, Send

DEFAULT_EXCLUDED_CONTENT_TYPES = (
    "application/grpc",
    "application/gzip",
    "application/x-gzip",
    "application/zip",
    "audio/*",
    "font/woff",
    "font/woff2",
    "image/avif",
    "image/gif",
    "image/jpeg",
    "image/png",
    "image/webp",
    "text/event-stream",
    "video/*",
)
"""Media types that are compressed already, or whose chunks must not wait; "audio/*" is every type of audio."""

THREAD_MINIMUM_SIZE = 128 * 1024

# Threads of their own: compressing keeps one busy for long, and endpoints are not to wait for it.
_POOL = "gzip"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS
# Messages with which a response goes on as the application sent it.
_FILES = frozenset({"http.response.pathsend", "http.response.zerocopysend"})


class GZipMiddleware:
    """Compresses responses of at least `minimum_size` bytes, and streams, for clients that accept gzip.

    `compresslevel` goes from 0, none, to 9, smallest. Chunks of `thread_minimum_size` bytes and more are compressed in
    a worker thread. Left alone are parts (206), what has a `content-encoding`, and `exclude_content_types`.

    Raises:
        TypeError: a text in place of a list of content types.
        ValueError: an unknown `compresslevel`.
    """

    def __init__(
        self,
        app: ASGIApp,
        minimum_size: int = 500,
        compresslevel: int = 9,
        thread_minimum_size: int = THREAD_MINIMUM_SIZE,
        *,
        exclude_content_types: Collection[str] = DEFAULT_EXCLUDED_CONTENT_TYPES,
    ) -> None:
        if compresslevel not in range(-1, 10):
            raise ValueError(f"compresslevel must be between 0 and 9 (-1 is zlib's default), not {compresslevel!r}.")
        self.app = app
        self.minimum_size = minimum_size
        self.compresslevel = compresslevel
        self.thread_minimum_size = thread_minimum_size
        self.exclude_content_types = _normalize(exclude_content_types)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        await self._build_responder(scope)(scope, receive, send)

    def _build_responder(self, scope: Scope) -> "IdentityResponder":
        if _accepts_gzip(scope):
            return GZipResponder(
                self.app,
                self.minimum_size,
                self.compresslevel,
                thread_minimum_size=self.thread_minimum_size,
                exclude_content_types=self.exclude_content_types,
            )
        return IdentityResponder(self.app, self.minimum_size, exclude_content_types=self.exclude_content_types)


class IdentityResponder:
    """One response, said to depend on `accept-encoding` where another client would get it compressed.

    For another encoding, a subclass sets `content_encoding` and overrides `apply_compression`.
    """

    content_encoding = ""

    def __init__(
        self,
        app: ASGIApp,
        minimum_size: int,
        *,
        exclude_content_types: Collection[str] = DEFAULT_EXCLUDED_CONTENT_TYPES,
    ) -> None:
        self.app = app
        self.minimum_size = minimum_size
        self.exclude_content_types = _normalize(exclude_content_types)
        self.send: Send = unattached_send
        self._held_start: Message | None = None
        self._is_encoding = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.send = send
        await self.app(scope, receive, self.send_with_compression)

    async def send_with_compression(self, message: Message) -> None:
        """Pass on a message of the application, compressed if the response is."""
        message_type = message["type"]
        if message_type == "http.response.start":
            await self._begin(message)
        elif message_type == "http.response.body":
            await self._send_body(message)
        else:
            if message_type in _FILES:
                await self._release_start()
            await self.send(message)

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        """Return the next piece of the encoded body, the last one unless `more_body`."""
        return body

    async def _begin(self, message: Message) -> None:
        if self._is_left_alone(message):
            await self.send(message)
        else:
            self._held_start = message

    def _is_left_alone(self, start: Message) -> bool:
        status: int = start["status"]
        if status == 206 or not has_content_length(status):
            return True
        media_types: frozenset[str] = frozenset()
        for name, value in start.get("headers") or ():
            if name == b"content-encoding":
                return True
            if name == b"content-type":
                media_types = _expand_media_type(value)
        return not media_types.isdisjoint(self.exclude_content_types)

    async def _send_body(self, message: Message) -> None:
        body: bytes = message.get("body", b"")
        more_body: bool = message.get("more_body", False)
        start, self._held_start = self._held_start, None
        if start is not None and (more_body or len(body) >= self.minimum_size):
            # Copies: message and list may belong to a response that is sent again.
            headers = list(start.get("headers") or ())
            start = {**start, "headers": headers}
            add_vary(headers, "Accept-Encoding")
            self._is_encoding = bool(self.content_encoding)
            if self._is_encoding:
                body = await self.apply_compression(body, more_body=more_body)
                self._describe(MutableHeaders(raw=headers), None if more_body or start.get("trailers") else len(body))
        elif self._is_encoding:
            body = await self.apply_compression(body, more_body=more_body)
        if start is not None:
            await self.send(start)
        await self.send({**message, "body": body} if self._is_encoding else message)

    def _describe(self, headers: MutableHeaders, length: int | None) -> None:
        headers["Content-Encoding"] = self.content_encoding
        if length is None:
            del headers["Content-Length"]
        else:
            headers["Content-Length"] = str(length)
        # The compressed bytes are others than those that a strong tag stands for (RFC 9110 §8.8.1).
        if headers.get("ETag", "").startswith('"'):
            headers["ETag"] = f"W/{headers['ETag']}"

    async def _release_start(self) -> None:
        start, self._held_start = self._held_start, None
        if start is not None:
            await self.send(start)


class GZipResponder(IdentityResponder):
    """One response, compressed by gzip; every chunk can be read as soon as it arrives."""

    content_encoding = "gzip"

    def __init__(
        self,
        app: ASGIApp,
        minimum_size: int,
        compresslevel: int = 9,
        *,
        thread_minimum_size: int = THREAD_MINIMUM_SIZE,
        exclude_content_types: Collection[str] = DEFAULT_EXCLUDED_CONTENT_TYPES,
    ) -> None:
        super().__init__(app, minimum_size, exclude_content_types=exclude_content_types)
        self.compresslevel = compresslevel
        self.thread_minimum_size = thread_minimum_size
        self._compressor: zlib._Compress | None = None

    async def apply_compression(self, body: bytes, *, more_body: bool) -> bytes:
        if len(body) >= self.thread_minimum_size:
            return await get_pool(_POOL).run(self._compress, body, more_body=more_body)
        return self._compress(body, more_body=more_body)

    def _compress(self, body: bytes, *, more_body: bool) -> bytes:
        if self._compressor is None:  # not before: it takes a quarter of a megabyte
            self._compressor = zlib.compressobj(self.compresslevel, zlib.DEFLATED, _GZIP_WINDOW)
        compressed = self._compressor.compress(body)
        return compressed + self._compressor.flush(zlib.Z_SYNC_FLUSH if more_body else zlib.Z_FINISH)


async def unattached_send(message: Message) -> None:
    """Stand for the `send` of a responder that has not been called."""
    raise RuntimeError("This responder has no `send` yet: call it as an ASGI application.")


def _accepts_gzip(scope: Scope) -> bool:
    return any(name == b"accept-encoding" and accepts_coding(value, "gzip") for name, value in scope["headers"])


class _ContentTypes(frozenset[str]):
    """Media types in lower case, without parameters."""


def _normalize(content_types: Collection[str]) -> _ContentTypes:
    if isinstance(content_types, _ContentTypes):  # the middleware has done it, once for all its responders
        return content_types
    items = check_items("exclude_content_types", content_types)
    return _ContentTypes(item.partition(";")[0].strip().lower() for item in items)


@lru_cache(maxsize=256)
def _expand_media_type(content_type: bytes) -> frozenset[str]:
    """All that a list of excluded types may call this one."""
    media_type = content_type.decode("latin-1").partition(";")[0].strip().lower()
    names = {media_type, f"{media_type.partition('/')[0]}/*"}
    if media_type.startswith("application/grpc+"):
        names.add("application/grpc")
    return frozenset(names)
