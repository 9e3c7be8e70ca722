"""Schemas of input and output."""

from fastapi import FastAPI
from pydantic import BaseModel, computed_field

app = FastAPI()


class Sub(BaseModel):
    number: int = 3


class Item(BaseModel):
    name: str
    description: str | None = None
    sub: Sub = Sub()

    @computed_field
    @property
    def loud(self) -> str:
        return self.name.upper()


@app.post("/items/")
def create(item: Item) -> Item:
    return item


@app.get("/items/")
def read() -> list[Item]:
    return [Item(name="Portal", description="Device"), Item(name="Plumbus")]
