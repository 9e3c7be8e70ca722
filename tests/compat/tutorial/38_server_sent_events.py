"""Server-sent events."""

from collections.abc import AsyncIterable, Iterable
from typing import Annotated

from fastapi import FastAPI, Header
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

app = FastAPI()


class Gull(BaseModel):
    name: str
    age: int | None = None


@app.get("/gulls", response_class=EventSourceResponse)
async def gulls() -> AsyncIterable[Gull]:
    yield Gull(name="Jo")
    yield Gull(name="Livingston", age=3)


@app.get("/sync", response_class=EventSourceResponse)
def sync() -> Iterable[Gull]:
    yield Gull(name="Jo")


@app.get("/untyped", response_class=EventSourceResponse)
async def untyped():
    yield {"a": 1}
    yield "text\nof two lines"


@app.get("/events", response_class=EventSourceResponse)
async def events(last_event_id: Annotated[int | None, Header()] = None) -> AsyncIterable[ServerSentEvent]:
    yield ServerSentEvent(comment="begin")
    first = 0 if last_event_id is None else last_event_id + 1
    for number in range(first, 3):
        yield ServerSentEvent(data={"n": number}, event="tick", id=str(number), retry=5000)
    yield ServerSentEvent(raw_data="[DONE]", event="done")


@app.post("/chat", response_class=EventSourceResponse)
async def chat(gull: Gull) -> AsyncIterable[ServerSentEvent]:
    for word in gull.name.split():
        yield ServerSentEvent(data=word, event="word")
