"""OpenTelemetry's instrumentation for FastAPI; an exporter keeps the spans."""

from typing import Any

from fastapi import APIRouter, BackgroundTasks, FastAPI, WebSocket
from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import get_tracer

exporter = InMemorySpanExporter()
provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(exporter))

router = APIRouter(prefix="/items")
app = FastAPI()


@router.get("/{number}")
def divide(number: int) -> float:
    with get_tracer("program", tracer_provider=provider).start_as_current_span("dividing"):
        return 1 / number


@app.post("/tasks")
async def start_task(tasks: BackgroundTasks) -> None:
    tasks.add_task(tidy_up)


def tidy_up() -> None: ...


@app.websocket("/echo")
async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(await socket.receive_text())
    await socket.close()


@app.get("/spans")
async def read_spans() -> list[dict[str, Any]]:
    return [
        {
            "name": span.name,
            "trace": f"{span.context.trace_id:032x}",
            "parent": span.parent and f"{span.parent.span_id:016x}",
            "id": f"{span.context.span_id:016x}",
            "attributes": dict(span.attributes),
            "events": [event.name for event in span.events],
        }
        for span in exporter.get_finished_spans()
    ]


app.include_router(router, prefix="/v1")
FastAPIInstrumentor.instrument_app(
    app, tracer_provider=provider, excluded_urls="spans", exclude_spans=["send", "receive"]
)
