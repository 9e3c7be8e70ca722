"""One HTTP request to the application under test: its task, the body it receives, the response it sends.

Runs on the client's loop and knows nothing of the HTTP library.
"""

import asyncio
from collections.abc import AsyncIterable, Iterable

from fireweed.testclient.ending import end_application
from fireweed.testclient.request_body import RequestBody
from fireweed.testclient.response_sink import ResponseSink
from fireweed.types import ASGIApp, Message, Scope


class Exchange:
    """One call of the application. `response` holds what it has sent so far."""

    def __init__(self, app: ASGIApp, scope: Scope, body: Iterable[bytes] | AsyncIterable[bytes]) -> None:
        self._app = app
        self._scope = scope
        self._body = RequestBody(body)
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_cancelled = False
        self._knows_disconnect = False
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
        """Wait until the application has ended.

        Unless its response is complete, it is told that the client has gone, and cancelled if that does not end it.
        """
        assert self._task is not None
        if self.response.is_complete:
            await asyncio.wait([self._task])
            return
        self.response.hang_up()
        self._is_cancelled = await end_application(self._task, lambda: self._knows_disconnect)

    def find_error(self) -> BaseException | None:
        """The exception that ended the application, if any but our own cancellation; to be asked when it is over."""
        assert self._task is not None
        if self._task.cancelled():
            return None if self._is_cancelled else asyncio.CancelledError("The application was cancelled.")
        return self._task.exception()

    async def _run(self) -> None:
        try:
            await self._app(self._scope, self._receive, self.response)
        finally:
            await self._body.close()

    async def _wait_change(self) -> None:
        self._changed.clear()
        await self._changed.wait()

    async def _receive(self) -> Message:
        message = await self._body.next_message()
        if message is None:
            await self.response.wait_disconnect()
            self._knows_disconnect = True
            return {"type": "http.disconnect"}
        return message
