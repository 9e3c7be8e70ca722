import asyncio
import csv
from collections import Counter
from time import monotonic

import httpx2

from e2e.shop.steps import TIMEOUT, CustomerFactory, add_product, messages_about, order_of, stock_of
from kit.service import Service


def test_takes_an_order_from_the_stock(admin: httpx2.Client, customer: httpx2.Client) -> None:
    product_id = add_product(admin, stock=3, price_cents=2499)

    response = customer.post("/orders", json=order_of((product_id, 2)))

    assert response.status_code == 201
    assert response.json()["total_cents"] == 4998
    assert stock_of(customer, product_id) == 1


def test_orders_nothing_when_one_line_is_out_of_stock(admin: httpx2.Client, customer: httpx2.Client) -> None:
    plenty, scarce = add_product(admin, stock=5), add_product(admin, stock=1, name="Cup")

    response = customer.post("/orders", json=order_of((plenty, 2), (scarce, 2)))

    assert response.status_code == 409
    assert response.json() == {"detail": "Cup: 2 wanted, 1 left", "code": "out_of_stock"}
    assert stock_of(customer, plenty) == 5
    assert customer.get("/orders").json()["total"] == 0


def test_refuses_an_order_of_an_unknown_product(customer: httpx2.Client) -> None:
    response = customer.post("/orders", json=order_of((999999, 1)))

    assert response.status_code == 404


def test_refuses_an_order_of_nothing(customer: httpx2.Client) -> None:
    response = customer.post("/orders", json={"lines": []})

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["body", "lines"]


async def test_sells_the_last_piece_once(shop: Service, admin: httpx2.Client, new_customer: CustomerFactory) -> None:
    product_id = add_product(admin, stock=1)
    tokens = [new_customer().headers["authorization"] for _ in range(2)]

    async with httpx2.AsyncClient(base_url=shop.url, timeout=TIMEOUT) as client:
        responses = await asyncio.gather(
            *(
                client.post("/orders", json=order_of((product_id, 1)), headers={"authorization": token})
                for token in tokens
            )
        )

    assert sorted(response.status_code for response in responses) == [201, 409]
    assert stock_of(admin, product_id) == 0


async def test_keeps_count_when_many_orders_arrive_together(
    shop: Service, admin: httpx2.Client, customer: httpx2.Client
) -> None:
    product_id = add_product(admin, stock=10)

    async with httpx2.AsyncClient(base_url=shop.url, timeout=TIMEOUT, headers=customer.headers) as client:
        responses = await asyncio.gather(*(client.post("/orders", json=order_of((product_id, 1))) for _ in range(25)))

    assert Counter(response.status_code for response in responses) == {201: 10, 409: 15}
    assert customer.get("/orders").json()["total"] == 10


def test_shows_customers_only_their_own_orders(
    admin: httpx2.Client, customer: httpx2.Client, new_customer: CustomerFactory
) -> None:
    stranger = new_customer()
    order_id = customer.post("/orders", json=order_of((add_product(admin), 1))).json()["id"]

    assert stranger.get(f"/orders/{order_id}").status_code == 404
    assert stranger.get("/orders").json()["total"] == 0
    assert customer.get(f"/orders/{order_id}").status_code == 200
    assert admin.get(f"/orders/{order_id}").status_code == 200


def test_lets_only_an_administrator_move_an_order_on(admin: httpx2.Client, customer: httpx2.Client) -> None:
    order_id = customer.post("/orders", json=order_of((add_product(admin), 1))).json()["id"]

    assert customer.patch(f"/orders/{order_id}", json={"status": "paid"}).status_code == 403
    assert admin.patch(f"/orders/{order_id}", json={"status": "paid"}).json()["status"] == "paid"


def test_returns_a_cancelled_order_to_the_stock(admin: httpx2.Client, customer: httpx2.Client) -> None:
    product_id = add_product(admin, stock=4)
    order_id = customer.post("/orders", json=order_of((product_id, 3))).json()["id"]

    response = admin.patch(f"/orders/{order_id}", json={"status": "cancelled"})

    assert response.status_code == 200
    assert stock_of(admin, product_id) == 4


def test_refuses_a_step_that_an_order_cannot_take(admin: httpx2.Client, customer: httpx2.Client) -> None:
    order_id = customer.post("/orders", json=order_of((add_product(admin), 1))).json()["id"]

    response = admin.patch(f"/orders/{order_id}", json={"status": "shipped"})

    assert response.status_code == 409
    assert response.json()["code"] == "status_conflict"


def test_tells_the_staff_of_an_order_in_the_background(admin: httpx2.Client, customer: httpx2.Client) -> None:
    order_id = customer.post("/orders", json=order_of((add_product(admin, price_cents=2499), 2))).json()["id"]

    deadline = monotonic() + TIMEOUT
    while not (messages := messages_about(admin, order_id)):
        assert monotonic() < deadline, "no notification came"

    assert messages == [f"Ada placed order {order_id} for 49.98"]


def test_streams_all_orders_as_csv(admin: httpx2.Client, customer: httpx2.Client) -> None:
    product_id = add_product(admin, name='Jug, "blue"', stock=10_000)
    for _ in range(15):
        customer.post("/orders", json=order_of(*[(product_id, 1)] * 50))

    with admin.stream("GET", "/orders/export.csv") as response:
        rows = list(csv.DictReader(response.iter_lines()))

    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert "content-length" not in response.headers
    assert sum(row["product"] == 'Jug, "blue"' for row in rows) == 750
