"""The program of the guide to built-in middleware does what the page says beyond its commands."""

import pytest

from docs.programs import load_program
from fireweed.testclient import TestClient

ORIGIN = "https://readers.example"


@pytest.fixture
def client() -> TestClient:
    return TestClient(load_program("docs/examples/built_in_middleware.py").app, raise_server_exceptions=False)


def test_visits_are_remembered(client: TestClient) -> None:
    visits = [client.post("/visits").json()["visits"] for _ in range(3)]

    assert visits == [1, 2, 3]


def test_catalogue_is_compressed(client: TestClient) -> None:
    answer = client.get("/catalogue", headers={"accept-encoding": "gzip"})

    assert (answer.headers["content-encoding"], answer.json()[999]) == ("gzip", "Book 999")
    assert int(answer.headers["content-length"]) < 4000


def test_readers_may_ask_from_their_site(client: TestClient) -> None:
    headers = {"origin": ORIGIN, "access-control-request-method": "GET", "access-control-request-headers": "x-card"}

    answer = client.options("/shelf", headers=headers)

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, ORIGIN)


def test_failure_may_be_read_by_their_site(client: TestClient) -> None:
    answer = client.get("/broken", headers={"origin": ORIGIN})

    assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (500, ORIGIN)


def test_other_hosts_are_refused(client: TestClient) -> None:
    assert client.get("/catalogue", headers={"host": "evil.example"}).status_code == 400
