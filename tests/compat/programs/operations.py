"""Probes, a pool that lives as long as the application, work while it ends."""

import asyncio
import sqlite3
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.pool = sqlite3.connect(":memory:", check_same_thread=False)
    print("pool open", flush=True)
    yield
    app.state.pool.close()
    print("pool closed", flush=True)


app = FastAPI(lifespan=lifespan, debug=True)


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/ready")
def ready(request: Request, response: Response):
    try:
        request.app.state.pool.execute("select 1")
    except sqlite3.Error:
        response.status_code = 503
        return {"ready": False}
    return {"ready": True}


@app.post("/break")
def break_pool(request: Request):
    request.app.state.pool.close()


@app.get("/slow")
async def slow():
    print("slow begun", flush=True)
    await asyncio.sleep(0.5)
    return "done"


@app.get("/error")
async def error():
    raise RuntimeError("as asked")
