"""The lifespan of an application, begun and ended by a caller that plays the server: the test clients, and mounts.

https://asgi.readthedocs.io/en/latest/specs/lifespan.html
"""

import asyncio
from typing import Any

from fireweed.exceptions import FireweedError
from fireweed.types import ASGIApp, Message


class LifespanSession:
    """One run of the lifespan protocol, in one task from start-up to shutdown. `state` receives what it publishes."""

    def __init__(self, app: ASGIApp, state: dict[str, Any]) -> None:
        self.state = state
        self._app = app
        self._task: asyncio.Task[None] | None = None
        self._answered = asyncio.Event()
        self._answers: list[Message] = []
        self._asked_startup = False
        self._shutdown = asyncio.Event()

    async def start(self) -> None:
        """Return when the application has started up; raise its exception when it could not."""
        self._task = asyncio.create_task(self._run())
        await self._wait_answer(self._task)
        if self._answers and self._answers[0]["type"] == "lifespan.startup.complete":
            return
        await self._task
        reason = self._answers[0].get("message") if self._answers else "it returned without an answer"
        raise FireweedError(f"The lifespan start-up of the application failed: {reason}")

    async def start_if_supported(self) -> bool:
        """As `start`, but return false for an application that knows no lifespan: it ends or raises without a word."""
        try:
            await self.start()
        except Exception:
            if any(answer["type"].startswith("lifespan.") for answer in self._answers):
                raise
            return False
        return True

    async def stop(self) -> None:
        """Let the application shut down and wait for it; raise its exception when that fails."""
        assert self._task is not None
        self._shutdown.set()
        await self._task
        if self._answers[-1]["type"] == "lifespan.shutdown.failed":
            raise FireweedError(f"The lifespan shutdown of the application failed: {self._answers[-1].get('message')}")

    async def _wait_answer(self, task: asyncio.Task[None]) -> None:
        try:
            await self._answered.wait()
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait([task])
            raise

    async def _run(self) -> None:
        try:
            await self._app({"type": "lifespan", "state": self.state}, self._receive, self._send)
        finally:
            self._answered.set()

    async def _receive(self) -> Message:
        if not self._asked_startup:
            self._asked_startup = True
            return {"type": "lifespan.startup"}
        await self._shutdown.wait()
        return {"type": "lifespan.shutdown"}

    async def _send(self, message: Message) -> None:
        self._answers.append(message)
        self._answered.set()
