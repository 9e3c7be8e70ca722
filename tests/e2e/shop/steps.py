"""What the tests of the demo application do again and again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import httpx2

from kit.service import Service, run_service

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"
ADMIN = {"email": "admin@example.com", "password": "open sesame please"}
PASSWORD = "correct horse battery"
TIMEOUT = 60.0

LogIn = Callable[[dict[str, str]], httpx2.Client]
CustomerFactory = Callable[[], httpx2.Client]


def run_shop(folder: Path, **environment: str) -> AbstractContextManager[Service]:
    """Run the application with a database in `folder`; `environment` adds to its configuration or replaces it."""
    settings = {
        "SHOP_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'shop.db'}",
        "SHOP_SECRET_KEY": "a secret that is long enough for tests",
        "SHOP_ADMIN_EMAIL": ADMIN["email"],
        "SHOP_ADMIN_PASSWORD": ADMIN["password"],
    }
    return run_service(["run", "shop.main:app", "--app-dir", str(EXAMPLES)], settings | environment)


def add_product(admin: httpx2.Client, *, stock: int = 10, **more: Any) -> int:
    product = {"name": "Teapot", "price_cents": 2499, "stock": stock, **more}
    product_id: int = admin.post("/products", json=product).raise_for_status().json()["id"]
    return product_id


def order_of(*lines: tuple[int, int]) -> dict[str, Any]:
    return {"lines": [{"product_id": product_id, "quantity": quantity} for product_id, quantity in lines]}


def stock_of(client: httpx2.Client, product_id: int) -> int:
    stock: int = client.get(f"/products/{product_id}").json()["stock"]
    return stock


def messages_about(admin: httpx2.Client, order_id: int) -> list[str]:
    notifications = admin.get("/notifications", params={"limit": 100}).json()["items"]
    return [notification["message"] for notification in notifications if notification["order_id"] == order_id]
