from fireweed import Fireweed

app = Fireweed(title="Library")


@app.get("/books/{book_id}")
async def read_book(book_id: int, page: int = 1) -> dict[str, int]:
    """Open a book at a page."""
    return {"book_id": book_id, "page": page}
