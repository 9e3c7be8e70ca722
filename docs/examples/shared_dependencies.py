"""Dependencies that outlive a request, and dependencies of which there may be only a few at a time."""

from collections.abc import AsyncIterator
from typing import Annotated

from fireweed import Depends, Fireweed

app = Fireweed()
app.state.events = []


async def connect() -> AsyncIterator[dict[str, str]]:
    app.state.events.append("connect")
    yield {"dune": "Frank Herbert"}
    app.state.events.append("disconnect")


Database = Annotated[dict[str, str], Depends(connect, scope="app")]


async def open_catalogue(database: Database) -> dict[str, str]:
    return {title: author.upper() for title, author in database.items()}


Catalogue = Annotated[dict[str, str], Depends(open_catalogue, scope="app")]


@app.get("/authors/{title}")
async def read_author(title: str, catalogue: Catalogue) -> str | None:
    return catalogue.get(title)


async def take_desk() -> AsyncIterator[str]:
    yield "a desk in the reading room"


# Two parameters with this annotation share the limit: it belongs to the `Depends` object.
Desk = Annotated[str, Depends(take_desk, max_concurrency=10)]


@app.get("/readings/{title}")
async def read_book(title: str, desk: Desk) -> str:
    return f"{title} at {desk}"


def replace_the_connection() -> None:
    """What a test does, before the application starts."""
    app.dependency_overrides[connect] = lambda: {"emma": "Jane Austen"}
