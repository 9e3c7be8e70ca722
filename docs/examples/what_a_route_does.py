from collections.abc import AsyncIterator
from typing import Annotated

from pydantic import BaseModel

from fireweed import APIRouter, Depends, Fireweed, Header, Query


class Book(BaseModel):
    title: str
    pages: int | None = None


class Shelf:
    async def find(self, title: str) -> Book:
        return Book(title=title)


async def get_shelf() -> Shelf:
    return Shelf()


async def open_session(shelf: Annotated[Shelf, Depends(get_shelf, scope="app")]) -> AsyncIterator[Shelf]:
    yield shelf


Session = Annotated[Shelf, Depends(open_session, max_concurrency=10)]


def check_card(x_card: Annotated[str, Header(min_length=4)], session: Session) -> None: ...


router = APIRouter(prefix="/books", tags=["reading"], dependencies=[Depends(check_card)])


@router.get("/{title}", response_model_exclude_none=True)
async def read_book(title: str, session: Session, page: Annotated[int, Query(ge=1)] = 1) -> Book:
    return await session.find(title)


@router.post("", status_code=201)
async def add_book(book: Book) -> Book:
    return book


app = Fireweed(openapi_url=None)
app.include_router(router)


@app.get("/")
async def greet() -> dict[str, str]:
    return {"message": "Welcome to the library"}
