"""Ids of requests by asgi-correlation-id."""

from asgi_correlation_id import CorrelationIdMiddleware, correlation_id
from fastapi import FastAPI

app = FastAPI()
app.add_middleware(CorrelationIdMiddleware, header_name="X-Request-ID")


@app.get("/")
def read_id() -> str | None:
    return correlation_id.get()
