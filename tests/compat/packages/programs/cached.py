"""Answers kept by fastapi-cache2."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi_cache import FastAPICache
from fastapi_cache.backends.inmemory import InMemoryBackend
from fastapi_cache.decorator import cache
from pydantic import BaseModel


class Square(BaseModel):
    root: int
    square: int
    calculation: int


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    FastAPICache.init(InMemoryBackend(), prefix="cached")
    yield


app = FastAPI(lifespan=lifespan)
calculations: list[int] = []


@app.get("/squares/{root}")
@cache(expire=60, namespace="squares")
def calculate(root: int, offset: int = 0) -> Square:
    calculations.append(root)
    return Square(root=root, square=root * root + offset, calculation=len(calculations))


@app.delete("/squares")
async def forget() -> int:
    return await FastAPICache.clear(namespace="squares")
