"""A model loaded once; its work in a thread."""

import threading
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

released = threading.Event()


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.model = lambda values: sum(values) / len(values)
    yield
    del app.state.model


app = FastAPI(lifespan=lifespan)


@app.post("/predict")
def predict(values: list[float], request: Request):
    released.wait(20)
    return {"mean": request.app.state.model(values)}


@app.post("/release")
async def release():
    released.set()
    return "released"
