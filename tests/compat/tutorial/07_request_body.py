"""Bodies: models, with path and query parameters."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Catch(BaseModel):
    fish: str
    note: str | None = None
    weight: float
    count: int = 1


@app.post("/catches")
async def create(catch: Catch):
    data = catch.model_dump()
    data["total"] = catch.weight * catch.count
    return data


@app.put("/catches/{number}")
async def update(number: int, catch: Catch, dry: bool = False):
    return {"number": number, "dry": dry, **catch.model_dump(exclude_unset=True)}
