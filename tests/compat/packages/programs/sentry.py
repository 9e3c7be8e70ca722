"""sentry-sdk with its integrations for FastAPI and Starlette; a transport keeps what would be sent."""

from typing import Any

import sentry_sdk
from fastapi import FastAPI, HTTPException
from sentry_sdk.integrations.fastapi import FastApiIntegration
from sentry_sdk.integrations.starlette import StarletteIntegration
from sentry_sdk.transport import Transport

events: list[dict[str, Any]] = []


class KeepingTransport(Transport):
    def capture_envelope(self, envelope: Any) -> None:
        events.extend(item.payload.json for item in envelope.items if item.type in ("event", "transaction"))


sentry_sdk.init(
    "http://key@127.0.0.1/1",
    transport=KeepingTransport,
    traces_sample_rate=1.0,
    integrations=[StarletteIntegration(), FastApiIntegration()],
)
app = FastAPI()


@app.get("/divide/{number}")
async def divide(number: int) -> float:
    return 1 / number


@app.get("/gone")
async def read_gone() -> None:
    raise HTTPException(410)


@app.get("/events")
async def read_events() -> list[dict[str, Any]]:
    return [
        {
            "kind": event.get("type", "event"),
            "transaction": event.get("transaction"),
            "errors": [error["type"] for error in event.get("exception", {}).get("values", [])],
            "url": event.get("request", {}).get("url"),
        }
        for event in events
    ]
