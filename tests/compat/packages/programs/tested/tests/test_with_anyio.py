from collections.abc import AsyncIterator

import anyio
import pytest
from httpx import ASGITransport, AsyncClient
from main import Store, app

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
async def client(store: Store) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app=app, raise_app_exceptions=False)
    headers = {"X-Key": "open sesame"}
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://test", headers=headers) as client,
    ):
        yield client


async def test_creates(client: AsyncClient) -> None:
    created = await client.post("/notes", json={"text": "buy oars"})
    read = await client.get("/notes/1")

    assert (created.status_code, read.status_code) == (201, 200)
    assert read.json() == created.json()


async def test_refuses(client: AsyncClient) -> None:
    assert (await client.post("/notes", json={"text": "no"})).status_code == 422


async def test_asks_at_the_same_time(client: AsyncClient, store: Store) -> None:
    async with anyio.create_task_group() as group:
        for number in range(20):
            group.start_soon(lambda number=number: client.post("/notes", json={"text": f"note {number}"}))

    assert len(store.notes) == 20


async def test_lifespan_ran(client: AsyncClient) -> None:
    assert app.state.started


async def test_errors_are_answered(client: AsyncClient) -> None:
    assert (await client.get("/broken")).status_code == 500
