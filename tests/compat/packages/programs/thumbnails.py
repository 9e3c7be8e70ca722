"""Pictures are taken in, and made small by Pillow after the answer."""

from pathlib import Path
from typing import Annotated

from fastapi import BackgroundTasks, FastAPI, File, Form, HTTPException, UploadFile
from fastapi.responses import FileResponse
from PIL import Image, UnidentifiedImageError

app = FastAPI()
pictures = Path("pictures")
pictures.mkdir(exist_ok=True)


def make_thumbnail(picture: Path, side: int) -> None:
    with Image.open(picture) as image:
        image.thumbnail((side, side))
        image.save(picture.with_suffix(".part"), "PNG")
    picture.with_suffix(".part").rename(picture.with_suffix(".small.png"))


@app.post("/pictures", status_code=202)
async def take_pictures(
    tasks: BackgroundTasks, side: Annotated[int, Form(gt=0)], files: list[UploadFile] = File(...)
) -> list[dict[str, object]]:
    taken: list[dict[str, object]] = []
    for file in files:
        try:
            with Image.open(file.file) as image:
                size, kind = image.size, image.format
        except UnidentifiedImageError:
            raise HTTPException(415, f"{file.filename} is no picture") from None
        await file.seek(0)
        picture = pictures / str(file.filename)
        picture.write_bytes(await file.read())
        tasks.add_task(make_thumbnail, picture, side)
        taken.append({"name": file.filename, "bytes": file.size, "size": size, "kind": kind})
    return taken


@app.get("/pictures/{name}")
def read_thumbnail(name: str) -> FileResponse:
    thumbnail = pictures / f"{name}.small.png"
    if not thumbnail.exists():
        raise HTTPException(404)
    return FileResponse(thumbnail)
