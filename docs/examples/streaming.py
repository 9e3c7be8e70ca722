"""Streaming: a response that is made while it is sent, a body that is read while it arrives."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fireweed import Fireweed, Query, Request
from fireweed.responses import StreamingResponse

app = Fireweed()


async def count_down(start: int) -> AsyncIterator[str]:
    for number in range(start, 0, -1):
        yield f"{number}\n"


def read_lines() -> Iterator[str]:
    """Reads a file, which blocks, so it is a plain generator: each step runs on a worker thread."""
    with open(__file__, encoding="utf-8") as lines:
        yield from lines


@app.get("/countdown", response_class=StreamingResponse)
async def read_countdown(start: Annotated[int, Query(ge=0, le=100)] = 3) -> StreamingResponse:
    return StreamingResponse(count_down(start), media_type="text/plain")


@app.get("/source", response_class=StreamingResponse)
async def read_source() -> StreamingResponse:
    headers = {"Content-Disposition": 'attachment; filename="streaming.py"'}
    return StreamingResponse(read_lines(), headers=headers, media_type="text/x-python")


@app.post("/sizes")
async def measure(request: Request) -> dict[str, int]:
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
    return {"bytes": size}
