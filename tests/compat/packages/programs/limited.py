"""Limits of rates by fastapi-limiter, as dependencies."""

from fastapi import Depends, FastAPI
from fastapi_limiter.depends import RateLimiter
from pyrate_limiter import Duration, Limiter, Rate

app = FastAPI()


@app.get("/twice", dependencies=[Depends(RateLimiter(limiter=Limiter(Rate(2, Duration.HOUR))))])
async def read_twice() -> str:
    return "here"


@app.get("/once", dependencies=[Depends(RateLimiter(limiter=Limiter(Rate(1, Duration.HOUR))))])
async def read_once() -> str:
    return "here"
