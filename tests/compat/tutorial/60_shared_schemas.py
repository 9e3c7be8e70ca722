"""One schema for input and output."""

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI(separate_input_output_schemas=False)


class Item(BaseModel):
    name: str
    description: str | None = None


@app.post("/items/")
def create(item: Item) -> Item:
    return item
