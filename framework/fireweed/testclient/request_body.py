"""The body of a request as the messages in which an application receives it.

Knows ASGI's request messages and nothing of clients.
"""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator

from fireweed.types import Message


class RequestBody:
    """Messages are made of `chunks` when they are asked for.

    Of chunks that are there already the last one says that it is the last, so a body in one piece is one message.
    Chunks that have to be waited for are handed on at once, and an empty one ends them.
    """

    def __init__(self, chunks: Iterable[bytes] | AsyncIterable[bytes]) -> None:
        self._ready = _build_messages(chunks) if isinstance(chunks, Iterable) else None
        self._awaited = None if isinstance(chunks, Iterable) else aiter(chunks)
        self._next: asyncio.Task[bytes | None] | None = None

    async def next_message(self) -> Message | None:
        """Return the next message; None after the last one."""
        if self._ready is not None:
            return next(self._ready, None)
        if self._awaited is None:
            return None
        chunk = await self._wait_chunk(self._awaited)
        if chunk is None:
            self._awaited = None
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def close(self) -> None:
        """Wait for nothing any more."""
        if self._next is not None:
            self._next.cancel()
            await asyncio.wait([self._next])

    async def _wait_chunk(self, chunks: AsyncIterator[bytes]) -> bytes | None:
        # In a task, because who looks whether there is something to receive cancels the call, and not the chunk.
        if self._next is None:
            self._next = asyncio.create_task(_get_next(chunks))
        await asyncio.wait([self._next])
        finished, self._next = self._next, None
        return finished.result()


async def _get_next(chunks: AsyncIterator[bytes]) -> bytes | None:
    return await anext(chunks, None)


def _build_messages(body: Iterable[bytes]) -> Iterator[Message]:
    chunks = iter(body)
    current = next(chunks, b"")
    for following in chunks:
        yield {"type": "http.request", "body": current, "more_body": True}
        current = following
    yield {"type": "http.request", "body": current, "more_body": False}
