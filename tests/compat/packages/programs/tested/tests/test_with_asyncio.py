import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from main import Store, app

pytestmark = pytest.mark.asyncio


@pytest_asyncio.fixture
async def client(store: Store) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(
        transport=transport, base_url="http://test", headers={"X-Key": "open sesame"}
    ) as client:
        yield client


async def test_creates(client: httpx.AsyncClient, store: Store) -> None:
    response = await client.post("/notes", json={"text": "buy oars", "stars": 5})

    assert response.status_code == 201
    assert response.json() == store.notes[1].model_dump()
    assert store.audit == ["created 1"]


async def test_refuses(client: httpx.AsyncClient, store: Store) -> None:
    response = await client.post("/notes", json={"stars": -1})

    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [["body", "text"], ["body", "stars"]]
    assert store.notes == {}


async def test_asks_at_the_same_time(client: httpx.AsyncClient, store: Store) -> None:
    texts = [f"note {number}" for number in range(20)]

    responses = await asyncio.gather(*(client.post("/notes", json={"text": text}) for text in texts))

    assert {response.status_code for response in responses} == {201}
    assert sorted(note.text for note in store.notes.values()) == sorted(texts)


async def test_endpoints_without_async(client: httpx.AsyncClient) -> None:
    assert (await client.get("/notes/1")).status_code == 404


async def test_errors_reach_the_test(client: httpx.AsyncClient) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        await client.get("/broken")
