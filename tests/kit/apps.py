"""Small ASGI applications that many tests need."""

import asyncio
from collections.abc import Sequence

from fireweed.types import ASGIApp, Receive, Scope, Send


def answering(body: bytes = b"", status: int = 200, headers: Sequence[tuple[bytes, bytes]] = ()) -> ASGIApp:
    """An application that answers every HTTP request the same way, in one chunk."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        await send({"type": "http.response.body", "body": body})

    return app


def keeping_scopes(scopes: list[Scope]) -> ASGIApp:
    """An application that answers 200 and appends the scope of each request to `scopes`."""
    answer = answering()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scopes.append(scope)
        await answer(scope, receive, send)

    return app


def with_lifespan(app: ASGIApp, events: list[str] | None = None, **state: object) -> ASGIApp:
    """`app` with a lifespan that publishes `state` and appends "startup" and "shutdown" to `events`."""
    seen: list[str] = [] if events is None else events

    async def app_with_lifespan(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await app(scope, receive, send)
            return
        await receive()
        seen.append("startup")
        scope["state"].update(state)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        seen.append("shutdown")
        await send({"type": "lifespan.shutdown.complete"})

    return app_with_lifespan


async def wait_forever() -> None:
    """Wait until cancelled."""
    await asyncio.Event().wait()
