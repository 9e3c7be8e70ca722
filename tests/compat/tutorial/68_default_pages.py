"""The pages that are there by default."""

from fastapi import FastAPI

app = FastAPI()


@app.get("/a")
def a():
    return "a"
