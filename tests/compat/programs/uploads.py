"""Files, with fields beside, looked at after the answer."""

import os
from pathlib import Path
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, File, Form, HTTPException, UploadFile

app = FastAPI()
seen: list[list] = []


def look(path: Path):
    seen.append([path.name, path.stat().st_size])


def list_temporary_files() -> list[str]:
    """The open files of this process that have no name any more, as temporary ones have none."""
    links = []
    for descriptor in os.listdir("/proc/self/fd"):
        try:
            links.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        except FileNotFoundError:
            continue
    return [link for link in links if link.endswith("(deleted)") and "/memfd:" not in link]


@app.post("/upload")
async def upload(tasks: BackgroundTasks, title: Annotated[str, Form()], file: UploadFile = File(...)):
    if not file.content_type.startswith("text/"):
        raise HTTPException(415, f"{file.filename} is no text")
    path = Path("stored") / file.filename
    path.parent.mkdir(exist_ok=True)
    with path.open("wb") as stored:
        while piece := await file.read(64 * 1024):
            stored.write(piece)
    tasks.add_task(look, path)
    return {"title": title, "name": file.filename, "size": file.size, "type": file.content_type}


@app.post("/several")
async def several(files: list[UploadFile], notes: Annotated[list[str], Form()] = [], cover: UploadFile | None = None):
    return {
        "files": [[file.filename, file.size, len(await file.read())] for file in files],
        "notes": notes,
        "cover": cover and cover.filename,
        "temporary": len(list_temporary_files()),
    }


@app.post("/fails")
async def fails(file: UploadFile):
    raise RuntimeError(f"{file.filename} is not liked")


@app.post("/bytes")
async def read_bytes(file: Annotated[bytes, File()]):
    return len(file)


@app.get("/seen")
async def read_seen():
    return seen


@app.get("/temporary")
async def read_temporary():
    return list_temporary_files()
