from typing import Any

import httpx2
import pytest

from e2e.shop.steps import add_product


def test_lets_only_an_administrator_add_products(customer: httpx2.Client) -> None:
    response = customer.post("/products", json={"name": "Kettle", "price_cents": 1999})

    assert response.status_code == 403


def test_changes_only_what_is_given(admin: httpx2.Client) -> None:
    product_id = add_product(admin, stock=7)

    response = admin.patch(f"/products/{product_id}", json={"price_cents": 1000})

    assert (response.json()["price_cents"], response.json()["stock"]) == (1000, 7)


def test_says_that_a_product_does_not_exist(visitor: httpx2.Client) -> None:
    response = visitor.get("/products/999999")

    assert response.status_code == 404
    assert response.json() == {"detail": "there is no product 999999", "code": "not_found"}


def test_refuses_an_id_that_no_product_can_have(visitor: httpx2.Client) -> None:
    response = visitor.get(f"/products/{2**64}")

    assert response.status_code == 422
    assert response.json()["detail"][0]["loc"] == ["path", "product_id"]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param({}, ["Brass lamp", "Glass lamp", "Paper lamp"], id="all"),
        pytest.param({"search": "LAMP"}, ["Brass lamp", "Glass lamp", "Paper lamp"], id="search ignores case"),
        pytest.param({"search": "%"}, [], id="search is no pattern"),
        pytest.param({"min_price_cents": 2000}, ["Glass lamp", "Paper lamp"], id="lowest price"),
        pytest.param({"max_price_cents": 2000}, ["Brass lamp", "Glass lamp"], id="highest price"),
        pytest.param({"in_stock": True}, ["Brass lamp"], id="in stock"),
        pytest.param({"in_stock": False}, ["Glass lamp", "Paper lamp"], id="sold out"),
    ],
)
def test_filters_products(
    admin: httpx2.Client, wanted: dict[str, Any], names: list[str], request: pytest.FixtureRequest
) -> None:
    mark = request.node.callspec.id
    for name, price_cents, stock in [("Brass lamp", 1000, 1), ("Glass lamp", 2000, 0), ("Paper lamp", 3000, 0)]:
        add_product(admin, name=name, description=mark, price_cents=price_cents, stock=stock)

    response = admin.get("/products", params={"limit": 100, "search": mark, **wanted})

    assert [product["name"] for product in response.json()["items"] if product["description"] == mark] == names


def test_pages_through_products(admin: httpx2.Client) -> None:
    ids = [add_product(admin, name=f"Spoon {number}") for number in range(5)]

    response = admin.get("/products", params={"search": "spoon", "limit": 2, "offset": 2})

    assert [product["id"] for product in response.json()["items"]] == ids[2:4]
    assert response.json()["total"] == 5


@pytest.mark.parametrize(
    ("query", "location"),
    [
        pytest.param({"limit": 0}, ["query", "limit"], id="limit"),
        pytest.param({"limit": 101}, ["query", "limit"], id="too much"),
        pytest.param({"offset": -1}, ["query", "offset"], id="offset"),
        pytest.param({"in_stock": "perhaps"}, ["query", "in_stock"], id="filter"),
        pytest.param({"min_price_cents": -1}, ["query", "min_price_cents"], id="price"),
    ],
)
def test_names_a_wrong_query_parameter(visitor: httpx2.Client, query: dict[str, Any], location: list[str]) -> None:
    response = visitor.get("/products", params=query)

    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [location]
