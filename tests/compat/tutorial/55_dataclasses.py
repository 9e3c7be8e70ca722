"""Dataclasses of the standard library and of Pydantic instead of models."""

from dataclasses import dataclass, field

from fastapi import FastAPI
from pydantic.dataclasses import dataclass as pydantic_dataclass

app = FastAPI()


@dataclass
class Item:
    name: str
    price: float
    tags: list[str] = field(default_factory=list)
    description: str | None = None


@pydantic_dataclass
class Author:
    name: str
    items: list[Item] = field(default_factory=list)


@app.post("/items/")
async def create(item: Item):
    return item


@app.get("/items/next", response_model=Item)
async def next_item():
    return {"name": "Island", "price": 12.99, "tags": ["breater"], "more": 1}


@app.post("/authors/{key}/items/", response_model=Author)
async def author(key: str, items: list[Item]):
    return {"name": key, "items": items}


@app.get("/authors/", response_model=list[Author])
def authors():
    return [Author(name="B", items=[Item(name="i", price=1)])]
