"""The older spelling of start-up and shut-down."""

from fastapi import FastAPI

app = FastAPI()
items = {}


@app.on_event("startup")
async def begin():
    items["foo"] = {"name": "Fighters"}


@app.on_event("startup")
def begin_too():
    items["bar"] = {"name": "Tenders"}


@app.on_event("shutdown")
def end():
    items.clear()


@app.get("/items")
async def read():
    return items
