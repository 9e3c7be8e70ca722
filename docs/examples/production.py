"""What a service has besides its endpoints: a health check, a log, a limit to bodies."""

import logging

from fireweed import Fireweed, HTTPException, status
from fireweed.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("library")


class BodyLimitMiddleware:
    """Answer 413 to a request whose body has more than `max_bytes`, whatever its headers say of it."""

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        received = 0

        async def receive_limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self.max_bytes:
                raise HTTPException(status.HTTP_413_CONTENT_TOO_LARGE, f"at most {self.max_bytes} bytes")
            return message

        await self.app(scope, receive_limited, send)


app = Fireweed(title="Library")
app.add_middleware(BodyLimitMiddleware, max_bytes=1_000_000)


@app.get("/health", include_in_schema=False)
async def read_health() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/reviews", status_code=status.HTTP_201_CREATED)
async def create_review(lines: list[str]) -> dict[str, int]:
    logger.info("A review of %d lines came in.", len(lines))
    return {"lines": len(lines)}
