"""Those who watch the board: each has a WebSocket open, over which it is told of every change."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from fireweed.websockets import WebSocket, WebSocketDisconnect

SEND_LIMIT = 10.0
"""Seconds after which nobody waits any longer for a follower who does not read."""


class Followers:
    """Who follows now."""

    def __init__(self) -> None:
        self._websockets: set[WebSocket] = set()

    @contextmanager
    def including(self, websocket: WebSocket) -> Iterator[None]:
        """Tell this one, too, while the block runs."""
        self._websockets.add(websocket)
        try:
            yield
        finally:
            self._websockets.remove(websocket)

    async def tell(self, message: dict[str, Any]) -> None:
        """Send to all at once, so that a slow one holds up nobody but itself."""
        await asyncio.gather(*(_send(websocket, message) for websocket in self._websockets))


async def _send(websocket: WebSocket, message: dict[str, Any]) -> None:
    try:
        async with asyncio.timeout(SEND_LIMIT):
            await websocket.send_json(message)
    except (WebSocketDisconnect, TimeoutError):
        """Gone, or as good as gone: its endpoint sees to it."""
