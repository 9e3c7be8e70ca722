"""jsonable_encoder, and parts of a stored value updated."""

from datetime import datetime

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel

app = FastAPI()
store: dict[str, object] = {}


class Note(BaseModel):
    title: str | None = None
    at: datetime | None = None
    tags: list[str] = []
    price: float = 1.5


@app.put("/notes/{key}")
def put(key: str, note: Note):
    store[key] = jsonable_encoder(note)
    return store[key]


@app.get("/notes/{key}", response_model=Note)
def get(key: str):
    return store[key]


@app.patch("/notes/{key}", response_model=Note)
async def patch(key: str, note: Note):
    stored = Note(**store[key])
    store[key] = jsonable_encoder(stored.model_copy(update=note.model_dump(exclude_unset=True)))
    return store[key]
