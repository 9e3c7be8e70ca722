"""One HTTP request to the application under test: its task, the body it receives, the response it sends.

Runs on the client's loop and knows nothing of the HTTP library.
"""

import asyncio
from collections.abc import Iterable, Iterator

from fireweed.testclient.response_sink import ResponseSink
from fireweed.types import ASGIApp, Message, Scope


class Exchange:
    """One call of the application. `response` holds what it has sent so far."""

    def __init__(self, app: ASGIApp, scope: Scope, body: Iterable[bytes]) -> None:
        self._app = app
        self._scope = scope
        self._body_messages = _build_body_messages(body)
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_cancelled = False
        self.response = ResponseSink(scope["method"], self._changed.set)

    @property
    def is_over(self) -> bool:
        """Whether the application has returned or raised."""
        return self._task is not None and self._task.done()

    @property
    def is_running(self) -> bool:
        """Whether the application was called and has not ended yet."""
        return self._task is not None and not self._task.done()

    async def start(self) -> None:
        """Call the application and wait until it starts its response or ends."""
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(lambda _: self._changed.set())
        while not (self.response.response_started or self.is_over):
            await self._wait_change()

    async def wait_chunk(self) -> bytes | None:
        """Wait for the next chunk of the body; None when the application has ended and no chunk is left."""
        while (chunk := self.response.take_chunk()) is None and not self.is_over:
            await self._wait_change()
        return chunk

    async def abandon(self) -> None:
        """Wait until the application has ended, cancelling it unless its response is complete."""
        assert self._task is not None
        if not self.response.is_complete:
            self._is_cancelled = self._task.cancel()
        await asyncio.wait([self._task])

    def find_error(self) -> BaseException | None:
        """The exception that ended the application, if any but our own cancellation; to be asked when it is over."""
        assert self._task is not None
        if self._task.cancelled():
            return None if self._is_cancelled else asyncio.CancelledError("The application was cancelled.")
        return self._task.exception()

    async def _run(self) -> None:
        await self._app(self._scope, self._receive, self.response)

    async def _wait_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _receive(self) -> Message:
        message = next(self._body_messages, None)
        if message is None:
            await self.response.wait_complete()
            return {"type": "http.disconnect"}
        return message


def _build_body_messages(body: Iterable[bytes]) -> Iterator[Message]:
    """The last chunk says that it is the last one, so a body in one piece is one message."""
    chunks = iter(body)
    current = next(chunks, b"")
    for following in chunks:
        yield {"type": "http.request", "body": current, "more_body": True}
        current = following
    yield {"type": "http.request", "body": current, "more_body": False}
