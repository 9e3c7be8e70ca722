"""Figures of the application beside those of the server: `fw run docs/examples/own_figures.py --metrics 9100`."""

from collections import deque

from fireweed import Fireweed, HTTPException
from fireweed.types import ASGIApp, Receive, Scope, Send

reminders: deque[str] = deque()


class ReminderFigures:
    """A middleware, because that sees the scope of the lifespan; it is the same in an application of any framework."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            metrics = scope.get("extensions", {}).get("fireweed.metrics")
            if metrics is not None:
                metrics["add_gauge"]("library_reminders_waiting", lambda: len(reminders))
        await self.app(scope, receive, send)


app = Fireweed()
app.add_middleware(ReminderFigures)


@app.post("/reminders/{reader}", status_code=202)
async def add_reminder(reader: str) -> dict[str, int]:
    reminders.append(reader)
    return {"waiting": len(reminders)}


@app.post("/reminders")
async def take_reminder() -> dict[str, str]:
    if not reminders:
        raise HTTPException(404, "Nobody is to be reminded")
    return {"reader": reminders.popleft()}
