"""Query parameters in a model, and extra ones forbidden."""

from typing import Annotated, Literal

from fastapi import FastAPI, Query
from pydantic import BaseModel, Field

app = FastAPI()


class Window(BaseModel):
    limit: int = Field(100, gt=0, le=100)
    offset: int = Field(0, ge=0)
    order: Literal["age", "name"] = "age"
    tags: list[str] = []


class Strict(BaseModel):
    model_config = {"extra": "forbid"}

    limit: int = Field(5, description="How many")
    first_name: str = Field("x", alias="firstName")


@app.get("/window")
async def window(window: Annotated[Window, Query()]):
    return window


@app.get("/strict")
async def strict(strict: Annotated[Strict, Query()]):
    return strict
