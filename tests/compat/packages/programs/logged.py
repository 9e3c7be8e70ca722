"""Logfire's instrumentation for FastAPI; an exporter keeps the spans, and nothing is sent."""

from typing import Annotated, Any

import logfire
from fastapi import APIRouter, Depends, FastAPI, WebSocket
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel

exporter = InMemorySpanExporter()
logfire.configure(
    send_to_logfire=False,
    console=False,
    additional_span_processors=[SimpleSpanProcessor(exporter)],
    inspect_arguments=False,
)

router = APIRouter(prefix="/books")
app = FastAPI()


class Book(BaseModel):
    title: str


def find_shelf(shelf: int = 1) -> int:
    return shelf


@router.post("/{number}")
def put_book(number: int, book: Book, shelf: Annotated[int, Depends(find_shelf)]) -> float:
    logfire.info("putting {title}", title=book.title)
    return shelf / number


@app.websocket("/rooms/{room}")
async def enter_room(socket: WebSocket, room: int) -> None:
    await socket.accept()
    await socket.close()


@app.get("/spans")
async def read_spans() -> list[dict[str, Any]]:
    return [{"name": span.name, "attributes": dict(span.attributes)} for span in exporter.get_finished_spans()]


app.include_router(router, prefix="/v1")
logfire.instrument_fastapi(app, excluded_urls="spans", extra_spans=True)
