"""SQLModel: models are tables, bodies and answers at once."""

from collections.abc import Callable

import httpx2


def test_heroes_are_created_listed_and_changed(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("heroes")

    created = client.post("/heroes/", json={"name": "Deadpond", "secret_name": "Dive Wilson"})
    changed = client.patch("/heroes/1", json={"age": 30})
    listed = client.get("/heroes/")

    assert created.json() == {"name": "Deadpond", "age": None, "id": 1}
    assert changed.json() == {"name": "Deadpond", "age": 30, "id": 1}
    assert listed.json() == [changed.json()]


def test_refuses_a_hero_without_secret(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("heroes")

    refused = client.post("/heroes/", json={"name": "Deadpond"})

    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["body", "secret_name"]
