"""The application's start-up and shutdown, by ASGI's Lifespan protocol.

One task runs the application with a `lifespan` scope for as long as the server runs; this is the server's side of it.
"""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any, Final

from fireweed_server.asgi import ASGIApp, Message
from fireweed_server.errors import LifespanError

logger = logging.getLogger("fireweed.server")

# Seconds that an application has to end once it was cancelled.
_CANCEL_TIME: Final = 1.0

_ANSWERS: Final = {
    "lifespan.startup": ("lifespan.startup.complete", "lifespan.startup.failed"),
    "lifespan.shutdown": ("lifespan.shutdown.complete", "lifespan.shutdown.failed"),
}


class Lifespan:
    """Starts an application and shuts it down, once.

    `mode` "auto" serves an application that knows nothing of lifespan, as the protocol demands; "on" takes that for a
    failure; "off" never asks. `state` is `scope["state"]`: what the application puts in belongs to every request.
    `extensions` are what the server offers besides.
    """

    def __init__(
        self, app: ASGIApp, mode: str, state: dict[str, Any], extensions: Mapping[str, Mapping[str, Any]] | None = None
    ) -> None:
        self._app = app
        self._mode = mode
        self._state = state
        self._extensions = extensions or {}
        self._task: asyncio.Task[None] | None = None
        self._event = ""
        self._events: asyncio.Queue[Message] = asyncio.Queue()
        self._answer: asyncio.Future[Message] | None = None
        self._has_received = False

    async def startup(self) -> None:
        """Wait until the application has started. Raises LifespanError if it fails to, or has to but cannot."""
        if self._mode == "off":
            return
        task = self._task = asyncio.create_task(self._run(), name="lifespan")
        try:
            answer = await self._ask("lifespan.startup", task)
        except asyncio.CancelledError:
            await self._end()
            if (error := _find_exception(task)) is not None:  # asked for, as asyncio would complain of it
                logger.debug("The application's lifespan raised %s.", type(error).__name__, exc_info=error)
            raise
        if answer is None:
            self._task = None
            self._accept_silence(task)
        elif answer["type"] == "lifespan.startup.failed":
            await self._end()
            raise LifespanError(_failure_text("start", answer)) from _find_exception(task)

    async def shutdown(self) -> None:
        """Wait until the application has shut down, if it had started; cancel this to wait no longer.

        A failure is logged.
        """
        if self._task is None:
            return
        task = self._task
        try:
            answer = await self._ask("lifespan.shutdown", task)
            await asyncio.wait({task})
        finally:
            await self._end()
        if answer is not None and answer["type"] == "lifespan.shutdown.failed":
            logger.error(_failure_text("shut down", answer))
        elif (error := _find_exception(task)) is not None:
            logger.error("The application's lifespan raised %s.", type(error).__name__, exc_info=error)

    async def _ask(self, event: str, task: asyncio.Task[None]) -> Message | None:
        """Tell the application of `event`; its answer, or None if it ended without one."""
        self._event = event
        self._answer = asyncio.get_running_loop().create_future()
        self._events.put_nowait({"type": event})
        waiters: set[asyncio.Future[Any]] = {self._answer, task}
        await asyncio.wait(waiters, return_when=asyncio.FIRST_COMPLETED)
        return self._answer.result() if self._answer.done() else None

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            _, pending = await asyncio.wait({task}, timeout=_CANCEL_TIME)
            if pending:
                logger.error("The application's lifespan goes on although it was cancelled; it is left behind.")

    def _accept_silence(self, task: asyncio.Task[None]) -> None:
        error = _find_exception(task)
        if self._mode == "on":
            what = "returned without an answer" if error is None else f"raised {type(error).__name__}"
            text = f"The application {what} when asked to start. Use lifespan 'auto' if it has no start-up to run."
            raise LifespanError(text) from error
        if error is not None and self._has_received:
            text = (
                "The application raised %s when it started; it is served nevertheless. Use lifespan 'on' to stop then."
            )
            logger.warning(text, type(error).__name__, exc_info=error)
        else:
            logger.debug("The application does not support lifespan.")

    # The application's side...

    async def _run(self) -> None:
        scope: dict[str, Any] = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._state,
        }
        if self._extensions:
            scope["extensions"] = dict(self._extensions)
        await self._app(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        self._has_received = True
        return await self._events.get()

    async def _send(self, message: Message) -> None:
        if self._answer is None or self._answer.done() or message["type"] not in _ANSWERS[self._event]:
            raise RuntimeError(f"Unexpected lifespan message {message['type']!r} after {self._event!r}.")
        self._answer.set_result(message)


def _find_exception(task: asyncio.Task[None]) -> BaseException | None:
    return task.exception() if task.done() and not task.cancelled() else None


def _failure_text(action: str, answer: Message) -> str:
    message = str(answer.get("message", "")).strip()
    return f"The application failed to {action}: {message}" if message else f"The application failed to {action}."
