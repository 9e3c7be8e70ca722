"""Responses returned as they are, and all their classes."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from fastapi import FastAPI, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import (
    FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse,
)
from pydantic import BaseModel

path = Path(tempfile.mkdtemp()) / "chart ä.txt"
path.write_text("north")
os.utime(path, (1700000000, 1700000000))
app = FastAPI()


class Entry(BaseModel):
    title: str
    at: datetime


@app.put("/entries/{key}")
def entry(key: str, entry: Entry):
    return JSONResponse(content=jsonable_encoder(entry))


@app.get("/legacy")
def legacy():
    return Response(content="<?xml version='1.0'?><a/>", media_type="application/xml")


@app.get("/html", response_class=HTMLResponse)
async def html():
    return "<h1>Look</h1>"


@app.get("/html-direct")
async def html_direct():
    return HTMLResponse(content="<h1>Direct</h1>", status_code=200)


@app.get("/plain", response_class=PlainTextResponse)
async def plain():
    return "plain ö"


@app.get("/away")
async def away():
    return RedirectResponse("https://example.com/ä b?x=1")


@app.get("/fast", response_class=RedirectResponse)
async def fast():
    return "https://example.com/fast"


@app.get("/found", response_class=RedirectResponse, status_code=302)
async def found():
    return "https://example.com/found"


@app.get("/file")
async def file():
    return FileResponse(path, filename="chart ä.txt")


@app.get("/file-class", response_class=FileResponse)
async def file_class():
    return path


@app.get("/no-charset")
async def no_charset():
    return Response("x", media_type="image/x-own", headers={"X-Cat": "alone"})
