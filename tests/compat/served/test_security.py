"""The programs `authentication` and `other_security`: who is let in, and what the others are told."""

import base64

import httpx2
import pytest

from kit.served_programs import Serve


def basic(credentials: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(credentials.encode()).decode()}"}


def log_in(client: httpx2.Client, name: str, password: str) -> dict[str, str]:
    """The header with the token that is given to those who know the password."""
    answer = client.post("/token", data={"username": name, "password": password}).json()
    return {"authorization": f"{answer['token_type']} {answer['access_token']}"}


def test_authentication_gives_tokens_that_are_taken(share: Serve) -> None:
    client = share("authentication:app").client

    me = client.get("/me", headers=log_in(client, "bo", "hidden"))

    assert (me.status_code, me.json()) == (200, "bo")


@pytest.mark.parametrize(
    ("token", "detail"),
    [(None, "Not authenticated"), ("Bearer x.y.z", "Could not validate"), ("Basic eA==", "Not authenticated")],
    ids=["none", "forged", "other-scheme"],
)
def test_authentication_challenges_strangers(share: Serve, token: str | None, detail: str) -> None:
    answer = share("authentication:app").client.get("/me", headers={"authorization": token} if token else {})

    assert (answer.status_code, answer.json()) == (401, {"detail": detail})
    assert answer.headers["www-authenticate"] == "Bearer"


def test_authentication_challenges_who_comes_too_late(share: Serve) -> None:
    client = share("authentication:app", TOKEN_MINUTES="-1").client

    late = client.get("/me", headers=log_in(client, "bo", "hidden"))

    assert (late.status_code, late.headers["www-authenticate"]) == (401, "Bearer")


def test_authentication_refuses_wrong_passwords(share: Serve) -> None:
    answer = share("authentication:app").client.post("/token", data={"username": "bo", "password": "x"})

    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_authentication_wants_name_and_password(share: Serve) -> None:
    answer = share("authentication:app").client.post("/token", data={"grant_type": "implicit"})

    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["detail"]] == [
        ["body", "grant_type"],
        ["body", "username"],
        ["body", "password"],
    ]


def test_authentication_requires_roles(share: Serve) -> None:
    client = share("authentication:app").client
    bo, ann = log_in(client, "bo", "hidden"), log_in(client, "ann", "secret")

    assert [client.delete("/all", headers=who).status_code for who in (bo, ann, {})] == [403, 200, 401]
    assert [client.get("/reports", headers=who).status_code for who in (bo, ann, {})] == [200, 200, 401]


def test_authentication_documents_its_flow(share: Serve) -> None:
    document = share("authentication:app").client.get("/openapi.json").json()

    flow = {"type": "oauth2", "flows": {"password": {"scopes": {}, "tokenUrl": "/token"}}}
    assert document["components"]["securitySchemes"] == {"OAuth2PasswordBearer": flow}
    assert document["paths"]["/me"]["get"]["security"] == [{"OAuth2PasswordBearer": []}]


@pytest.mark.parametrize(
    ("path", "headers", "challenge", "detail"),
    [
        ("/basic", {}, 'Basic realm="boats"', "Not authenticated"),
        ("/basic", basic("ann:wrong"), 'Basic realm="boats"', "Incorrect"),
        ("/basic", basic("ann"), 'Basic realm="boats"', "Not authenticated"),
        ("/bearer", {}, "Bearer", "Not authenticated"),
        ("/bearer", basic("ann:secret"), "Bearer", "Not authenticated"),
        ("/header", {}, "APIKey", "Not authenticated"),
        ("/query", {}, "APIKey", "Not authenticated"),
        ("/cookie", {}, "APIKey", "Not authenticated"),
    ],
    ids=["basic", "wrong-password", "no-colon", "bearer", "other-scheme", "header", "query", "cookie"],
)
def test_other_security_challenges(
    share: Serve, path: str, headers: dict[str, str], challenge: str, detail: str
) -> None:
    answer = share("other_security:app").client.get(path, headers=headers)

    assert (answer.status_code, answer.json()) == (401, {"detail": detail})
    assert answer.headers["www-authenticate"] == challenge


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        ("/basic", basic("ann:secret"), "ann"),
        ("/bearer", {"authorization": "bearer t"}, ["bearer", "t"]),
        ("/header", {"x-key": "a"}, "a"),
        ("/query?key=b", {}, "b"),
        ("/cookie", {"cookie": "key=c"}, "c"),
        ("/key", {"x-key": "right"}, ["right", None, None]),
        ("/key?key=right", {"cookie": "key=c"}, [None, "right", "c"]),
    ],
    ids=["basic", "bearer", "header", "query", "cookie", "one-of-three", "two-of-three"],
)
def test_other_security_lets_in(share: Serve, path: str, headers: dict[str, str], expected: object) -> None:
    answer = share("other_security:app").client.get(path, headers=headers)

    assert (answer.status_code, answer.json()) == (200, expected)


def test_other_security_refuses_wrong_keys(share: Serve) -> None:
    answer = share("other_security:app").client.get("/key", headers={"x-key": "wrong"})

    assert (answer.status_code, answer.json()) == (403, {"detail": "Wrong key"})
