"""The smallest application."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/text")
async def text():
    return "hello"


@app.get("/")
async def root():
    return {"hello": "world"}


@app.get("/sync")
def sync():
    return {"hello": "threads"}
