"""The programs `item_store` and `separate_models`: what is stored, found and sent back."""

from typing import Any

import pytest

from kit.served_programs import Serve

OAR = {"name": "oar", "price": 3}
ANN = {"name": "ann", "email": "ann@example.com"}


def test_item_store_creates_and_finds(serve: Serve) -> None:
    client = serve("item_store:app").client

    created, read, listed = client.post("/items", json=OAR), client.get("/items/1"), client.get("/items")

    assert (created.status_code, created.json()) == (201, {"id": 1, "name": "oar", "price": 3.0})
    assert (read.status_code, read.json()) == (200, created.json())
    assert (listed.status_code, listed.json()) == (200, [created.json()])


def test_item_store_deletes_without_a_body(serve: Serve) -> None:
    client = serve("item_store:app").client
    client.post("/items", json=OAR)

    deleted = client.delete("/items/1")

    assert (deleted.status_code, deleted.content) == (204, b"")
    assert not {"content-length", "transfer-encoding"} & deleted.headers.keys()
    assert client.get("/items").json() == []


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_item_store_misses_what_is_not_there(serve: Serve, method: str) -> None:
    answer = serve("item_store:app").client.request(method, "/items/1")

    assert (answer.status_code, answer.json()) == (404, {"detail": "Item not found"})


@pytest.mark.parametrize(
    ("path", "left"),
    [
        ("/users", {"born": None, "level": 1}),
        ("/annotated", {"born": None}),
        ("/unset", {}),
        ("/none", {"level": 1}),
    ],
    ids=["all", "annotation", "exclude-unset", "exclude-none"],
)
def test_separate_models_send_what_the_answer_declares(serve: Serve, path: str, left: dict[str, Any]) -> None:
    answer = serve("separate_models:app").client.post(path, json={**ANN, "password": "open sesame"})

    assert answer.json() == {**ANN, **left}


def test_separate_models_keep_the_password(serve: Serve) -> None:
    client = serve("separate_models:app").client
    client.post("/users", json={**ANN, "born": "1990-05-01", "password": "open sesame"})

    listed = client.get("/users")

    assert listed.json() == [{**ANN, "born": "1990-05-01", "level": 1}]
    schemas = client.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["UserOut"]["properties"].keys() == {"name", "email", "born", "level"}
    assert "UserInDB" not in schemas


def test_separate_models_refuse_what_is_no_address_and_no_date(serve: Serve) -> None:
    answer = serve("separate_models:app").client.post(
        "/users", json={"name": "ann", "email": "ann", "born": "May", "password": "p"}
    )

    assert answer.status_code == 422
    assert [(error["type"], error["loc"]) for error in answer.json()["detail"]] == [
        ("value_error", ["body", "email"]),
        ("date_from_datetime_parsing", ["body", "born"]),
    ]
