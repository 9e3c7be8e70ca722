"""Packages that declare routes, dependencies or responses of their own."""

from collections.abc import Callable

import httpx2


def test_users_register_and_log_in(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("accounts")

    registered = client.post("/auth/register", json={"email": "ada@example.com", "password": "open sesame"})
    entered = client.post("/auth/login", data={"username": "ada@example.com", "password": "open sesame"})
    token = {"authorization": f"Bearer {entered.json()['access_token']}"}

    assert registered.status_code == 201
    assert client.get("/me", headers=token).json() == "ada@example.com"
    assert client.get("/me").status_code == 401


def test_sse_starlette_streams_events(serve: Callable[[str], httpx2.Client]) -> None:
    answer = serve("events").get("/events")

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert [line for line in answer.text.split("\r\n") if line.startswith("data:")] == ["data: 0", "data: 1", "data: 2"]
