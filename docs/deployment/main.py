"""Notes in PostgreSQL: the program that the files beside it put into containers."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import asyncpg
from pydantic import BaseModel, Field

from fireweed import Depends, Fireweed, HTTPException, Request, Response, status


class Note(BaseModel):
    text: str = Field(min_length=1, max_length=10_000)


class StoredNote(Note):
    id: int


@asynccontextmanager
async def lifespan(app: Fireweed) -> AsyncIterator[None]:
    # No connection is opened before one is needed: without a database the program starts, and is not ready.
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=0, max_size=5, timeout=2) as pool:
        app.state.pool = pool
        yield


def get_pool(request: Request) -> asyncpg.Pool:
    pool: asyncpg.Pool = request.app.state.pool
    return pool


Pool = Annotated[asyncpg.Pool, Depends(get_pool)]
app = Fireweed(title="Notes", lifespan=lifespan, max_body_size=100_000)


@app.get("/health", include_in_schema=False)
async def read_health() -> dict[str, int]:
    return {"process": os.getpid()}


@app.get("/ready", include_in_schema=False)
async def read_readiness(pool: Pool) -> dict[str, str]:
    try:
        await pool.fetchval("select 1", timeout=2)
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise HTTPException(status.HTTP_503_SERVICE_UNAVAILABLE, "The database does not answer") from error
    return {"status": "ready"}


@app.post("/notes", status_code=status.HTTP_201_CREATED)
async def add_note(note: Note, pool: Pool, request: Request, response: Response) -> StoredNote:
    number = await pool.fetchval("insert into notes (text) values ($1) returning id", note.text)
    response.headers["location"] = str(request.url_for("read_note", note_id=number))
    return StoredNote(id=number, text=note.text)


@app.get("/notes/{note_id}")
async def read_note(note_id: int, pool: Pool) -> StoredNote:
    found = await pool.fetchrow("select id, text from notes where id = $1", note_id)
    if found is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, f"There is no note {note_id}")
    return StoredNote(**found)
