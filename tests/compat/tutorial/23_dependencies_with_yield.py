"""Dependencies that clean up: order, errors, scopes."""

from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException
from fastapi.responses import StreamingResponse

app = FastAPI()
log: list[str] = []


class Own(Exception):
    pass


async def outer():
    log.append("outer in")
    try:
        yield "outer"
    finally:
        log.append("outer out")


def inner(outer: Annotated[str, Depends(outer)]):
    log.append("inner in")
    try:
        yield f"inner of {outer}"
    except Own as error:
        raise HTTPException(status_code=400, detail=f"Own: {error}") from error
    finally:
        log.append("inner out")


async def swallow():
    try:
        yield "s"
    except Own:
        log.append("swallowed")


@app.get("/log")
async def read_log():
    told, log[:] = list(log), []
    return told


@app.get("/good")
async def good(inner: Annotated[str, Depends(inner)]):
    log.append("endpoint")
    return inner


@app.get("/own")
async def own(inner: Annotated[str, Depends(inner)]):
    raise Own("mine")


@app.get("/http")
async def http(inner: Annotated[str, Depends(inner)]):
    raise HTTPException(404, "none")


@app.get("/swallowed")
async def swallowed(value: Annotated[str, Depends(swallow)]):
    raise Own("gone")


@app.get("/stream")
async def stream(value: Annotated[str, Depends(outer)]):
    async def parts():
        log.append("part")
        yield value

    return StreamingResponse(parts(), media_type="text/plain")


@app.get("/early")
async def early(value: Annotated[str, Depends(outer, scope="function")]):
    async def parts():
        log.append("part")
        yield value

    return StreamingResponse(parts(), media_type="text/plain")
