"""Items kept in memory; a dependency finds them."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, status
from pydantic import BaseModel

app = FastAPI()
store: dict[int, dict] = {}


class Item(BaseModel):
    name: str
    price: float


def get_item(item_id: int) -> dict:
    if item_id not in store:
        raise HTTPException(404, "Item not found")
    return store[item_id]


Found = Annotated[dict, Depends(get_item)]


@app.post("/items", status_code=status.HTTP_201_CREATED)
def create(item: Item):
    number = len(store) + 1
    store[number] = {"id": number, **item.model_dump()}
    return store[number]


@app.get("/items")
def read_all() -> list[dict]:
    return list(store.values())


@app.get("/items/{item_id}")
def read(item: Found):
    return item


@app.delete("/items/{item_id}", status_code=204)
def delete(item: Found):
    del store[item["id"]]
