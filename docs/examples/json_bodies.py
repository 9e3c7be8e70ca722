"""JSON bodies: models in, validated; one model, several, a list, and a partial update."""

from typing import Annotated

from pydantic import BaseModel, Field

from fireweed import Body, Fireweed, HTTPException

app = Fireweed()


class Author(BaseModel):
    name: str = Field(min_length=1)


class Book(BaseModel):
    title: str = Field(min_length=1, max_length=200)
    pages: int = Field(gt=0)
    authors: list[Author] = []


class BookChanges(BaseModel):
    title: str | None = Field(default=None, min_length=1, max_length=200)
    pages: int | None = Field(default=None, gt=0)


class Reader(BaseModel):
    card: str


books: dict[int, Book] = {}


@app.put("/books/{book_id}")
async def put_book(book_id: int, book: Book) -> Book:
    books[book_id] = book
    return book


@app.patch("/books/{book_id}")
async def change_book(book_id: int, changes: BookChanges) -> Book:
    if book_id not in books:
        raise HTTPException(404, "there is no such book")
    books[book_id] = books[book_id].model_copy(update=changes.model_dump(exclude_none=True))
    return books[book_id]


@app.post("/loans")
async def lend(book: Book, reader: Reader, days: Annotated[int, Body(ge=1, le=60)] = 14) -> dict[str, object]:
    return {"title": book.title, "card": reader.card, "days": days}


@app.post("/orders")
async def order(titles: list[str]) -> dict[str, int]:
    return {"ordered": len(titles)}


@app.post("/searches")
async def search(words: Annotated[str, Body(embed=True)]) -> list[str]:
    return words.split()
