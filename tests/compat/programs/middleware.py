"""Headers, compression, a log, handlers of errors."""

import logging
import time

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.middleware.base import BaseHTTPMiddleware

logging.basicConfig(level=logging.INFO, format="%(name)s %(levelname)s %(message)s")
logger = logging.getLogger("program")
order: list[str] = []


class TraceMiddleware(BaseHTTPMiddleware):
    def __init__(self, app, name: str):
        super().__init__(app)
        self.name = name

    async def dispatch(self, request: Request, call_next):
        order.append(f"{self.name} in")
        response = await call_next(request)
        order.append(f"{self.name} out")
        return response


app = FastAPI()
app.add_middleware(TraceMiddleware, name="class")
app.add_middleware(GZipMiddleware, minimum_size=500)
app.add_middleware(CORSMiddleware, allow_origins=["https://app.example"], expose_headers=["X-Process-Time"])


class Unlucky(Exception):
    pass


@app.exception_handler(Unlucky)
async def handle_unlucky(request: Request, error: Unlucky):
    return JSONResponse({"unlucky": str(error)}, 418)


@app.exception_handler(StarletteHTTPException)
async def handle_http(request: Request, error: StarletteHTTPException):
    return JSONResponse({"error": error.detail}, error.status_code, headers=error.headers)


@app.exception_handler(RequestValidationError)
async def handle_validation(request: Request, error: RequestValidationError):
    return PlainTextResponse("; ".join(f"{problem['loc']}: {problem['msg']}" for problem in error.errors()), 400)


@app.exception_handler(Exception)
async def handle_all(request: Request, error: Exception):
    return JSONResponse({"bug": type(error).__name__}, 500)


@app.middleware("http")
async def add_time(request: Request, call_next):
    order.append("timing in")
    begin = time.perf_counter()
    response = await call_next(request)
    response.headers["X-Process-Time"] = str(time.perf_counter() - begin)
    order.append("timing out")
    return response


@app.middleware("http")
async def log(request: Request, call_next):
    order[:] = ["log in"]
    response = await call_next(request)
    logger.info("%s %s -> %s", request.method, request.url.path, response.status_code)
    order.append("log out")
    response.headers["X-Order"] = ", ".join(order)
    return response


@app.get("/large")
async def large():
    order.append("endpoint")
    return "x" * 1000


@app.get("/small")
async def small():
    return "x" * 100


@app.get("/unlucky")
async def unlucky():
    raise Unlucky("13")


@app.get("/gone")
async def gone():
    raise HTTPException(410, "Gone for good", {"X-Gone": "yes"})


@app.get("/numbers/{number}")
async def number(number: int):
    return 1 / number
