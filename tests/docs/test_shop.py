"""The demo application inside the test process: what cannot be seen, or cannot be arranged, from outside."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from fireweed.testclient import TestClient
from kit.server_process import HANG_LIMIT
from shop.database import Database
from shop.dependencies import get_database
from shop.main import app
from shop.models import Order, OrderLine, Product, User
from shop.services.exporting import ROWS_PER_CHUNK, export_orders


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def client(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("SHOP_DATABASE_URL", database_url)
    monkeypatch.setenv("SHOP_SECRET_KEY", "a secret that is long enough for tests")
    monkeypatch.setenv("SHOP_ADMIN_EMAIL", "admin@example.com")
    monkeypatch.setenv("SHOP_ADMIN_PASSWORD", "open sesame please")
    with TestClient(app) as client:
        yield client


def log_in_as_admin(client: TestClient) -> dict[str, str]:
    credentials = {"email": "admin@example.com", "password": "open sesame please"}
    token = client.post("/auth/login", json=credentials).json()["access_token"]
    return {"authorization": f"Bearer {token}"}


def test_an_order_is_answered_and_the_staff_told(client: TestClient) -> None:
    headers = log_in_as_admin(client)
    client.post("/products", headers=headers, json={"name": "Teapot", "price_cents": 2499, "stock": 1})

    response = client.post("/orders", headers=headers, json={"lines": [{"product_id": 1}]})

    assert response.status_code == 201
    assert client.get("/notifications", headers=headers).json()["total"] == 1


def test_an_account_survives_a_restart(client: TestClient) -> None:
    registration = {"email": "ada@example.com", "name": "Ada", "password": "correct horse battery"}
    client.post("/auth/register", json=registration)

    with TestClient(app) as restarted:
        response = restarted.post("/auth/login", json=registration)

    assert response.status_code == 200


def test_is_not_ready_without_its_database(client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    absent = Database(f"sqlite+aiosqlite:///{tmp_path / 'no folder' / 'shop.db'}")
    monkeypatch.setitem(app.dependency_overrides, get_database, lambda: absent)

    threads = set(threading.enumerate())
    response = client.get("/ready")

    # aiosqlite does not wait for the thread of a connection that failed, which needs the loop once more.
    for thread in set(threading.enumerate()) - threads:
        if "_connection_worker_thread" in thread.name:
            thread.join(HANG_LIMIT)
    assert response.status_code == 503
    assert client.get("/health").status_code == 200


async def test_an_export_holds_one_chunk_at_a_time(database_url: str) -> None:
    database = Database(database_url)
    await database.create_tables()
    lines = [{"order_id": 1, "product_id": 1, "quantity": 1, "unit_price_cents": 5}] * (2 * ROWS_PER_CHUNK + 1)
    async with database.sessions() as session:
        await session.execute(insert(User).values(email="ada@example.com", name="Ada", hashed_password=""))
        await session.execute(insert(Product).values(name="Pin", description="", price_cents=5, stock=0))
        await session.execute(insert(Order).values(customer_id=1))
        await session.execute(insert(OrderLine), lines)

        chunks = [chunk async for chunk in export_orders(session)]

    await database.close()
    assert [chunk.count("\r\n") for chunk in chunks] == [1, ROWS_PER_CHUNK, ROWS_PER_CHUNK, 1]


async def test_workers_that_start_together_share_the_tables(database_url: str) -> None:
    first, second = Database(database_url), Database(database_url)

    await first.create_tables()
    await second.create_tables()

    await second.ping()
    await first.close()
    await second.close()
