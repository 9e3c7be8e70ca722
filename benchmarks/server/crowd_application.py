"""What the crowd and the good client ask for."""

from typing import Any

from benchmarks.server.application import JSON, SMALL, count_upload, live, send_body

LARGE = b"x" * 4_000_000


async def app(scope: Any, receive: Any, send: Any) -> None:
    """A small answer, `/large` (4 MB in pieces of 64 kB) or `/upload`, which reads a body."""
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["path"] == "/large":
        await stream_large(send)
    elif scope["path"] == "/upload":
        await count_upload(receive, send)
    else:
        await send_body(send, JSON, SMALL)


async def stream_large(send: Any) -> None:
    """An answer that takes a slow reader for ever."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for start in range(0, len(LARGE), 65536):
        await send({"type": "http.response.body", "body": LARGE[start : start + 65536], "more_body": True})
    await send({"type": "http.response.body"})
