"""Dependencies: functions, classes, nested, in decorators, for all."""

from typing import Annotated

from fastapi import Cookie, Depends, FastAPI, Header, HTTPException

calls: list[str] = []


async def check_key(x_key: Annotated[str | None, Header()] = None):
    calls.append("key")
    if x_key == "wrong":
        raise HTTPException(status_code=400, detail="Wrong key")


app = FastAPI(dependencies=[Depends(check_key)])


async def page(q: str | None = None, skip: int = 0, limit: int = 100):
    return {"q": q, "skip": skip, "limit": limit}


class Page:
    def __init__(self, q: str | None = None, skip: int = 0):
        self.q = q
        self.skip = skip


def find_query(q: str | None = None):
    calls.append("query")
    return q


def query_or_cookie(query: Annotated[str | None, Depends(find_query)], last: Annotated[str | None, Cookie()] = None):
    return query or last


class Contains:
    def __init__(self, text: str):
        self.text = text

    def __call__(self, q: str = ""):
        return self.text in q


async def check_token(x_token: Annotated[str, Header()]):
    if x_token != "anchor":
        raise HTTPException(status_code=403, detail="Wrong token")
    return x_token


@app.get("/page")
async def read_page(page: Annotated[dict, Depends(page)]):
    return page


@app.get("/class")
async def read_class(page: Annotated[Page, Depends()]):
    return {"q": page.q, "skip": page.skip}


@app.get("/nested")
async def read_nested(
    found: Annotated[str | None, Depends(query_or_cookie)],
    again: Annotated[str | None, Depends(find_query)],
    fresh: Annotated[str | None, Depends(find_query, use_cache=False)],
):
    counted, calls[:] = list(calls), []
    return {"found": found, "again": again, "fresh": fresh, "calls": counted}


@app.get("/guarded", dependencies=[Depends(check_token)])
async def guarded():
    return "in"


@app.get("/callable")
async def read_callable(contains: Annotated[bool, Depends(Contains("sea"))]):
    return contains
