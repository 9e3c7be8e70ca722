"""Form data: fields and models."""

from typing import Annotated

from fastapi import FastAPI, Form
from pydantic import BaseModel

app = FastAPI()


class Login(BaseModel):
    name: str
    password: str
    tags: list[str] = []
    remember: bool = False

    model_config = {"extra": "forbid"}


@app.post("/login")
async def login(username: Annotated[str, Form()], password: Annotated[str, Form(min_length=3)]):
    return {"username": username}


@app.post("/old")
async def old(count: int = Form(4), names: list[str] = Form(default=[])):
    return [count, names]


@app.post("/model")
async def model(data: Annotated[Login, Form()]):
    return data


@app.post("/optional")
async def optional(text: Annotated[str | None, Form()] = None):
    return text
