"""Metrics by prometheus-fastapi-instrumentator."""

from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator

app = FastAPI()


@app.get("/items/{item_id}")
def read_item(item_id: int) -> int:
    return item_id


Instrumentator().instrument(app).expose(app)
