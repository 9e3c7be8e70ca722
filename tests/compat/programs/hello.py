"""The smallest application."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/text")
async def text():
    return "hello"


@app.get("/")
def root():
    return {"hello": "world"}
