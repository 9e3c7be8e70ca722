"""What is written of a result: response models, their options, and results that are trusted."""

from typing import Any

from pydantic import BaseModel

from fireweed import Fireweed
from fireweed.responses import PlainTextResponse, RedirectResponse

app = Fireweed()


class Book(BaseModel):
    title: str
    pages: int | None = None
    shelf: str = "new"


class StoredBook(Book):
    price_paid: float


STORED = [StoredBook(title="Emma", pages=474, price_paid=3.5), StoredBook(title="Dune", price_paid=7.0)]


@app.get("/books")
async def read_books() -> list[Book]:
    return list(STORED)


@app.get("/books/short", response_model=list[Book], response_model_exclude_unset=True)
async def read_short() -> Any:
    return STORED


@app.get("/titles", response_model_include={"title"})
async def read_first() -> Book:
    return STORED[0]


@app.get("/books/trusted", response_validation=False)
async def read_trusted() -> list[Book]:
    return list(STORED)


@app.get("/motto", response_class=PlainTextResponse)
async def read_motto() -> str:
    return "Read more."


@app.get("/catalogue", response_class=RedirectResponse, status_code=303)
async def find_catalogue() -> str:
    return "/books"
