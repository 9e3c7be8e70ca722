"""A catalogue that keeps its answers in Redis, and limits who asks how often."""

import json
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import redis.asyncio as redis
from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from slowapi import Limiter, _rate_limit_exceeded_handler
from slowapi.errors import RateLimitExceeded
from slowapi.middleware import SlowAPIMiddleware
from slowapi.util import get_remote_address

REDIS_URL = os.environ["REDIS_URL"]
PRICES = {"oar": 30, "sail": 450}

computed: Counter[str] = Counter()


def get_caller(request: Request) -> str:
    return request.headers.get("x-api-key") or get_remote_address(request)


limiter = Limiter(
    key_func=get_caller,
    default_limits=["100/minute"],
    storage_uri=os.environ["LIMITS_URL"],
    headers_enabled=True,
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.redis = redis.from_url(REDIS_URL, decode_responses=True)
    await app.state.redis.ping()
    yield
    await app.state.redis.aclose()


app = FastAPI(lifespan=lifespan)
app.state.limiter = limiter
app.add_exception_handler(RateLimitExceeded, _rate_limit_exceeded_handler)
app.add_middleware(SlowAPIMiddleware)


async def get_redis(request: Request) -> redis.Redis:
    return request.app.state.redis


RedisDep = Annotated[redis.Redis, Depends(get_redis)]


class Cached:
    """What is kept for the path and query of this request, and the way to keep it."""

    def __init__(self, *, seconds: int) -> None:
        self.seconds = seconds

    async def __call__(
        self,
        request: Request,
        response: Response,
        redis: RedisDep,
        cache_control: Annotated[str | None, Header()] = None,
    ) -> "Entry":
        query = "&".join(f"{name}={value}" for name, value in sorted(request.query_params.multi_items()))
        entry = Entry(redis, f"cache:{request.url.path}?{query}", self.seconds)
        if cache_control != "no-cache":
            kept = await redis.get(entry.key)
            entry.value = None if kept is None else json.loads(kept)
        response.headers["x-cache"] = "miss" if entry.value is None else "hit"
        return entry


class Entry:
    def __init__(self, redis: redis.Redis, key: str, seconds: int) -> None:
        self.redis, self.key, self.seconds, self.value = redis, key, seconds, None

    async def keep(self, value: Any) -> Any:
        await self.redis.set(self.key, json.dumps(value), ex=self.seconds)
        return value


CachedDep = Annotated[Entry, Depends(Cached(seconds=60))]


@app.get("/prices/{name}")
async def read_price(name: str, cached: CachedDep, amount: int = 1) -> dict[str, Any]:
    if cached.value is not None:
        return cached.value
    if name not in PRICES:
        raise HTTPException(status_code=404, detail=f"There is no {name}")
    computed[name] += 1
    return await cached.keep({"name": name, "price": PRICES[name] * amount})


@app.put("/prices/{name}")
async def set_price(name: str, price: int, redis: RedisDep) -> int:
    PRICES[name] = price
    stale = [key async for key in redis.scan_iter(f"cache:/prices/{name}[?]*")]
    return await redis.delete(*stale) if stale else 0


@app.get("/computed")
@limiter.exempt
async def read_computed(request: Request) -> dict[str, int]:
    return computed


@app.get("/search")
@limiter.limit("3/minute")
async def search(request: Request, response: Response, q: str) -> list[str]:
    return [name for name in PRICES if q in name]


@app.post("/orders", status_code=201)
@limiter.limit("1/minute", error_message="one order a minute")
def order(request: Request, response: Response, name: str) -> dict[str, str]:
    return {"ordered": name}
