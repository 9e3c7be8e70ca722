"""What an application opens once and closes at the end, and how endpoints reach it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, TypedDict

from fireweed import Depends, Fireweed, Request


class Catalogue:
    """Stands for a connection pool, a model, a client of another service."""

    def __init__(self) -> None:
        self.is_open = False

    async def open(self) -> None:
        self.is_open = True

    async def close(self) -> None:
        self.is_open = False

    async def find(self, title: str) -> str:
        return f"{title}: shelf 3"


class State(TypedDict):
    """What every request finds in `request.state`."""

    catalogue: Catalogue


@asynccontextmanager
async def lifespan(_app: Fireweed) -> AsyncIterator[State]:
    catalogue = Catalogue()
    await catalogue.open()
    try:
        yield {"catalogue": catalogue}
    finally:
        await catalogue.close()


app = Fireweed(lifespan=lifespan)


async def get_catalogue(request: Request) -> Catalogue:
    catalogue: Catalogue = request.state.catalogue
    return catalogue


@app.get("/places/{title}")
async def find_place(title: str, catalogue: Annotated[Catalogue, Depends(get_catalogue)]) -> dict[str, str]:
    return {"place": await catalogue.find(title)}
