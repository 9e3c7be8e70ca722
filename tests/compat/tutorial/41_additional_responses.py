"""Responses documented beside the usual one."""

from fastapi import FastAPI
from fastapi.responses import FileResponse, JSONResponse
from pydantic import BaseModel

app = FastAPI()


class Item(BaseModel):
    id: str
    value: str


class Message(BaseModel):
    message: str


COMMON = {404: {"description": "The item was not found"}, 302: {"description": "The item was moved"}}


@app.get("/items/{key}", response_model=Item, responses={404: {"model": Message}})
async def item(key: str):
    if key == "foo":
        return {"id": "foo", "value": "there goes my hero"}
    return JSONResponse(status_code=404, content={"message": "Item not found"})


@app.get("/image/{key}", responses={200: {"content": {"image/png": {}}, "description": "JSON or an image."}}, response_model=Item)
async def image(key: str, img: bool | None = None):
    if img:
        return FileResponse("image.png", media_type="image/png")
    return {"id": "foo", "value": "there goes my hero"}


@app.get(
    "/combined/{key}",
    response_model=Item,
    responses={**COMMON, 200: {"description": "Item", "content": {"application/json": {"example": {"id": "bar", "value": "b"}}}}},
)
async def combined(key: str):
    return {"id": key, "value": "v"}


@app.get("/classes", responses={"4XX": {"description": "Your fault"}, "default": {"description": "Else", "model": Message}})
async def classes():
    return 1


@app.get("/headed", responses={201: {"model": Item, "headers": {"X-A": {"schema": {"type": "string"}}}}})
async def headed():
    return 1
