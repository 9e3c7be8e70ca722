"""Pages that load their scripts from files instead of a CDN."""

from pathlib import Path

import pytest

from fireweed import Fireweed
from fireweed.exceptions import FireweedError
from fireweed.openapi.assets import FILES, PageAssets, find_assets
from fireweed.openapi.docs import REDOC_JS_URL, SWAGGER_JS_URL
from fireweed.testclient import TestClient


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).write_text(f"/* {name} */")
    return tmp_path


def test_pages_refer_to_the_files(folder: Path) -> None:
    client = TestClient(Fireweed(docs_assets=folder))
    version = PageAssets(folder).version

    swagger_ui, redoc = client.get("/docs").text, client.get("/redoc").text

    assert f'src="/docs/assets/swagger-ui-bundle.js?v={version}"' in swagger_ui
    assert f'href="/docs/assets/swagger-ui.css?v={version}"' in swagger_ui
    assert f'src="/docs/assets/redoc.standalone.js?v={version}"' in redoc


def test_pages_with_files_ask_no_other_host(folder: Path) -> None:
    client = TestClient(Fireweed(docs_assets=str(folder)))

    assert [page for page in ("/docs", "/redoc") if "//" in client.get(page).text.replace("<!--", "")] == []


def test_files_are_kept_for_a_year(folder: Path) -> None:
    client = TestClient(Fireweed(docs_assets=folder))

    response = client.get("/docs/assets/swagger-ui.css?v=x")

    assert (response.status_code, response.text) == (200, "/* swagger-ui.css */")
    assert response.headers["content-type"] == "text/css; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("name", ["LICENSE", "..%2Fsecret", "%2Fetc%2Fpasswd", ""])
def test_nothing_else_in_the_folder_is_served(folder: Path, name: str) -> None:
    (folder / "LICENSE").write_text("private")

    assert TestClient(Fireweed(docs_assets=folder)).get(f"/docs/assets/{name}").status_code == 404


def test_address_is_another_one_for_other_files(folder: Path) -> None:
    before = PageAssets(folder).version
    (folder / FILES[0]).write_text("changed")

    assert PageAssets(folder).version != before


def test_addresses_stand_below_the_root_path(folder: Path) -> None:
    client = TestClient(Fireweed(docs_assets=folder), root_path="/api")

    page = client.get("/docs").text
    address = page.partition('src="')[2].partition('"')[0]

    assert address.startswith("/api/docs/assets/")


def test_files_follow_the_pages(folder: Path) -> None:
    client = TestClient(Fireweed(docs_assets=folder, docs_url=None, redoc_url="/api-docs"))

    assert client.get("/api-docs/assets/redoc.standalone.js").status_code == 200
    assert client.get("/docs/assets/redoc.standalone.js").status_code == 404


def test_without_pages_there_are_no_files(folder: Path) -> None:
    app = Fireweed(docs_assets=folder / "missing", docs_url=None, redoc_url=None)

    assert TestClient(app).get("/assets/swagger-ui.css").status_code == 404


def test_cdn_is_asked_for_nothing_else(folder: Path) -> None:
    client = TestClient(Fireweed(docs_assets="cdn"))

    assert SWAGGER_JS_URL in client.get("/docs").text
    assert REDOC_JS_URL in client.get("/redoc").text
    assert client.get("/docs/assets/swagger-ui.css").status_code == 404


def test_files_of_the_package_are_taken_if_there_are_any(folder: Path) -> None:
    found = find_assets("auto", bundled=folder)

    assert found is not None
    assert found.directory == folder
    assert find_assets("auto", bundled=folder / "missing") is None


def test_an_empty_folder_brings_no_files(tmp_path: Path) -> None:
    assert find_assets("auto", bundled=tmp_path) is None


@pytest.mark.parametrize("choice", ["local", "/nowhere"])
def test_missing_files_are_refused_when_the_application_is_made(choice: str, tmp_path: Path) -> None:
    with pytest.raises(FireweedError, match=r"need swagger-ui-bundle.js, .*make docs-assets"):
        find_assets(choice, bundled=tmp_path)
