"""What happens at start-up and shut-down."""

from contextlib import asynccontextmanager

from fastapi import FastAPI, Request

models = {}


@asynccontextmanager
async def lifespan(app: FastAPI):
    models["answer"] = lambda value: value * 42
    app.state.ready = True
    yield {"name": "from the state"}
    models.clear()


app = FastAPI(lifespan=lifespan)


@app.get("/predict")
async def predict(x: float, request: Request):
    return {"result": models["answer"](x), "ready": request.app.state.ready}
