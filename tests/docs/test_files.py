"""The example of docs/guides/files.md does what the page says."""

from pathlib import Path

import pytest
from sending_files.main import app

from fireweed.testclient import TestClient

PAGE = Path(__file__).parents[2] / "docs/guides/files.md"
EXAMPLE = Path(__file__).parents[2] / "docs/examples/sending_files/main.py"


@pytest.fixture
def client() -> TestClient:
    return TestClient(app)


def test_the_page_shows_the_example() -> None:
    _, _, rest = PAGE.read_text().partition('title="docs/examples/sending_files/main.py"\n')
    shown, _, _ = rest.partition("```")

    assert shown
    assert shown in EXAMPLE.read_text()


def test_answers_as_the_page_shows(client: TestClient) -> None:
    response = client.get("/download/2025", headers={"range": "bytes=0-4"})

    assert response.status_code == 206
    assert f"`content-range: {response.headers['content-range']}`" in PAGE.read_text()
    assert f"```text\n{response.text}\n```" in PAGE.read_text()


def test_says_that_there_is_no_report(client: TestClient) -> None:
    response = client.get("/download/1999")

    assert (response.status_code, response.json()) == (404, {"detail": "There is no report of 1999"})


def test_serves_the_directory(client: TestClient) -> None:
    assert client.get("/reports/2025.csv").text.startswith("month,orders")
    assert client.get("/reports/../main.py").status_code == 404


def test_links_to_a_file_of_the_directory(client: TestClient) -> None:
    response = client.get("/years/2025")

    assert '<a href="http://testserver/reports/2025.csv">' in response.text
    assert response.context["year"] == 2025  # type: ignore[attr-defined]  # the test client sets it for templates


@pytest.mark.parametrize(
    ("path", "accept", "status"),
    [("/", "*/*", 200), ("/app.js", "*/*", 200), ("/a/page", "text/html", 200), ("/a/page", "application/json", 404)],
)
def test_serves_the_frontend(client: TestClient, path: str, accept: str, status: int) -> None:
    assert client.get(path, headers={"accept": accept}).status_code == status
