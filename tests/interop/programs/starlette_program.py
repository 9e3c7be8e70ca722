"""Starlette itself: routes, middleware, a WebSocket, state of the lifespan, work for afterwards, streams and files."""

import contextlib
import os

from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

HERE = os.path.dirname(__file__)
done = []


@contextlib.asynccontextmanager
async def lifespan(app):
    yield {"greeting": "hello"}


async def show_item(request):
    return JSONResponse({"item": request.path_params["item"], "greeting": request.state.greeting})


async def read_form(request):
    async with request.form() as form:
        return JSONResponse({"name": form["name"], "size": len(await form["file"].read())})


async def start_work(request):
    return PlainTextResponse("later", background=BackgroundTask(done.append, request.query_params["what"]))


async def show_work(request):
    return JSONResponse(done)


async def stream(request):
    async def count():
        for number in range(1000):
            yield f"{number}\n"

    return StreamingResponse(count(), media_type="text/plain")


async def send_file(request):
    return FileResponse(__file__)


async def fail(request):
    raise RuntimeError("on purpose")


async def talk(websocket):
    await websocket.accept(subprotocol="echo")
    async for text in websocket.iter_text():
        await websocket.send_text(f"{websocket.state.greeting} {text}")


async def deny(websocket):
    await websocket.send_denial_response(Response("not you", status_code=401))


class Naming(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        response = await call_next(request)
        response.headers["x-named"] = "yes"
        return response


app = Starlette(
    lifespan=lifespan,
    middleware=[Middleware(Naming)],
    routes=[
        Route("/items/{item:int}", show_item),
        Route("/form", read_form, methods=["POST"]),
        Route("/work", start_work, methods=["POST"]),
        Route("/work", show_work),
        Route("/stream", stream),
        Route("/file", send_file),
        Route("/fail", fail),
        WebSocketRoute("/talk", talk),
        WebSocketRoute("/deny", deny),
        Mount("/static", StaticFiles(directory=HERE)),
    ],
)
