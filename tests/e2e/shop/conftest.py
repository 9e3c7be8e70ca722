"""One running shop for all tests in this folder, and clients that talk to it."""

from collections.abc import Iterator
from contextlib import ExitStack
from uuid import uuid4

import httpx2
import pytest

from e2e.shop.steps import ADMIN, PASSWORD, TIMEOUT, CustomerFactory, LogIn, run_shop
from kit.service import Service


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with run_shop(tmp_path_factory.mktemp("shop")) as service:
        yield service


@pytest.fixture
def visitor(shop: Service) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=shop.url, timeout=TIMEOUT) as client:
        yield client


@pytest.fixture
def log_in(shop: Service, visitor: httpx2.Client) -> Iterator[LogIn]:
    with ExitStack() as clients:

        def log_in(credentials: dict[str, str]) -> httpx2.Client:
            token = visitor.post("/auth/login", json=credentials).raise_for_status().json()["access_token"]
            client = httpx2.Client(base_url=shop.url, timeout=TIMEOUT, headers={"authorization": f"Bearer {token}"})
            return clients.enter_context(client)

        yield log_in


@pytest.fixture
def admin(log_in: LogIn) -> httpx2.Client:
    return log_in(ADMIN)


@pytest.fixture
def new_customer(visitor: httpx2.Client, log_in: LogIn) -> CustomerFactory:
    def new_customer() -> httpx2.Client:
        credentials = {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}
        visitor.post("/auth/register", json={**credentials, "name": "Ada"}).raise_for_status()
        return log_in(credentials)

    return new_customer


@pytest.fixture
def customer(new_customer: CustomerFactory) -> httpx2.Client:
    return new_customer()
