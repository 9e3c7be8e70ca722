"""Dependencies: what endpoints ask for, made by functions and classes that ask in turn."""

from typing import Annotated

from fireweed import Depends, Fireweed, Header, HTTPException, Query, status

app = Fireweed()

CARDS = {"1815": "Ada", "1906": "Grace"}


class Pagination:
    def __init__(
        self,
        limit: Annotated[int, Query(ge=1, le=100)] = 10,
        offset: Annotated[int, Query(ge=0)] = 0,
    ) -> None:
        self.limit = limit
        self.offset = offset


async def read_card(x_card: Annotated[str, Header()]) -> str:
    return x_card


async def get_reader(card: Annotated[str, Depends(read_card)]) -> str:
    if card not in CARDS:
        raise HTTPException(status.HTTP_403_FORBIDDEN, "this card is not known")
    return CARDS[card]


CurrentReader = Annotated[str, Depends(get_reader)]


@app.get("/books")
async def list_books(pagination: Annotated[Pagination, Depends()]) -> dict[str, int]:
    return {"limit": pagination.limit, "offset": pagination.offset}


@app.get("/loans")
async def list_loans(reader: CurrentReader, pagination: Annotated[Pagination, Depends()]) -> dict[str, object]:
    return {"reader": reader, "limit": pagination.limit}


@app.delete("/loans/{loan_id}", dependencies=[Depends(get_reader)], status_code=status.HTTP_204_NO_CONTENT)
async def return_book(loan_id: int) -> None:
    """Only for readers, whoever it is."""
