"""A million rows, events, lines."""

import csv
import io
import json
import resource
from collections.abc import AsyncIterable

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, ServerSentEvent

app = FastAPI()
made = 0


async def make_rows(count: int):
    global made
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["number", "square"])
    for made in range(count):
        writer.writerow([made, made * made])
        if buffer.tell() > 4096:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


@app.get("/rows")
async def rows(count: int = 1_000_000):
    headers = {"Content-Disposition": "attachment; filename=rows.csv"}
    return StreamingResponse(make_rows(count), media_type="text/csv", headers=headers)


@app.get("/events", response_class=EventSourceResponse)
async def events() -> AsyncIterable[ServerSentEvent]:
    for number in range(3):
        yield ServerSentEvent(data={"number": number}, id=str(number))


async def make_events():
    for number in range(3):
        yield f"data: {json.dumps({'number': number})}\n\n"


@app.get("/events-by-hand")
async def events_by_hand():
    return StreamingResponse(make_events(), media_type="text/event-stream", headers={"Cache-Control": "no-cache"})


@app.get("/lines")
async def lines():
    return StreamingResponse((json.dumps({"n": n}) + "\n" for n in range(3)), media_type="application/jsonl")


@app.get("/items")
async def items() -> AsyncIterable[dict[str, int]]:
    for number in range(3):
        yield {"n": number}


@app.get("/memory")
async def memory():
    return {"made": made, "kilobytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss}
