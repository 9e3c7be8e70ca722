"""A document with titles, tags, examples, extras, webhooks, changed by hand."""

from fastapi import Body, FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel, Field

app = FastAPI(title="Documented", openapi_tags=[{"name": "boats", "description": "What floats"}])


class Boat(BaseModel):
    name: str = Field(examples=["Ann"])
    length: float | None = Field(None, title="Length", description="In metres")


@app.post("/boats", tags=["boats"], openapi_extra={"x-level": 3})
def create(boat: Boat = Body(openapi_examples={"small": {"value": {"name": "Bo"}}})) -> Boat:
    return boat


@app.webhooks.post("sunk")
def sunk(boat: Boat):
    """When one has sunk."""


def custom():
    if not app.openapi_schema:
        document = get_openapi(
            title=app.title, version="3.0", routes=app.routes, webhooks=app.webhooks.routes, tags=app.openapi_tags
        )
        document["info"]["x-logo"] = {"url": "/logo.png"}
        app.openapi_schema = document
    return app.openapi_schema


app.openapi = custom
