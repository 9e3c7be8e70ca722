"""Authlib's client for Starlette logs in at another program."""

from collections.abc import Callable

import httpx2
import pytest

Serve = Callable[..., httpx2.Client]


@pytest.fixture(scope="module")
def client(serve_module: Serve) -> httpx2.Client:
    provider = serve_module("identity")
    return serve_module("logins", PROVIDER=str(provider.base_url).rstrip("/"))


def test_logs_in_at_another_program(client: httpx2.Client) -> None:
    answer = client.get("/login", follow_redirects=True)

    assert answer.url.path == "/me"
    assert answer.json() == {"sub": "ada", "token": "token-of-code-0"}
    assert client.get("/me").json() == answer.json()


def test_refuses_a_state_of_somebody_else(client: httpx2.Client) -> None:
    client.get("/login")

    refused = client.get("/enter", params={"code": "code-0", "state": "guessed"})

    assert (refused.status_code, refused.json()) == (401, {"error": "mismatching_state"})
