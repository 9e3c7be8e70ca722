"""An application and its tests in one file: `pytest docs/examples/testing.py`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fireweed import Depends, Fireweed, HTTPException
from fireweed.testclient import TestClient


@asynccontextmanager
async def lifespan(_app: Fireweed) -> AsyncIterator[dict[str, str]]:
    yield {"library": "open"}


async def get_rate() -> float:
    raise HTTPException(503, "the bank does not answer")


def build_app() -> Fireweed:
    app = Fireweed(lifespan=lifespan)

    @app.get("/books/{book_id}")
    async def read_book(book_id: int) -> dict[str, int]:
        return {"book_id": book_id}

    @app.get("/fines/{days}")
    async def read_fine(days: int, rate: Annotated[float, Depends(get_rate)]) -> dict[str, float]:
        return {"fine": days * 0.1 * rate}

    @app.get("/crash")
    async def crash() -> int:
        return 1 // 0

    return app


def test_refuses_an_id_that_is_no_number() -> None:
    client = TestClient(build_app())

    response = client.get("/books/first")

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["path", "book_id"]


def test_a_fine_grows_with_the_days() -> None:
    app = build_app()
    app.dependency_overrides[get_rate] = lambda: 2.0

    response = TestClient(app).get("/fines/5")

    assert response.json() == {"fine": 1.0}


def test_the_lifespan_runs_inside_with() -> None:
    with TestClient(build_app()) as client:
        assert client.app_state == {"library": "open"}


def test_a_crash_is_an_answer_when_asked_for() -> None:
    client = TestClient(build_app(), raise_server_exceptions=False)

    assert client.get("/crash").status_code == 500
