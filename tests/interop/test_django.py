"""A project of Django, served by the server as ASGI and as WSGI."""

import re
import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest

from interop.serving import PROGRAMS, Site, serving


@pytest.fixture(scope="module", params=["asgi", "wsgi"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    variables = {"NOTES_DATABASE": str(folder / "notes.sqlite"), "DJANGO_SETTINGS_MODULE": "notes.settings"}
    command = [sys.executable, "-m", "django", "migrate", "--run-syncdb", "--pythonpath", str(PROGRAMS)]
    subprocess.run(command, env=variables, check=True, capture_output=True)
    with serving(f"notes.{request.param}:application", folder=folder, variables=variables) as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=site.url) as client:
        yield client


def read_token(page: str) -> str:
    found = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)


def test_keeps_what_a_form_sends(client: httpx2.Client) -> None:
    before = client.get("/count").json()["count"]
    token = read_token(client.get("/").text)

    answer = client.post("/", data={"text": "Größe & <b>", "csrfmiddlewaretoken": token}, follow_redirects=True)

    assert "<li>Größe &amp; &lt;b&gt;</li>" in answer.text
    assert "last: Größe" in answer.text
    assert client.get("/count").json() == {"count": before + 1}


def test_refuses_a_form_without_its_token(client: httpx2.Client) -> None:
    client.get("/")

    assert client.post("/", data={"text": "forged"}).status_code == 403


def test_streams(client: httpx2.Client) -> None:
    assert client.get("/export").text.splitlines() == [str(number) for number in range(1000)]


def test_sends_files(client: httpx2.Client) -> None:
    assert client.get("/file").text == (PROGRAMS / "notes" / "urls.py").read_text()


def test_serves_static_files(client: httpx2.Client) -> None:
    answer = client.get("/static/notes.css")

    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/css")
    assert "sans-serif" in answer.text


def test_answers_that_a_page_is_missing(client: httpx2.Client) -> None:
    assert client.get("/missing").status_code == 404
