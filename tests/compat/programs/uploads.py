"""Files, with fields beside, looked at after the answer."""

from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, File, Form, UploadFile

app = FastAPI()
seen: list[list] = []


def look(name: str, content: bytes):
    seen.append([name, len(content)])


@app.post("/upload")
async def upload(tasks: BackgroundTasks, title: Annotated[str, Form()], file: UploadFile = File(...)):
    content = await file.read()
    tasks.add_task(look, file.filename, content)
    return {"title": title, "name": file.filename, "size": file.size, "type": file.content_type}


@app.post("/several")
async def several(files: list[UploadFile]):
    return [[file.filename, file.size] for file in files]


@app.get("/seen")
async def read_seen():
    return seen
