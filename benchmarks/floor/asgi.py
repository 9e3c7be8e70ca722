"""A bare ASGI function: what a server costs before any framework. Plain messages, so that every server can run it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

BODY = b'{"message":"Hello, World!"}'
START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))],
}
END = {"type": "http.response.body", "body": BODY}


async def app(scope: Mapping[str, Any], receive: Receive, send: Send) -> None:
    """Answer every request alike; a lifespan is refused by an error, as ASGI allows (Lifespan, "Scope")."""
    if scope["type"] != "http":
        raise RuntimeError(f"This application answers http requests only, not {scope['type']!r}")
    await send(START)
    await send(END)
