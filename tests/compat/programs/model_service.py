"""A model loaded once; its work in a thread, or in a process of its own."""

import asyncio
import math
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from pydantic import BaseModel

# Somebody asked something else, and was answered.
SIGN = Path("others-were-answered")


class Model:
    def __init__(self, weights: list[float]):
        self.weights = weights

    def predict(self, values: list[float]) -> float:
        work_hard()
        return math.fsum(weight * value for weight, value in zip(self.weights, values))


class Prediction(BaseModel):
    score: float
    process: int


def work_hard():
    """Calculates, never waits: until there is the sign, or for too long."""
    deadline = time.monotonic() + 20
    while not SIGN.exists() and time.monotonic() < deadline:
        sum(math.sqrt(number) for number in range(10_000))


def score_in_process(weights: list[float], values: list[float]) -> Prediction:
    return Prediction(score=Model(weights).predict(values), process=os.getpid())


@asynccontextmanager
async def lifespan(app: FastAPI):
    print("loading the model", flush=True)
    app.state.model = Model([0.5, 0.25, 2.0])
    context = multiprocessing.get_context(os.environ.get("START_METHOD", "spawn"))
    with ProcessPoolExecutor(1, mp_context=context) as app.state.processes:
        yield
    print("the model is put away", flush=True)


app = FastAPI(lifespan=lifespan)


@app.post("/predict")
def predict(values: list[float], request: Request) -> Prediction:
    return Prediction(score=request.app.state.model.predict(values), process=os.getpid())


@app.post("/predict-in-process")
async def predict_in_process(values: list[float], request: Request) -> Prediction:
    state, loop = request.app.state, asyncio.get_running_loop()
    return await loop.run_in_executor(state.processes, score_in_process, state.model.weights, values)


@app.get("/health")
async def health():
    return {"process": os.getpid()}
