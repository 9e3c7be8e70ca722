"""Parameters in the path and in the query string."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from fireweed import Fireweed, Path, Query

app = Fireweed()


class Shelf(StrEnum):
    FICTION = "fiction"
    SCIENCE = "science"


@app.get("/books/newest")
async def read_newest() -> dict[str, str]:
    return {"title": "The Newest"}


@app.get("/books/{book_id}")
async def read_book(book_id: Annotated[int, Path(ge=1)]) -> dict[str, int]:
    return {"book_id": book_id}


@app.get("/shelves/{shelf}")
async def read_shelf(shelf: Shelf) -> dict[str, str]:
    return {"shelf": shelf.value}


@app.get("/scans/{name:path}")
async def read_scan(name: str) -> dict[str, str]:
    return {"name": name}


@app.get("/loans")
async def list_loans(
    since: date,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    overdue: bool | None = None,
    tags: Annotated[tuple[str, ...], Query(alias="tag", description="Repeat it for several.")] = (),
) -> dict[str, object]:
    return {"since": since, "limit": limit, "overdue": overdue, "tags": tags}
