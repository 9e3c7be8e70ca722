"""Query parameters with conditions on text, lists, aliases, deprecation, own validators."""

from typing import Annotated

from fastapi import FastAPI, Query
from pydantic import AfterValidator

app = FastAPI()


def check_prefix(value: str) -> str:
    if not value.startswith("sea-"):
        raise ValueError("must begin with sea-")
    return value


@app.get("/search")
async def search(
    word: Annotated[
        str | None,
        Query(
            alias="word-part",
            title="Word",
            description="What to look for",
            min_length=3,
            max_length=8,
            pattern="^[a-z]+$",
            deprecated=True,
        ),
    ] = None,
    tag: Annotated[list[str], Query()] = ["a", "b"],
    hidden: Annotated[str | None, Query(include_in_schema=False)] = None,
):
    return {"word": word, "tag": tag, "hidden": hidden}


@app.get("/required")
async def required(word: Annotated[str, Query(min_length=2)]):
    return word


@app.get("/nullable")
async def nullable(word: Annotated[str | None, Query(min_length=2)]):
    return word


@app.get("/old")
async def old(word: str = Query(default="fish", min_length=2), many: list[int] = Query(default=[])):
    return [word, many]


@app.get("/prefixed")
async def prefixed(code: Annotated[str | None, AfterValidator(check_prefix)] = None):
    return code
