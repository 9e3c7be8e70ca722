"""Dependencies that clean up after themselves: with `yield`, before or after the response is sent."""

from collections.abc import AsyncIterator, Iterator
from typing import Annotated

from fireweed import Depends, Fireweed, HTTPException

app = Fireweed()
app.state.events = []


def note(event: str) -> None:
    app.state.events.append(event)


async def open_session() -> AsyncIterator[str]:
    note("open session")
    try:
        yield "session"
        note("commit")
    except Exception:
        note("roll back")
        raise
    finally:
        note("close session")


def lock_shelf() -> Iterator[None]:
    note("lock")
    try:
        yield
    finally:
        note("unlock")


Session = Annotated[str, Depends(open_session)]


@app.post("/loans/{book_id}", dependencies=[Depends(lock_shelf, scope="function")])
async def lend(book_id: int, session: Session) -> dict[str, int]:
    if book_id == 0:
        raise HTTPException(404, "there is no book 0")
    note(f"lend {book_id}")
    return {"book_id": book_id}


@app.get("/events")
async def list_events() -> list[str]:
    events: list[str] = app.state.events
    return events
