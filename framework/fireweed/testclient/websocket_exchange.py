"""One WebSocket to the application under test: its task, and the messages in both directions.

Runs on the client's loop; plays the server. Knows nothing of the HTTP library.
"""

import asyncio
from collections import deque

from fireweed.testclient.ending import end_application
from fireweed.types import ASGIApp, Message, Scope


class WebSocketExchange:
    """One call of the application, from the handshake to its end. After a close, by either side, it is disconnected."""

    def __init__(self, app: ASGIApp, scope: Scope) -> None:
        self.scope = scope
        self._app = app
        self._to_application: asyncio.Queue[Message] = asyncio.Queue()
        self._from_application: deque[Message] = deque()
        self._changed = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._is_answered = False
        self._is_cancelled = False
        self._is_error_raised = False
        self._is_disconnected = False
        self._knows_disconnect = False
        self._end: Message | None = None

    async def start(self) -> Message:
        """Call the application and return its answer to the handshake; raises as `wait_message`."""
        self._to_application.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._run())
        self._task.add_done_callback(lambda _: self._changed.set())
        return await self.wait_message()

    async def push(self, message: Message) -> None:
        """Hand a message to the application, and let it begin to work on it."""
        self._put(message)
        await asyncio.sleep(0)

    async def wait_message(self) -> Message:
        """Wait for the next message of the application.

        After a close it is that again. When the application ends without one, raise its exception, or return what a
        server sends in its place: a close (1000). Raises AssertionError when the handshake was not answered.
        """
        assert self._task is not None
        while not self._from_application:
            if self._end is None and self._task.done():
                self._end = self._build_end()
            if self._end is not None:
                return self._end
            self._changed.clear()
            await self._changed.wait()
        return self._from_application.popleft()

    async def finish(self, code: int, reason: str) -> None:
        """Disconnect, and wait until the application has ended; it is cancelled unless the disconnect ends it."""
        assert self._task is not None
        self._disconnect(code, reason)
        self._is_cancelled = await end_application(self._task, lambda: self._knows_disconnect)

    def find_error(self) -> BaseException | None:
        """The exception that ended the application, unless it was raised already; to be asked when it is over.

        Our own cancellation is none.
        """
        assert self._task is not None
        if self._is_error_raised:
            return None
        if self._task.cancelled():
            return None if self._is_cancelled else asyncio.CancelledError("The application was cancelled.")
        return self._task.exception()

    async def _run(self) -> None:
        await self._app(self.scope, self._receive, self._send)

    async def _receive(self) -> Message:
        message = await self._to_application.get()
        self._knows_disconnect |= message["type"] == "websocket.disconnect"
        return message

    async def _send(self, message: Message) -> None:
        if self._is_disconnected:
            if message["type"] == "websocket.close":
                return
            raise OSError("The client of this WebSocket has disconnected.")
        self._is_answered = True
        self._from_application.append(message)
        self._changed.set()
        if message["type"] == "websocket.close":
            self._end = message
            self._disconnect(message.get("code", 1000), message.get("reason") or "")
        elif message["type"] == "websocket.http.response.body" and not message.get("more_body", False):
            self._disconnect(1006, "")

    def _put(self, message: Message) -> None:
        if self._is_disconnected:
            return
        self._is_disconnected = message["type"] == "websocket.disconnect"
        self._to_application.put_nowait(message)

    def _disconnect(self, code: int, reason: str) -> None:
        self._put({"type": "websocket.disconnect", "code": code, "reason": reason})

    def _build_end(self) -> Message:
        error = self.find_error()
        if error is not None:
            self._is_error_raised = True
            raise error
        if not self._is_answered:
            raise AssertionError("TestClient did not receive any answer to the handshake of the WebSocket.")
        return {"type": "websocket.close", "code": 1000, "reason": ""}
