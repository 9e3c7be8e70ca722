"""Streamed answers: text, JSON Lines, files."""

import asyncio
import io
from collections.abc import AsyncIterable, Iterable

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

app = FastAPI()


class Wave(BaseModel):
    height: float
    name: str | None = None


WAVES = [Wave(height=1), Wave(height=2.5, name="big")]


@app.get("/async-lines")
async def async_lines() -> AsyncIterable[Wave]:
    for wave in WAVES:
        yield wave


@app.get("/lines")
def lines() -> Iterable[Wave]:
    yield from WAVES


@app.get("/untyped")
async def untyped():
    for wave in WAVES:
        yield wave


@app.get("/text")
async def text():
    async def parts():
        for number in range(3):
            yield f"{number};"
            await asyncio.sleep(0)

    return StreamingResponse(parts(), media_type="text/csv", headers={"Content-Disposition": "attachment; filename=a.csv"})


@app.get("/file")
def file():
    return StreamingResponse(io.BytesIO(b"\x00\xff"), media_type="video/mp4")


@app.get("/raw", response_class=StreamingResponse)
async def raw() -> AsyncIterable[str]:
    yield "one "
    yield "two"


@app.get("/raw-bytes", response_class=StreamingResponse)
def raw_bytes() -> Iterable[bytes]:
    yield b"\xfe"
