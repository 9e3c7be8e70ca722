"""Models in models, lists, sets, URLs, lists as body."""

from fastapi import FastAPI
from pydantic import BaseModel, HttpUrl

app = FastAPI()


class Picture(BaseModel):
    url: HttpUrl
    name: str


class Buoy(BaseModel):
    name: str
    tags: set[str] = set()
    lights: list[str] = []
    pictures: list[Picture] | None = None


class Fairway(BaseModel):
    name: str
    buoys: list[Buoy]


@app.post("/fairways")
async def fairways(fairway: Fairway):
    return fairway


@app.post("/pictures/multiple")
async def pictures(pictures: list[Picture]):
    return pictures


@app.post("/weights")
async def weights(weights: dict[int, float]):
    return weights
