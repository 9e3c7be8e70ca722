"""Middleware as functions: around every request, with the request and the response at hand."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Annotated

from fireweed import BackgroundTasks, Body, Fireweed, Request, Response
from fireweed.middleware.base import BaseHTTPMiddleware
from fireweed.responses import JSONResponse, StreamingResponse
from fireweed.types import ASGIApp

CallNext = Callable[[Request], Awaitable[Response]]

SECONDS = 0.5

orders: list[str] = []
user: ContextVar[str] = ContextVar("user")

app = Fireweed()


@app.middleware("http")
async def add_digest(request: Request, call_next: CallNext) -> Response:
    """Read the body of the response, and send it with its digest (RFC 9530)."""
    response = await call_next(request)
    if not isinstance(response, StreamingResponse) or request.url.path != "/orders":
        return response
    body = b"".join([chunk async for chunk in response.body_iterator if isinstance(chunk, bytes)])
    digest = hashlib.sha256(body).hexdigest()
    return Response(body, response.status_code, {**response.headers, "x-digest": digest})


@app.middleware("http")
async def limit_time(request: Request, call_next: CallNext) -> Response:
    """Answer 504 when the endpoint takes too long; it is cancelled."""
    try:
        async with asyncio.timeout(SECONDS):
            return await call_next(request)
    except TimeoutError:
        return JSONResponse({"detail": "That took too long"}, 504)


@app.middleware("http")
async def identify(request: Request, call_next: CallNext) -> Response:
    """Refuse those without a name; let endpoints know it, as a context variable."""
    name = request.headers.get("x-user")
    if name is None:
        return JSONResponse({"detail": "Who are you?"}, 401)
    user.set(name)
    return await call_next(request)


class HeaderMiddleware(BaseHTTPMiddleware):
    """A class, as there is something to configure: add a header to every response."""

    def __init__(self, app: ASGIApp, name: str, value: str) -> None:
        super().__init__(app)
        self.name = name
        self.value = value

    async def dispatch(self, request: Request, call_next: CallNext) -> Response:
        response = await call_next(request)
        response.headers[self.name] = self.value
        return response


app.add_middleware(HeaderMiddleware, name="x-content-type-options", value="nosniff")


@app.get("/me")
async def read_me() -> dict[str, str]:
    return {"name": user.get()}


@app.post("/orders", status_code=201)
async def create_order(item: Annotated[str, Body(embed=True)], tasks: BackgroundTasks) -> dict[str, str]:
    tasks.add_task(orders.append, item)
    return {"item": item, "user": user.get()}


@app.get("/slow")
async def be_slow() -> None:
    await asyncio.sleep(60)
