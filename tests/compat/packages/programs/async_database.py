"""Books over SQLAlchemy's asynchronous engine."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, HTTPException, Query, Response, status
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine(os.environ.get("DATABASE_URL", "sqlite+aiosqlite:///books.db"))
open_session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase): ...


class Book(Base):
    __tablename__ = "books"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    author: Mapped[str] = mapped_column(index=True)
    year: Mapped[int]
    subtitle: Mapped[str | None]
    lent: Mapped[bool] = mapped_column(default=False)


class BookIn(BaseModel):
    title: str = Field(min_length=1)
    author: str
    year: int = Field(ge=1450)
    subtitle: str | None = None


class BookPatch(BaseModel):
    title: str | None = Field(default=None, min_length=1)
    author: str | None = None
    year: int | None = Field(default=None, ge=1450)
    subtitle: str | None = None
    lent: bool | None = None


class BookOut(BookIn):
    model_config = ConfigDict(from_attributes=True)

    id: int
    lent: bool


class Wanted(BaseModel):
    model_config = ConfigDict(extra="forbid")

    author: str | None = None
    contains: str | None = Field(default=None, min_length=2)
    since: int | None = None
    lent: bool | None = None
    order_by: Literal["id", "year", "title"] = "id"
    offset: int = Field(default=0, ge=0)
    limit: int = Field(default=20, gt=0, le=100)

    def select(self) -> Select[tuple[Book]]:
        books = select(Book)
        if self.author is not None:
            books = books.where(Book.author == self.author)
        if self.contains is not None:
            books = books.where(Book.title.icontains(self.contains))
        if self.since is not None:
            books = books.where(Book.year >= self.since)
        if self.lent is not None:
            books = books.where(Book.lent.is_(self.lent))
        return books


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


async def get_session() -> AsyncIterator[AsyncSession]:
    async with open_session() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


async def get_book(book_id: int, session: SessionDep) -> Book:
    book = await session.get(Book, book_id)
    if book is None:
        raise HTTPException(status_code=404, detail=f"Book {book_id} not found")
    return book


BookDep = Annotated[Book, Depends(get_book)]
app = FastAPI(lifespan=lifespan)


@app.post("/books", status_code=status.HTTP_201_CREATED)
async def add_book(new: BookIn, session: SessionDep) -> BookOut:
    book = Book(**new.model_dump())
    session.add(book)
    await session.commit()
    return BookOut.model_validate(book)


@app.get("/books", response_model=list[BookOut])
async def list_books(wanted: Annotated[Wanted, Query()], session: SessionDep, response: Response):
    books = wanted.select()
    total = await session.scalar(select(func.count()).select_from(books.subquery()))
    response.headers["x-total-count"] = str(total)
    ordered = books.order_by(getattr(Book, wanted.order_by)).offset(wanted.offset).limit(wanted.limit)
    return (await session.scalars(ordered)).all()


@app.get("/books/{book_id}", response_model=BookOut)
async def read_book(book: BookDep):
    return book


@app.patch("/books/{book_id}", response_model=BookOut)
async def change_book(book: BookDep, patch: BookPatch, session: SessionDep):
    for name, value in patch.model_dump(exclude_unset=True).items():
        setattr(book, name, value)
    await session.commit()
    await session.refresh(book)
    return book


@app.delete("/books/{book_id}", status_code=status.HTTP_204_NO_CONTENT)
async def remove_book(book: BookDep, session: SessionDep) -> None:
    await session.delete(book)
    await session.commit()
