"""Pages by fastapi-pagination: of a list, of a table, by limit and offset, and by a cursor."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query
from fastapi_pagination import LimitOffsetPage, Page, add_pagination, paginate
from fastapi_pagination.customization import CustomizedPage, UseParamsFields
from fastapi_pagination.ext.sqlmodel import paginate as paginate_table
from sqlmodel import Field, Session, SQLModel, create_engine, select

SmallPage = CustomizedPage[Page, UseParamsFields(size=Query(2, ge=1, le=3))]


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str


engine = create_engine("sqlite:///books.db", connect_args={"check_same_thread": False})


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(Book(title=f"Volume {number}") for number in range(1, 8))
        session.commit()
    yield


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


app = FastAPI(lifespan=lifespan)
library = APIRouter(prefix="/library")


@app.get("/numbers")
async def read_numbers(above: int = 0) -> Page[int]:
    return paginate([number for number in range(100) if number > above])


@app.get("/slices")
def read_slices() -> LimitOffsetPage[int]:
    return paginate(list(range(100)))


@library.get("/books", response_model=SmallPage[Book])
def read_books(session: Annotated[Session, Depends(get_session)]):
    return paginate_table(session, select(Book).order_by(Book.id))


app.include_router(library, prefix="/v1")
add_pagination(app)


@app.get("/late")
async def read_late() -> Page[str]:
    return paginate(["one", "two"])
