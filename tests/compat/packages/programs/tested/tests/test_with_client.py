import pytest
from fastapi.testclient import TestClient
from main import Store, app

KEY = {"X-Key": "open sesame"}
client = TestClient(app, headers=KEY)


def test_creates(store: Store) -> None:
    response = client.post("/notes", json={"text": "buy oars"})

    assert response.status_code == 201
    assert response.json() == {"id": 1, "text": "buy oars", "stars": 0}
    assert store.audit == ["created 1"]


@pytest.mark.parametrize(("text", "stars"), [("no", 0), ("long enough", 6), ("long enough", "many")])
def test_refuses(store: Store, text: str, stars: object) -> None:
    response = client.post("/notes", json={"text": text, "stars": stars})

    assert response.status_code == 422
    assert len(response.json()["detail"]) == 1
    assert store.notes == {}


def test_needs_a_key(store: Store) -> None:
    assert TestClient(app).get("/notes/1").status_code == 422
    assert client.get("/notes/1", headers={"X-Key": "wrong"}).status_code == 403
    assert client.get("/notes/1").json() == {"detail": "Note not found"}


def test_lifespan_runs_in_a_with_block() -> None:
    with TestClient(app) as started:
        assert started.get("/greeting").json() == "hello"
        assert app.state.started
    assert not app.state.started


def test_websocket() -> None:
    with client.websocket_connect("/ws") as websocket:
        websocket.send_json({"a": 1})
        assert websocket.receive_json() == {"heard": {"a": 1}}


def test_streams() -> None:
    with client.stream("GET", "/lines") as response:
        assert list(response.iter_lines()) == ["one", "two"]


def test_errors_reach_the_test() -> None:
    with pytest.raises(RuntimeError, match="broken"):
        client.get("/broken")


def test_errors_are_answered_where_that_is_wanted() -> None:
    response = TestClient(app, raise_server_exceptions=False).get("/broken")

    assert (response.status_code, response.text) == (500, "Internal Server Error")
