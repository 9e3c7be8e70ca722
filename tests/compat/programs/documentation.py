"""A document with titles, tags, examples, extras, webhooks, changed by hand; clients are generated from it."""

from datetime import date
from enum import Enum
from typing import Annotated

from fastapi import APIRouter, Body, FastAPI, HTTPException, Path, Query
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field


def name_operation(route: APIRoute) -> str:
    return f"{route.tags[0]}-{route.name}" if route.tags else route.name


app = FastAPI(
    title="Documented",
    summary="Boats, and what becomes of them",
    description="Boats **and** harbours.",
    contact={"name": "The harbour", "email": "harbour@example.com"},
    license_info={"name": "MIT", "identifier": "MIT"},
    openapi_tags=[{"name": "boats", "description": "What floats"}],
    generate_unique_id_function=name_operation,
)
boats = APIRouter(prefix="/boats", tags=["boats"])
fleet: dict[int, "StoredBoat"] = {}


class Kind(str, Enum):
    sail = "sail"
    motor = "motor"


class Boat(BaseModel):
    name: str = Field(examples=["Ann"])
    length: float | None = Field(None, title="Length", description="In metres")
    kind: Kind = Kind.sail
    built: date | None = None

    model_config = ConfigDict(json_schema_extra={"examples": [{"name": "Ann", "length": 7.5}]})


class StoredBoat(Boat):
    id: int


class Missing(BaseModel):
    detail: str


SMALL = {"small": {"summary": "A small one", "value": {"name": "Bo"}}}
NOT_FOUND = {404: {"model": Missing, "description": "There is no such boat"}}


@boats.post("", status_code=201, openapi_extra={"x-level": 3}, summary="Launch a boat")
def create(boat: Annotated[Boat, Body(openapi_examples=SMALL)]) -> StoredBoat:
    """It is *stored*, and gets a number."""
    fleet[len(fleet) + 1] = StoredBoat(id=len(fleet) + 1, **boat.model_dump())
    return fleet[len(fleet)]


@boats.get("", response_description="Those that were asked for")
def find(kind: Kind | None = None, limit: Annotated[int, Query(le=100, examples=[10])] = 10) -> list[StoredBoat]:
    return [boat for boat in fleet.values() if kind in (None, boat.kind)][:limit]


@boats.get("/{boat_id}", responses=NOT_FOUND)
def read(boat_id: Annotated[int, Path(title="The number of the boat", ge=1)]) -> StoredBoat:
    if boat_id not in fleet:
        raise HTTPException(404, "There is no such boat")
    return fleet[boat_id]


@boats.delete("/{boat_id}", status_code=204, deprecated=True, responses=NOT_FOUND)
def scuttle(boat_id: int):
    read(boat_id)
    del fleet[boat_id]


@app.get("/secret", include_in_schema=False)
def secret():
    return "nobody reads of this"


@app.webhooks.post("sunk")
def sunk(boat: Boat):
    """When one has sunk."""


app.include_router(boats)


def custom():
    if not app.openapi_schema:
        document = get_openapi(
            title=app.title,
            version="3.0",
            summary=app.summary,
            description=app.description,
            contact=app.contact,
            license_info=app.license_info,
            routes=app.routes,
            webhooks=app.webhooks.routes,
            tags=app.openapi_tags,
        )
        document["info"]["x-logo"] = {"url": "/logo.png"}
        app.openapi_schema = document
    return app.openapi_schema


app.openapi = custom
