"""First steps: one function, one path."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def greet():
    return {"greeting": "Welcome to the lighthouse"}


@app.get("/text")
def text():
    return "plain"
