"""python-jose: tokens are given, taken, refused when they are forged or too old, and hold for roles and scopes."""

from collections.abc import Callable

import httpx2
import pytest

PASSWORDS = {"ada": "correct horse", "bo": "battery staple"}


def log_in(client: httpx2.Client, name: str, scope: str = "") -> dict[str, str]:
    """The header with a token of `name` for these scopes."""
    form = {"username": name, "password": PASSWORDS[name], "scope": scope}
    return {"authorization": f"Bearer {client.post('/token', data=form).json()['access_token']}"}


def test_a_token_says_who_asks(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("jose_tokens")

    answer = client.get("/users/me", headers=log_in(client, "ada", "me items"))

    assert answer.json() == {"username": "ada", "role": "admin"}


def test_a_wrong_password_gets_no_token(serve: Callable[[str], httpx2.Client]) -> None:
    answer = serve("jose_tokens").post("/token", data={"username": "ada", "password": "wrong"})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert answer.json() == {"detail": "Incorrect username or password"}


def test_tokens_that_do_not_hold_are_refused(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("jose_tokens")
    expired, narrow = f"Bearer {client.get('/expired').json()}", log_in(client, "ada")["authorization"]

    answers = [client.get("/users/me", headers={"authorization": token}) for token in (expired, "Bearer a.b.c", narrow)]

    assert [answer.json()["detail"] for answer in answers] == [
        "Expired",
        "Could not validate credentials",
        "Not enough permissions",
    ]
    assert {(answer.status_code, answer.headers["www-authenticate"]) for answer in answers} == {
        (401, 'Bearer scope="me"')
    }


def test_strangers_are_challenged(serve: Callable[[str], httpx2.Client]) -> None:
    answer = serve("jose_tokens").get("/users/me")

    assert (answer.status_code, answer.json()) == (401, {"detail": "Not authenticated"})
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(("name", "deleted"), [("ada", 204), ("bo", 403)])
def test_roles_decide(serve: Callable[[str], httpx2.Client], name: str, deleted: int) -> None:
    client = serve("jose_tokens")
    token = log_in(client, name)

    assert client.delete("/users/bo", headers=token).status_code == deleted
    assert client.get("/reports", headers=token).json() == f"reports for {name}"
