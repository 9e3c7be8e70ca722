"""Path parameters: types, order, enumerations, whole paths."""

from enum import Enum

from fastapi import FastAPI

app = FastAPI()


class Sail(str, Enum):
    jib = "jib"
    main = "main"


@app.get("/boats/newest")
async def newest():
    return {"boat": "newest"}


@app.get("/boats/{number}")
async def boat(number: int):
    return {"boat": number}


@app.get("/sails/{sail}")
async def sail(sail: Sail):
    return {"sail": sail, "big": sail is Sail.main}


@app.get("/charts/{chart:path}")
async def chart(chart: str):
    return {"chart": chart}


@app.get("/depths/{depth}")
async def depth(depth: float):
    return depth
