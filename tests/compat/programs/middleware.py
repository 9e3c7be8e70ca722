"""Headers, compression, a log, handlers of errors."""

import logging
import time

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=500)
app.add_middleware(CORSMiddleware, allow_origins=["*"])
logger = logging.getLogger("program")
order: list[str] = []


class Unlucky(Exception):
    pass


@app.exception_handler(Unlucky)
async def handle(request: Request, error: Unlucky):
    return JSONResponse({"unlucky": str(error)}, 418)


@app.middleware("http")
async def add_time(request: Request, call_next):
    order.append("inner in")
    begin = time.perf_counter()
    response = await call_next(request)
    response.headers["X-Process-Time"] = str(time.perf_counter() - begin)
    order.append("inner out")
    return response


@app.middleware("http")
async def log(request: Request, call_next):
    order[:] = ["outer in"]
    response = await call_next(request)
    logger.warning("%s %s", request.method, request.url.path)
    order.append("outer out")
    response.headers["X-Order"] = ", ".join(order)
    return response


@app.get("/large")
async def large():
    return "x" * 1000


@app.get("/unlucky")
async def unlucky():
    raise Unlucky("13")
