"""Several body parameters, single values, embedding."""

from typing import Annotated

from fastapi import Body, FastAPI
from pydantic import BaseModel

app = FastAPI()


class Ship(BaseModel):
    name: str
    length: float | None = None


class Captain(BaseModel):
    name: str


@app.put("/ships/{number}")
async def both(number: int, ship: Ship, captain: Captain, rank: Annotated[int, Body(gt=0)], q: str | None = None):
    return {"number": number, "ship": ship, "captain": captain, "rank": rank, "q": q}


@app.post("/embedded")
async def embedded(ship: Annotated[Ship, Body(embed=True)]):
    return ship


@app.post("/optional")
async def optional(ship: Ship | None = None):
    return ship


@app.post("/number")
async def number(value: Annotated[int, Body()]):
    return value


@app.post("/any")
async def anything(value: Annotated[dict[int, float], Body()]):
    return value
