"""Middleware: functions, classes, hosts, compression, redirects."""

from fastapi import FastAPI, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.middleware.trustedhost import TrustedHostMiddleware
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()
app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=5)
app.add_middleware(TrustedHostMiddleware, allowed_hosts=["testserver", "*.harbour.example"])


class Named(BaseHTTPMiddleware):
    def __init__(self, app, name: str):
        super().__init__(app)
        self.name = name

    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers.append("X-Order", self.name)
        return response


app.add_middleware(Named, name="class")


@app.middleware("http")
async def add_header(request: Request, call_next):
    if request.url.path == "/blocked":
        from fastapi.responses import PlainTextResponse

        return PlainTextResponse("blocked", 403)
    response = await call_next(request)
    response.headers.append("X-Order", "function")
    return response


@app.get("/small")
async def small():
    return "s"


@app.get("/large")
async def large():
    return "l" * 2000
