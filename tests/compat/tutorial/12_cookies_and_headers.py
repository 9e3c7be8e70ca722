"""Cookie and header parameters, and models of them."""

from typing import Annotated

from fastapi import Cookie, FastAPI, Header
from pydantic import BaseModel

app = FastAPI()


class Marks(BaseModel):
    model_config = {"extra": "forbid"}

    session: str
    visits: int | None = None


class Common(BaseModel):
    save_data: bool
    if_tide: str | None = None
    x_tag: list[str] = []


@app.get("/cookie")
async def cookie(ads: Annotated[str | None, Cookie()] = None, count: Annotated[int, Cookie()] = 0):
    return {"ads": ads, "count": count}


@app.get("/header")
async def header(
    user_agent: Annotated[str | None, Header()] = None,
    strange_one: Annotated[str | None, Header(convert_underscores=False)] = None,
    x_token: Annotated[list[str] | None, Header()] = None,
):
    return {"agent": user_agent, "strange": strange_one, "tokens": x_token}


@app.get("/required")
async def required(x_code: Annotated[int, Header()], key: Annotated[str, Cookie()]):
    return [x_code, key]


@app.get("/cookies")
async def cookies(marks: Annotated[Marks, Cookie()]):
    return marks


@app.get("/headers")
async def headers(common: Annotated[Common, Header()]):
    return common


@app.get("/raw-headers")
async def raw_headers(common: Annotated[Common, Header(convert_underscores=False)]):
    return common
