"""Files: bytes, uploads, several, with fields beside."""

from typing import Annotated

from fastapi import FastAPI, File, Form, UploadFile
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.post("/bytes")
async def as_bytes(file: Annotated[bytes, File(description="The whole file")]):
    return {"size": len(file)}


@app.post("/upload")
async def upload(file: UploadFile):
    return {"name": file.filename, "type": file.content_type, "size": file.size, "text": (await file.read()).decode()}


@app.post("/optional")
async def optional(file: UploadFile | None = None):
    return {"name": file and file.filename}


@app.post("/many")
async def many(files: Annotated[list[UploadFile], File(description="Several")]):
    return [file.filename for file in files]


@app.post("/many-bytes")
async def many_bytes(files: Annotated[list[bytes], File()]):
    return [len(file) for file in files]


@app.post("/mixed")
async def mixed(first: Annotated[bytes, File()], second: Annotated[UploadFile, File()], token: Annotated[str, Form()]):
    return {"first": len(first), "second": second.content_type, "token": token}


@app.get("/")
async def page():
    return HTMLResponse("<form action='/many' method='post'></form>")
