"""A relational database behind a dependency."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    connection.close()


app = FastAPI(lifespan=lifespan)
connection = sqlite3.connect(":memory:", check_same_thread=False)
connection.execute("create table hero (id integer primary key, name text, age integer, secret text)")


class HeroBase(BaseModel):
    name: str
    age: int | None = None


class HeroCreate(HeroBase):
    secret: str


class HeroPublic(HeroBase):
    id: int


class HeroUpdate(BaseModel):
    name: str | None = None
    age: int | None = None


def get_session() -> Iterator[sqlite3.Connection]:
    with connection:
        yield connection


SessionDep = Annotated[sqlite3.Connection, Depends(get_session)]


def find(session: sqlite3.Connection, number: int) -> dict:
    row = session.execute("select id, name, age from hero where id = ?", (number,)).fetchone()
    if row is None:
        raise HTTPException(status_code=404, detail="Hero not found")
    return dict(zip(("id", "name", "age"), row))


@app.post("/heroes/", response_model=HeroPublic)
def create(hero: HeroCreate, session: SessionDep):
    cursor = session.execute("insert into hero (name, age, secret) values (?, ?, ?)", (hero.name, hero.age, hero.secret))
    return find(session, cursor.lastrowid)


@app.get("/heroes/", response_model=list[HeroPublic])
def heroes(session: SessionDep, offset: int = 0, limit: Annotated[int, Query(le=100)] = 100):
    rows = session.execute("select id from hero limit ? offset ?", (limit, offset)).fetchall()
    return [find(session, row[0]) for row in rows]


@app.get("/heroes/{number}", response_model=HeroPublic)
def hero(number: int, session: SessionDep):
    return find(session, number)


@app.patch("/heroes/{number}", response_model=HeroPublic)
def update(number: int, hero: HeroUpdate, session: SessionDep):
    for name, value in hero.model_dump(exclude_unset=True).items():
        session.execute(f"update hero set {name} = ? where id = ?", (value, number))
    return find(session, number)


@app.delete("/heroes/{number}")
def delete(number: int, session: SessionDep):
    find(session, number)
    session.execute("delete from hero where id = ?", (number,))
    return {"ok": True}
