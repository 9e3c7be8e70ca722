"""Classes and objects as dependencies, nested ones, counted; and their own tests, for pytest."""

from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient

app = FastAPI()
calls = {"cached": 0, "fresh": 0}


class Pagination:
    def __init__(self, page: int = 1, size: int = 10):
        self.offset, self.size = (page - 1) * size, size


class Contains:
    def __init__(self, word: str):
        self.word = word

    def __call__(self, q: str = ""):
        return self.word in q


def cached():
    calls["cached"] += 1
    return "cached"


def fresh():
    calls["fresh"] += 1
    return "fresh"


def first(value: str = Depends(cached), other: str = Depends(fresh, use_cache=False)):
    return value + other


def second(value: str = Depends(cached), other: str = Depends(fresh, use_cache=False)):
    return value + other


@app.get("/page")
def page(pagination: Annotated[Pagination, Depends()]):
    return [pagination.offset, pagination.size]


@app.get("/contains")
def contains(found: Annotated[bool, Depends(Contains("oar"))]):
    return found


@app.get("/calls")
def count(first: Annotated[str, Depends(first)], second: Annotated[str, Depends(second)]):
    return {"values": [first, second], "calls": calls}


def test_counts():
    response = TestClient(app).get("/calls")

    assert response.status_code == 200
    assert response.json()["calls"] == {"cached": 1, "fresh": 2}


def test_overrides():
    app.dependency_overrides[cached] = lambda: "other"
    try:
        assert TestClient(app).get("/calls").json()["values"] == ["otherfresh", "otherfresh"]
    finally:
        app.dependency_overrides.clear()


def test_refuses():
    assert TestClient(app).get("/page?page=x").status_code == 422
