"""The programs `service`, `registration`, `proxying` and `nested_dependencies`: applications made of parts."""

import subprocess
import sys
from pathlib import Path

import pytest

from kit.served_programs import Serve
from kit.server_process import wait_for

PROGRAMS = Path(__file__).parents[1] / "programs"
ANN = {"name": "Ann", "email": "ann@example.com", "role": "admin"}
NEW = {"email": "ann@example.com", "password": "open sesame"}


def test_service_registers_and_filters(serve: Serve) -> None:
    client = serve("service:create_app", "--factory").client

    created = client.post("/api/users", json=ANN)

    assert (created.status_code, created.json()) == (201, {**ANN, "name": "ann"})
    assert client.get("/api/users?role=admin").json() == [created.json()]
    assert client.get("/api/users?role=reader").json() == []


def test_service_refuses_a_known_address(serve: Serve) -> None:
    client = serve("service:create_app", "--factory").client
    client.post("/api/users", json=ANN)

    again = client.post("/api/users", json=ANN)

    assert (again.status_code, again.json()) == (400, {"detail": "Email already registered"})


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            {"name": "a b"},
            {
                "type": "value_error",
                "loc": ["body", "name"],
                "msg": "Value error, Name must be alphanumeric",
                "input": "a b",
                "ctx": {"error": {}},
            },
        ),
        (
            {"role": "king"},
            {
                "type": "enum",
                "loc": ["body", "role"],
                "msg": "Input should be 'admin' or 'reader'",
                "input": "king",
                "ctx": {"expected": "'admin' or 'reader'"},
            },
        ),
    ],
    ids=["validator", "enum"],
)
def test_service_refuses_bad_users(serve: Serve, change: dict[str, str], error: dict[str, object]) -> None:
    answer = serve("service:create_app", "--factory").client.post("/api/users", json={**ANN, **change})

    assert (answer.status_code, answer.json()) == (422, {"detail": [error]})


def test_service_reads_its_settings_once_from_a_file(serve: Serve, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SERVICE_APP_NAME=From a file\n")
    client = serve("service:create_app", "--factory").client

    told = [client.get("/api/about").json() for _ in range(2)]

    assert told == [{"name": "From a file", "reads": 1}] * 2


def test_service_has_its_pages_where_it_says(serve: Serve) -> None:
    client = serve("service:create_app", "--factory").client

    document = client.get("/api/openapi.json").json()

    assert client.get("/api/docs").status_code == 200
    assert [client.get(path).status_code for path in ("/docs", "/redoc", "/openapi.json")] == [404, 404, 404]
    tags = {path: operation["tags"] for path, item in document["paths"].items() for operation in item.values()}
    assert tags == {"/api/users": ["users"], "/api/about": ["about"], "/api/health": ["health"]}


def test_service_lets_its_origins_ask(serve: Serve) -> None:
    client = serve("service:create_app", "--factory").client
    wish = {"access-control-request-method": "POST", "access-control-request-headers": "content-type"}
    own, other = {"origin": "https://app.example"}, {"origin": "https://else.example"}

    preflight = client.options("/api/users", headers={**own, **wish})

    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-headers"] == "content-type"
    assert preflight.headers["access-control-allow-credentials"] == "true"
    assert client.get("/api/health", headers=own).headers["access-control-allow-origin"] == own["origin"]
    assert client.options("/api/users", headers={**other, **wish}).status_code == 400
    assert "access-control-allow-origin" not in client.get("/api/health", headers=other).headers


def test_registration_sends_mail_after_the_answer(serve: Serve) -> None:
    client = serve("registration:app").client

    answer = client.post("/register", json=NEW)
    before = client.get("/delivered").json()
    client.post("/mail-server")

    assert (answer.status_code, before) == (201, [])
    wait_for(lambda: bool(client.get("/delivered").json() == ["ann@example.com: Welcome"]))


def test_registration_answers_with_a_token(serve: Serve) -> None:
    client = serve("registration:app").client
    client.post("/mail-server")

    answer = client.post("/register", json=NEW).json()

    assert answer["token_type"] == "bearer"
    assert client.get(f"/who/{answer['access_token']}").json() == NEW["email"]
    assert client.post("/login", json=NEW).json() == {"hashed": True}
    assert client.post("/login", json={**NEW, "password": "x"}).status_code == 401


def test_registration_refuses_a_known_address(serve: Serve) -> None:
    client = serve("registration:app").client
    client.post("/mail-server")

    statuses = [client.post("/register", json=NEW).status_code for _ in range(2)]

    assert statuses == [201, 409]


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [("price/oar", 200, {"name": "oar", "price": 3}), ("nothing", 404, {"detail": "Not Found"})],
    ids=["found", "missing"],
)
def test_proxying_relays(serve: Serve, path: str, status: int, body: object) -> None:
    answer = serve("proxying:app").client.get(f"/relay/{path}")

    assert (answer.status_code, answer.json()) == (status, body)


def test_nested_dependencies_are_called_as_often_as_they_say(serve: Serve) -> None:
    client = serve("nested_dependencies:app").client

    counted = [client.get("/calls").json() for _ in range(2)]

    assert counted == [
        {"values": ["cachedfresh", "cachedfresh"], "calls": {"cached": times, "fresh": 2 * times}} for times in (1, 2)
    ]


def test_nested_dependencies_are_classes_and_objects(serve: Serve) -> None:
    client = serve("nested_dependencies:app").client

    assert client.get("/page?page=3&size=5").json() == [10, 5]
    assert [client.get(f"/contains?q={word}").json() for word in ("soar", "mast")] == [True, False]


def test_nested_dependencies_pass_their_own_tests() -> None:
    command = [sys.executable, "-m", "fireweed.compat", "-m", "pytest", "-q", "-p", "no:cacheprovider"]

    done = subprocess.run(
        [*command, "nested_dependencies.py"], cwd=PROGRAMS, capture_output=True, text=True, check=False
    )

    assert "3 passed" in done.stdout, done.stdout
