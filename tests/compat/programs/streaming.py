"""A million rows, events, lines."""

import json
import resource
from collections.abc import AsyncIterable

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

app = FastAPI()


async def build_rows(count: int):
    yield "number,square\n"
    for start in range(0, count, 1000):
        yield "".join(f"{number},{number * number}\n" for number in range(start, start + 1000))


@app.get("/rows")
async def rows(count: int = 1_000_000):
    return StreamingResponse(build_rows(count), media_type="text/csv")


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[ServerSentEvent]:
    for number in range(3):
        yield ServerSentEvent(data={"number": number}, id=str(number))


@app.get("/lines")
async def lines():
    return StreamingResponse((json.dumps({"n": n}) + "\n" for n in range(3)), media_type="application/jsonl")


@app.get("/memory")
async def memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
