from typing import Annotated

from fastapi import FastAPI, HTTPException, Query
from pydantic import BaseModel

app = FastAPI()
shelf: dict[int, "Book"] = {}


class Book(BaseModel):
    title: str
    pages: int


@app.put("/books/{book_id}", status_code=201)
async def put_book(book_id: int, book: Book) -> Book:
    shelf[book_id] = book
    return book


@app.get("/books/{book_id}")
async def read_book(book_id: int, summary: Annotated[bool, Query()] = False) -> Book | str:
    if book_id not in shelf:
        raise HTTPException(404, f"There is no book {book_id}")
    book = shelf[book_id]
    return f"{book.title}, {book.pages} pages" if summary else book
