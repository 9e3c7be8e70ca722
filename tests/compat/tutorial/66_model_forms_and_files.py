"""Older spellings: defaults instead of Annotated, models of the body with path defaults."""

from fastapi import Body, Cookie, Depends, FastAPI, File, Form, Header, Path, Query, UploadFile
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    name: str


def common(q: str = Query(None), x: int = Header(3)):
    return [q, x]


@app.put("/all/{key}")
async def everything(
    item: Item = Body(..., embed=True),
    key: int = Path(..., gt=1),
    q: str = Query(..., min_length=1),
    last: str = Cookie(None),
    x_a: str = Header("d", alias="X-Alias"),
    common: list = Depends(common),
):
    return [item, key, q, last, x_a, common]


@app.post("/upload")
async def upload(one: UploadFile = File(...), two: list[UploadFile] = File([]), note: str = Form("none")):
    return [one.filename, len(two), note]
