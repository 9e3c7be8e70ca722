"""Return types and response models: filtering, defaults, include and exclude."""

from typing import Any

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel

app = FastAPI()


class Public(BaseModel):
    name: str
    mail: str | None = None
    age: float = 10.5
    tags: list[str] = []


class Private(Public):
    password: str


STORE = {
    "plain": {"name": "Ann"},
    "full": {"name": "Bo", "mail": "bo@example.com", "age": 3, "tags": ["x"]},
    "same": {"name": "Cy", "mail": None, "age": 10.5, "tags": []},
}


@app.post("/users")
async def create(user: Private) -> Public:
    return user


@app.post("/model", response_model=Public)
async def model(user: Private) -> Any:
    return user


@app.get("/unset/{name}", response_model=Public, response_model_exclude_unset=True)
async def unset(name: str):
    return STORE[name]


@app.get("/defaults/{name}", response_model=Public, response_model_exclude_defaults=True)
async def defaults(name: str):
    return STORE[name]


@app.get("/none/{name}", response_model=Public, response_model_exclude_none=True)
async def none(name: str):
    return STORE[name]


@app.get("/include/{name}", response_model=Public, response_model_include={"name", "age"})
async def include(name: str):
    return STORE[name]


@app.get("/exclude/{name}", response_model=Public, response_model_exclude=["mail"])
async def exclude(name: str):
    return STORE[name]


@app.get("/users")
async def users() -> list[Public]:
    return [STORE["plain"], STORE["full"]]


@app.get("/portal")
async def portal(teleport: bool = False) -> Response:
    if teleport:
        return RedirectResponse(url="https://example.com/there")
    return JSONResponse(content={"message": "here"})


@app.get("/either", response_model=None)
async def either(far: bool = False) -> Response | dict:
    return Response("far", media_type="text/plain") if far else {"far": False}


@app.get("/wrong")
async def wrong() -> Public:
    return {"nothing": 1}
