"""The examples of docs/guides/security.md do what the page says."""

import time
from types import ModuleType

import pytest

from docs.programs import load_program
from fireweed.testclient import TestClient, WebSocketDenialResponse
from kit.forms import URLENCODED

ADA = "username=ada&password=correct+horse"


@pytest.fixture
def tokens() -> ModuleType:
    return load_program("docs/examples/security_tokens.py")


def log_in(client: TestClient, content: str) -> dict[str, str]:
    token = client.post("/token", content=content, headers=URLENCODED).json()["access_token"]
    return {"authorization": f"Bearer {token}"}


def test_token_tells_who_has_it(tokens: ModuleType) -> None:
    client = TestClient(tokens.app)

    assert client.get("/me", headers=log_in(client, ADA)).json() == {"name": "ada"}


@pytest.mark.parametrize("content", ["username=ada&password=wrong", "username=eve&password=correct+horse"])
def test_wrong_names_and_passwords_get_no_token(tokens: ModuleType, content: str) -> None:
    response = TestClient(tokens.app).post("/token", content=content, headers=URLENCODED)

    assert (response.status_code, response.json()) == (400, {"detail": "The name or the password is wrong."})


def test_token_allows_what_it_was_asked_for(tokens: ModuleType) -> None:
    client = TestClient(tokens.app)

    response = client.post("/loans/7", headers=log_in(client, f"{ADA}&scope=loans:write"))

    assert response.json() == {"book_id": 7, "by": "ada"}


@pytest.mark.parametrize(
    "content",
    [ADA, "username=bob&password=battery+staple&scope=loans:write"],
    ids=["not asked for", "not granted"],
)
def test_token_without_the_scope_is_refused(tokens: ModuleType, content: str) -> None:
    client = TestClient(tokens.app)

    response = client.post("/loans/7", headers=log_in(client, content))

    assert (response.status_code, response.json()) == (403, {"detail": "The token does not allow loans:write."})
    assert response.headers["www-authenticate"] == 'Bearer error="insufficient_scope", scope="loans:write"'


def test_changed_token_is_refused(tokens: ModuleType) -> None:
    client = TestClient(tokens.app)
    token = log_in(client, ADA)["authorization"]
    head, claims, signature = token.split(".")

    response = client.get("/me", headers={"authorization": f"{head}.{claims[:-2]}.{signature}"})

    assert response.status_code == 401


def test_expired_token_is_refused(tokens: ModuleType) -> None:
    token = tokens.encode_token({"sub": "ada", "scopes": [], "exp": time.time() - 1})

    response = TestClient(tokens.app).get("/me", headers={"authorization": f"Bearer {token}"})

    assert response.status_code == 401


def test_document_says_which_scopes_are_needed(tokens: ModuleType) -> None:
    paths = tokens.app.openapi()["paths"]

    assert paths["/me"]["get"]["security"] == [{"OAuth2PasswordBearer": []}]
    assert paths["/loans/{book_id}"]["post"]["security"] == [{"OAuth2PasswordBearer": ["loans:write"]}]


@pytest.mark.parametrize("name", ["scanner", "nobody"])
def test_basic_refuses_wrong_passwords(name: str) -> None:
    client = TestClient(load_program("docs/examples/security_basic.py").app)

    response = client.get("/device", auth=(name, ""))

    assert (response.status_code, response.headers["www-authenticate"]) == (401, 'Basic realm="Library"')


@pytest.mark.parametrize(("query", "is_complete"), [("", False), ("?key=x", False), ("?key=9f2a4c1e77d84b0c", True)])
def test_key_may_be_left_out(query: str, is_complete: bool) -> None:
    client = TestClient(load_program("docs/examples/security_keys.py").app)

    assert client.get(f"/catalogue{query}").json() == {"is_complete": is_complete}


@pytest.mark.parametrize(
    "headers", [{"x-api-key": "wrong"}, {"authorization": "Bearer wrong"}], ids=["wrong key", "wrong token"]
)
def test_none_of_several_is_right(headers: dict[str, str]) -> None:
    client = TestClient(load_program("docs/examples/security_keys.py").app)

    assert client.get("/backups", headers=headers).status_code == 401


def test_websocket_needs_a_key() -> None:
    client = TestClient(load_program("docs/examples/security_keys.py").app)

    with pytest.raises(WebSocketDenialResponse) as caught, client.websocket_connect("/updates"):
        raise AssertionError("the handshake is refused")
    with client.websocket_connect("/updates", headers={"x-api-key": "9f2a4c1e77d84b0c"}) as session:
        greeting = session.receive_text()

    assert (caught.value.status_code, caught.value.headers["www-authenticate"]) == (401, "APIKey")
    assert greeting == "Hello, reports"
