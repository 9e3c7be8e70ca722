import httpx2
import pytest

from e2e.shop.steps import ADMIN, PASSWORD


def test_answers_a_registration_without_the_password(visitor: httpx2.Client) -> None:
    registration = {"email": "Grace@Example.com", "name": "Grace", "password": PASSWORD}

    response = visitor.post("/auth/register", json=registration)

    assert response.status_code == 201
    assert response.json().keys() == {"id", "created_at", "email", "name", "role"}
    assert response.json()["email"] == "grace@example.com"


def test_refuses_a_second_account_of_one_address(visitor: httpx2.Client) -> None:
    registration = {"email": "twice@example.com", "name": "Twice", "password": PASSWORD}
    visitor.post("/auth/register", json=registration)

    response = visitor.post("/auth/register", json={**registration, "email": "TWICE@example.com"})

    assert response.status_code == 409
    assert response.json()["code"] == "email_taken"


def test_names_every_field_of_a_wrong_registration(visitor: httpx2.Client) -> None:
    response = visitor.post("/auth/register", json={"email": "nobody", "password": "short"})

    assert response.status_code == 422
    assert [error["loc"] for error in response.json()["detail"]] == [
        ["body", "email"],
        ["body", "name"],
        ["body", "password"],
    ]


@pytest.mark.parametrize("email", [ADMIN["email"], "unknown@example.com"], ids=["wrong password", "unknown user"])
def test_answers_a_failed_login_with_a_challenge(visitor: httpx2.Client, email: str) -> None:
    response = visitor.post("/auth/login", json={"email": email, "password": "guess"})

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.json() == {"detail": "wrong e-mail address or password"}


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none"),
        pytest.param({"authorization": "Basic YWRtaW46YWRtaW4="}, id="another scheme"),
        pytest.param({"authorization": "Bearer"}, id="empty"),
        pytest.param({"authorization": "Bearer not.a.token"}, id="malformed"),
        pytest.param({"authorization": "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}, id="unsigned"),
    ],
)
def test_asks_for_a_token(visitor: httpx2.Client, headers: dict[str, str]) -> None:
    response = visitor.get("/users/me", headers=headers)

    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


def test_tells_who_is_logged_in(customer: httpx2.Client) -> None:
    response = customer.get("/users/me")

    assert response.status_code == 200
    assert response.json()["role"] == "customer"


@pytest.mark.parametrize("path", ["/users", "/notifications", "/orders/export.csv"])
def test_keeps_customers_out_of_what_is_for_administrators(customer: httpx2.Client, path: str) -> None:
    response = customer.get(path)

    assert response.status_code == 403


def test_lists_accounts_for_an_administrator(admin: httpx2.Client) -> None:
    response = admin.get("/users", params={"limit": 1})

    assert response.json()["items"][0]["email"] == ADMIN["email"]
    assert response.json()["limit"] == 1
