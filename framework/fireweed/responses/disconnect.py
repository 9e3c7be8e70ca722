"""Stopping work when the client goes: `send` fails then, or, on older servers, only `receive` tells."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from functools import lru_cache

from fireweed.exceptions import ClientDisconnect
from fireweed.types import Message, Receive, Scope, Send


async def send_until_disconnect(
    produce: Callable[[Send], Awaitable[None]], scope: Scope, receive: Receive, send: Send
) -> None:
    """Let `produce` send messages until it has sent all, or the client of `scope` is gone.

    A `SharedReceive` is listened to, so that the disconnect of a client is noticed also while nothing is sent.

    Raises:
        ClientDisconnect: the client is gone, on a server of ASGI 2.4 or later, or of a WebSocket.
    """
    send = _as_disconnect(send)
    if isinstance(receive, SharedReceive):
        await run_until_disconnect(produce(send), receive)
    elif scope["type"] == "websocket" or _fails_when_disconnected(scope.get("asgi", {}).get("spec_version", "2.0")):
        await produce(send)
    else:
        await run_until_disconnect(produce(send), receive)


async def run_until_disconnect(work: Awaitable[None], receive: Receive) -> None:
    """Await `work` in the current task, and cancel it when `receive` reports `http.disconnect`.

    That cancellation ends here; any other one is raised. An error of `receive` also cancels the work, and is raised.
    """
    task = asyncio.current_task()
    assert task is not None
    cancellations_before = task.cancelling()
    interrupted = False

    def interrupt(_: asyncio.Task[None]) -> None:
        nonlocal interrupted
        interrupted = True
        task.cancel()

    listening = receive.listen() if isinstance(receive, SharedReceive) else _wait_for_disconnect(receive)
    watcher = asyncio.create_task(listening)
    watcher.add_done_callback(interrupt)
    try:
        await work
    except asyncio.CancelledError:
        if not interrupted or task.cancelling() > cancellations_before + 1:
            raise
    finally:
        watcher.remove_done_callback(interrupt)
        if interrupted:
            task.uncancel()
        watcher.cancel()
        await asyncio.wait((watcher,))
    if not watcher.cancelled():
        watcher.result()


class SharedReceive:
    """An ASGI `receive` for a program, and for a response that listens for the disconnect while the program runs.

    What the response receives in place of the program is kept for it. Of a body that has not arrived whole only one
    part is: the rest is left to the flow control of who reads it.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._kept: deque[Message] = deque()
        self._is_listening = False
        self._has_changed = asyncio.Event()

    async def __call__(self) -> Message:
        while self._is_listening and not self._kept:
            await self._wait_change()
        if not self._kept:
            return await self._receive()
        if self._kept[0]["type"] == "http.disconnect":
            return self._kept[0]
        self._has_changed.set()
        return self._kept.popleft()

    async def listen(self) -> None:
        """Return when the client is gone."""
        self._is_listening = True
        try:
            while True:
                while self._kept and self._kept[-1].get("more_body", False):
                    await self._wait_change()
                message = await self._receive()
                self._kept.append(message)
                self._has_changed.set()
                if message["type"] == "http.disconnect":
                    return
        finally:
            self._is_listening = False
            self._has_changed.set()

    async def _wait_change(self) -> None:
        self._has_changed.clear()
        await self._has_changed.wait()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _as_disconnect(send: Send) -> Send:
    async def send_or_disconnect(message: Message) -> None:
        try:
            await send(message)
        except OSError as error:
            raise ClientDisconnect("The client is gone; the rest of the stream was not sent.") from error

    return send_or_disconnect


@lru_cache(maxsize=16)
def _fails_when_disconnected(spec_version: str) -> bool:
    """Whether `send` raises OSError once the client is gone (ASGI HTTP 2.4)."""
    major, minor, *_ = (*spec_version.split("."), "0")
    return (int(major), int(minor)) >= (2, 4)
