"""Models for the parameters of a query, of the headers and of the cookies."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from fireweed import Cookie, Fireweed, Header, Query

app = Fireweed()


class Page(BaseModel):
    limit: int = Field(10, gt=0, le=100, description="How many books.")
    offset: int = Field(0, ge=0)


class Filters(BaseModel):
    author: str
    tags: list[str] = Field([], alias="tag")


@app.get("/books")
async def list_books(
    page: Annotated[Page, Query()], filters: Annotated[Filters | None, Query()] = None
) -> dict[str, object]:
    return {"limit": page.limit, "author": filters and filters.author, "tags": filters and filters.tags}


class StrictPage(Page):
    model_config = ConfigDict(extra="forbid")


@app.get("/authors")
async def list_authors(page: Annotated[StrictPage, Query()]) -> Page:
    return page


class Device(BaseModel):
    user_agent: str
    x_languages: list[str] = []


class Consent(BaseModel):
    model_config = ConfigDict(extra="allow")
    session: str


@app.get("/device")
async def read_device(
    device: Annotated[Device, Header()], consent: Annotated[Consent | None, Cookie()] = None
) -> dict[str, object]:
    return {"languages": device.x_languages, "others": consent and consent.model_extra}


class ByTitle(BaseModel):
    kind: Literal["title"]
    title: str


class ByYear(BaseModel):
    kind: Literal["year"]
    year: int


@app.get("/search")
async def search(by: Annotated[ByTitle | ByYear, Query(discriminator="kind")]) -> dict[str, str | int]:
    return {"searched": by.title if isinstance(by, ByTitle) else by.year}
