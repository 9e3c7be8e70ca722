"""Bodies are read as JSON only where their type says so, or not."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(strict_content_type=False)
strict = FastAPI()


class Item(BaseModel):
    name: str


@app.post("/items")
async def create(item: Item):
    return item


@strict.post("/items")
async def create_strict(item: Item):
    return item


app.mount("/strict", strict)
