"""Own classes of requests and routes."""

import gzip
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Body, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute


class GzipRequest(Request):
    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            body = await super().body()
            if "gzip" in self.headers.getlist("Content-Encoding"):
                body = gzip.decompress(body)
            self._body = body
        return self._body


class GzipRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            return await original(GzipRequest(request.scope, request.receive))

        return handle


class TellingRoute(APIRoute):
    def get_route_handler(self) -> Callable:
        original = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await original(request)
            except RequestValidationError as error:
                body = await request.body()
                raise HTTPException(status_code=422, detail={"n": len(error.errors()), "body": body.decode()}) from error
            response.headers["X-Told"] = "yes"
            return response

        return handle


app = FastAPI()
app.router.route_class = GzipRoute
telling = APIRouter(route_class=TellingRoute)


@app.post("/sum")
async def total(numbers: Annotated[list[int], Body()]):
    return {"sum": sum(numbers)}


@telling.post("/told")
async def told(numbers: Annotated[list[int], Body()]):
    return sum(numbers)


app.include_router(telling)
