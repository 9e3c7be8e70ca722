"""What the document says, and how to make it say more."""

from typing import Annotated, Any

from pydantic import BaseModel, Field

from fireweed import Fireweed, Path
from fireweed.routing import APIRoute


def build_operation_id(route: APIRoute) -> str:
    return route.name


class Book(BaseModel):
    title: str = Field(description="As on the cover.", examples=["The First"])


class Missing(BaseModel):
    detail: str


class DocumentedApplication(Fireweed):
    """Adds to the document what no option says."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document["info"]["x-logo"] = {"url": "https://example.org/logo.png"}
        return document


app = DocumentedApplication(
    title="Library",
    version="2.1.0",
    summary="Books and who has them.",
    openapi_tags=[{"name": "books", "description": "What is on the shelves."}],
    redoc_url=None,
    generate_unique_id_function=build_operation_id,
)


@app.get(
    "/books/{book_id}",
    tags=["books"],
    summary="Read one book",
    response_description="The book.",
    responses={404: {"model": Missing, "description": "There is no such book."}},
)
async def read_book(book_id: Annotated[int, Path(description="The number on its back.")]) -> Book:
    """Find a book by its number.

    This text is the description, in **Markdown**.
    \f
    This part is for readers of the code.
    """
    return Book(title=f"Book {book_id}")


@app.get("/old-books", deprecated=True, tags=["books"])
async def list_old_books() -> list[Book]:
    return []


@app.get("/internal", include_in_schema=False)
async def read_internal() -> None:
    """Answered, but not documented."""
