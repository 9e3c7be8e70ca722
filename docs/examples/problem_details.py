"""Errors as problem details (RFC 9457), declared for the document."""

from fireweed import Fireweed, HTTPException
from fireweed.exceptions import ProblemException


class OutOfStock(ProblemException):
    """There is no copy left."""

    status_code = 409
    type = "https://books.example/problems/out-of-stock"
    title = "Out of stock"


app = Fireweed(error_format="problem", raises=[HTTPException(401, "Not a member")])

copies = {1: 2, 2: 0}


@app.post("/books/{book_id}/loans", raises=[HTTPException(404, "No such book"), OutOfStock])
async def lend_book(book_id: int) -> dict[str, int]:
    if book_id not in copies:
        raise HTTPException(404, "No such book")
    if copies[book_id] == 0:
        raise OutOfStock(detail="All copies are lent", headers={"Retry-After": "86400"}, extensions={"waiting": 3})
    copies[book_id] -= 1
    return {"copies": copies[book_id]}
