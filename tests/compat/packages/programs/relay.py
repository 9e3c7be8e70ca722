"""Asks another application (the address is in UPSTREAM) by httpx, and hands its answers on as they come."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.responses import StreamingResponse
from starlette.background import BackgroundTask


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with httpx.AsyncClient(base_url=os.environ["UPSTREAM"], timeout=10) as app.state.client:
        yield


def get_client(request: Request) -> httpx.AsyncClient:
    client: httpx.AsyncClient = request.app.state.client
    return client


Client = Annotated[httpx.AsyncClient, Depends(get_client)]
app = FastAPI(lifespan=lifespan)


@app.get("/prices/{name}")
async def read_price(name: str, client: Client) -> dict[str, object]:
    try:
        answer = await client.get(f"/prices/{name}")
        answer.raise_for_status()
    except httpx.HTTPStatusError as error:
        raise HTTPException(error.response.status_code, error.response.json()["detail"]) from error
    except httpx.HTTPError as error:
        raise HTTPException(502, "The other application does not answer") from error
    return {"relayed": answer.json()}


@app.api_route("/all/{path:path}", methods=["GET", "POST"])
async def relay(path: str, request: Request, client: Client) -> StreamingResponse:
    headers = {name: value for name, value in request.headers.items() if name not in ("host", "content-length")}
    asked = client.build_request(
        request.method, f"/{path}", params=request.query_params, headers=headers, content=request.stream()
    )
    answer = await client.send(asked, stream=True)
    handed_on = {name: value for name, value in answer.headers.items() if name in ("content-type", "x-name")}
    return StreamingResponse(
        answer.aiter_raw(), answer.status_code, handed_on, background=BackgroundTask(answer.aclose)
    )
