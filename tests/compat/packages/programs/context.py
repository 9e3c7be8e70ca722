"""A context for each request by starlette-context."""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette_context import context, plugins
from starlette_context.middleware import RawContextMiddleware

app = FastAPI(middleware=[Middleware(RawContextMiddleware, plugins=(plugins.RequestIdPlugin(validate=False),))])


@app.get("/")
def read_context() -> dict[str, str]:
    return dict(context.data)
