"""Server-sent events by sse-starlette."""

from collections.abc import AsyncIterator

from fastapi import FastAPI
from sse_starlette import EventSourceResponse

app = FastAPI()


async def count() -> AsyncIterator[dict[str, object]]:
    for number in range(3):
        yield {"event": "number", "data": number}


@app.get("/events")
async def read_events() -> EventSourceResponse:
    return EventSourceResponse(count())
