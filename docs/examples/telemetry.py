"""A library that tells OpenTelemetry of its requests; here the spans are printed."""

import sys

from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import ConsoleSpanExporter, SimpleSpanProcessor
from opentelemetry.trace import get_current_span

from fireweed import Fireweed
from fireweed.middleware import Middleware
from fireweed.middleware.opentelemetry import OpenTelemetryMiddleware


def format_span(span: ReadableSpan) -> str:
    return f"{span.name} {dict(span.attributes or {})}\n"


provider = TracerProvider()
provider.add_span_processor(SimpleSpanProcessor(ConsoleSpanExporter(out=sys.stderr, formatter=format_span)))

app = Fireweed(
    middleware=[Middleware(OpenTelemetryMiddleware, tracer_provider=provider, excluded_urls=["/ready$"])],
)


@app.get("/books/{book_id}")
async def read_book(book_id: int) -> dict[str, int]:
    get_current_span().set_attribute("library.book", book_id)
    return {"book_id": book_id}


@app.get("/ready")
async def tell_ready() -> None:
    return None
