"""Tags, summaries, descriptions, deprecation of operations."""

from enum import Enum

from fastapi import FastAPI, status
from pydantic import BaseModel

app = FastAPI()


class Tags(Enum):
    nets = "nets"
    crews = "crews"


class Net(BaseModel):
    """What catches fish."""

    name: str
    mesh: float | None = None


@app.post(
    "/nets",
    response_model=Net,
    status_code=status.HTTP_201_CREATED,
    tags=[Tags.nets, "writing"],
    summary="Make a net",
    response_description="The net that was made",
)
async def create(net: Net):
    """
    Make a net:

    - **name**: each must have one
    - **mesh**: in millimetres
    \f
    Not for readers.
    """
    return net


@app.get("/nets", tags=["nets"], description="All nets", name="all-nets", operation_id="listNets")
async def read_nets():
    return []


@app.get("/crews", tags=[Tags.crews], deprecated=True)
async def read_crews():
    return []


@app.get("/secret", include_in_schema=False)
async def secret():
    return 1


@app.get("/extra", openapi_extra={"x-level": 3, "parameters": [{"in": "header", "name": "x-y", "schema": {"type": "string"}}]})
async def extra():
    return 2
