"""Flask by way of WSGI, served by the server."""

from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from interop.serving import Site, serving


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving("flask_program:app", "--interface", "wsgi", folder=folder, may_fail=True) as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url) as client:
        yield client


def test_sees_the_request(client: httpx2.Client, site: Site) -> None:
    answer = client.get("/items/7", params={"q": "a b"})

    assert answer.json() == {"item": 7, "q": "a b", "client": "127.0.0.1", "url": f"{site.url}/items/7?q=a+b"}


def test_believes_proxies(client: httpx2.Client) -> None:
    answer = client.get("/items/7", headers={"x-forwarded-for": "10.1.2.3", "x-forwarded-proto": "https"})

    assert answer.json()["client"] == "10.1.2.3"
    assert answer.json()["url"].startswith("https://")


def test_remembers_in_a_session(client: httpx2.Client) -> None:
    client.post("/login", data={"name": "Ada"})

    assert client.get("/name").json() == {"name": "Ada"}


def test_takes_files(client: httpx2.Client) -> None:
    answer = client.post("/files", files={"file": ("big.bin", b"x" * 3_000_000)})

    assert answer.json() == {"name": "big.bin", "size": 3_000_000}


def test_reads_a_body_in_chunks(client: httpx2.Client) -> None:
    answer = client.post("/upload", content=(b"x" * 65536 for _ in range(50)))

    assert answer.json() == {"size": 50 * 65536}


def test_streams(client: httpx2.Client) -> None:
    assert client.get("/stream").text.splitlines() == [str(number) for number in range(1000)]


def test_answers_head_without_a_body(client: httpx2.Client) -> None:
    answer = client.head("/items/7")

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 0


def test_errors_are_answered(client: httpx2.Client) -> None:
    assert client.get("/fail").status_code == 500


def test_is_told_by_its_parameters(tmp_path: Path) -> None:
    with serving("flask_program:app", folder=tmp_path) as site:
        assert httpx2.get(f"{site.url}/items/1").json()["item"] == 1


def test_is_served_below_a_path(tmp_path: Path) -> None:
    with serving("flask_program:app", "--root-path", "/shop", folder=tmp_path) as site:
        answer = httpx2.get(f"{site.url}/items/1")

    assert answer.json()["url"] == f"{site.url}/shop/items/1"
