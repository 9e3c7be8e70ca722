"""An endpoint that asks another application."""

from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI, Request, Response

other = FastAPI()


@other.get("/price/{name}")
async def price(name: str):
    return {"name": name, "price": 3}


@asynccontextmanager
async def lifespan(app: FastAPI):
    transport = httpx2.ASGITransport(app=other)
    async with httpx2.AsyncClient(transport=transport, base_url="http://other") as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)


@app.get("/relay/{path:path}")
async def relay(path: str, request: Request):
    answer = await request.state.client.get(f"/{path}")
    return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])
