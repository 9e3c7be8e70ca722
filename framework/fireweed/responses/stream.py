"""Responses whose body is produced while it is sent."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from functools import lru_cache

from fireweed.background import BackgroundTask
from fireweed.concurrency import iterate_in_threadpool
from fireweed.exceptions import ClientDisconnect
from fireweed.responses.base import Content, Response, encode_content
from fireweed.responses.disconnect import run_until_disconnect
from fireweed.types import Message, Receive, Scope, Send

SyncContentStream = Iterable[Content]
AsyncContentStream = AsyncIterable[Content]
ContentStream = AsyncContentStream | SyncContentStream


class StreamingResponse(Response):
    """A response that sends what an iterable yields, chunk by chunk.

    A synchronous iterable is stepped in worker threads. The stream ends when the client goes; however it ends, a
    generator is closed.

    Raises:
        ClientDisconnect: sending failed because the client is gone (ASGI 2.4 and later).
    """

    body_iterator: AsyncContentStream

    def __init__(
        self,
        content: ContentStream,
        status_code: int = 200,
        headers: Mapping[str, str] | None = None,
        media_type: str | None = None,
        background: BackgroundTask | None = None,
    ) -> None:
        self.body_iterator = content if isinstance(content, AsyncIterable) else iterate_in_threadpool(content)
        self.status_code = status_code
        if media_type is not None:
            self.media_type = media_type
        self.background = background
        self.init_headers(headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.stream_response(send, message_prefix="websocket.http.response")
        elif _fails_when_disconnected(scope.get("asgi", {}).get("spec_version", "2.0")):
            await self.stream_response(send)
        else:
            await run_until_disconnect(self.stream_response(send), receive)
        if self.background is not None:
            await self.background()

    async def stream_response(self, send: Send, *, message_prefix: str = "http.response") -> None:
        """Send the head, each chunk and the end; close the iterator."""
        send = _as_disconnect(send)
        body_message = f"{message_prefix}.body"
        iterator = aiter(self.body_iterator)
        try:
            headers = list(self._headers_to_send())
            await send({"type": f"{message_prefix}.start", "status": self.status_code, "headers": headers})
            async for chunk in iterator:
                body = encode_content(chunk, self.charset)
                await send({"type": body_message, "body": body, "more_body": True})
            await send({"type": body_message, "body": b"", "more_body": False})
        finally:
            await _close(iterator)

    def _content_length(self) -> int | None:
        return None


def _as_disconnect(send: Send) -> Send:
    async def send_or_disconnect(message: Message) -> None:
        try:
            await send(message)
        except OSError as error:
            raise ClientDisconnect("The client is gone; the rest of the stream was not sent.") from error

    return send_or_disconnect


async def _close(iterator: AsyncIterator[Content]) -> None:
    aclose = getattr(iterator, "aclose", None)
    if aclose is not None:
        await aclose()


@lru_cache(maxsize=16)
def _fails_when_disconnected(spec_version: str) -> bool:
    """Whether `send` raises OSError once the client is gone (ASGI HTTP 2.4)."""
    major, minor, *_ = (*spec_version.split("."), "0")
    return (int(major), int(minor)) >= (2, 4)
