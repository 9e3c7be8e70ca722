"""Responses: what the return annotation does, statuses, other media types, responses of your own making."""

from typing import Any
from urllib.parse import quote

from pydantic import BaseModel

from fireweed import Fireweed, Response, status
from fireweed.responses import HTMLResponse, PlainTextResponse, RedirectResponse

app = Fireweed()


class Member(BaseModel):
    name: str
    nickname: str | None = None


class MemberRow(Member):
    password_hash: str


ADA = MemberRow(name="Ada", password_hash="not for everyone")


@app.get("/members/ada")
async def read_ada() -> Member:
    return ADA


@app.get("/rows/ada", response_model=Member, response_model_exclude_none=True)
async def read_ada_as_row() -> Any:
    return {"name": ADA.name, "password_hash": ADA.password_hash}


@app.post("/members", status_code=status.HTTP_201_CREATED)
async def create_member(member: Member, response: Response) -> Member:
    response.headers["Location"] = f"/members/{quote(member.name.lower())}"
    return member


@app.delete("/members/{name}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_member(name: str) -> None:
    """Forget a member."""


@app.get("/rules", response_class=PlainTextResponse)
async def read_rules() -> str:
    return "Bring the books back."


@app.get("/welcome", response_class=HTMLResponse)
async def welcome() -> HTMLResponse:
    return HTMLResponse("<h1>Welcome</h1>")


@app.get("/home", response_class=RedirectResponse)
async def go_home() -> RedirectResponse:
    return RedirectResponse("/welcome")
