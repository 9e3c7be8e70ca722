"""Responses whose body is produced while it is sent."""

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Mapping
from functools import partial

from fireweed.background import BackgroundTask
from fireweed.concurrency import iterate_in_threadpool
from fireweed.responses.base import Content, Response, encode_content
from fireweed.responses.disconnect import send_until_disconnect
from fireweed.types import Receive, Scope, Send

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
        prefix = "websocket.http.response" if scope["type"] == "websocket" else "http.response"
        await send_until_disconnect(partial(self.stream_response, message_prefix=prefix), scope, receive, send)
        if self.background is not None:
            await self.background()

    async def stream_response(self, send: Send, *, message_prefix: str = "http.response") -> None:
        """Send the head, each chunk and the end; close the iterator."""
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


async def _close(iterator: AsyncIterator[Content]) -> None:
    aclose = getattr(iterator, "aclose", None)
    if aclose is not None:
        await aclose()
