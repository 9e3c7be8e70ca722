from typing import Any

import pytest

from fireweed import Fireweed
from fireweed.testclient import TestClient

PAGES = ["/openapi.json", "/docs", "/docs/oauth2-redirect", "/redoc"]


def get_servers(app: Fireweed, root_path: str) -> Any:
    return TestClient(app, root_path=root_path).get("/openapi.json").json().get("servers")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_pages_are_there(method: str, path: str) -> None:
    assert TestClient(Fireweed()).request(method, path).status_code == 200


@pytest.mark.parametrize(
    ("name", "path"),
    list(zip(["openapi", "swagger_ui_html", "swagger_ui_redirect", "redoc_html"], PAGES, strict=True)),
)
def test_pages_have_the_names_that_programs_link_to(name: str, path: str) -> None:
    assert Fireweed().url_path_for(name) == path


def test_document_is_json() -> None:
    app = Fireweed(title="API")

    response = TestClient(app).get("/openapi.json")

    assert response.headers["content-type"] == "application/json"
    assert response.json() == app.openapi()


@pytest.mark.parametrize(
    ("options", "missing"),
    [
        ({"openapi_url": None}, PAGES),
        ({"docs_url": None}, ["/docs", "/docs/oauth2-redirect"]),
        ({"swagger_ui_oauth2_redirect_url": None}, ["/docs/oauth2-redirect"]),
        ({"redoc_url": None}, ["/redoc"]),
    ],
    ids=["document", "Swagger UI", "redirect", "ReDoc"],
)
def test_pages_without_url_are_not_there(options: dict[str, Any], missing: list[str]) -> None:
    client = TestClient(Fireweed(**options))

    assert [path for path in PAGES if client.get(path).status_code == 404] == missing


def test_pages_are_where_they_are_wanted() -> None:
    app = Fireweed(openapi_url="/api.json", docs_url="/ui", redoc_url="/re", swagger_ui_oauth2_redirect_url="/back")
    client = TestClient(app)

    assert "url: '/api.json'" in client.get("/ui").text
    assert "'/back'" in client.get("/ui").text
    assert 'spec-url="/api.json"' in client.get("/re").text
    assert client.get("/back").status_code == 200


@pytest.mark.parametrize(("path", "title"), [("/docs", "API - Swagger UI"), ("/redoc", "API - ReDoc")])
def test_pages_have_the_title_of_the_application(path: str, title: str) -> None:
    assert f"<title>{title}</title>" in TestClient(Fireweed(title="API")).get(path).text


def test_swagger_ui_gets_the_options_of_the_application() -> None:
    app = Fireweed(swagger_ui_parameters={"deepLinking": False}, swagger_ui_init_oauth={"clientId": "me"})

    page = TestClient(app).get("/docs").text

    assert '"deepLinking": false' in page
    assert 'ui.initOAuth({"clientId": "me"})' in page


@pytest.mark.parametrize("root_path", ["/api/v1", "/api/v1/"])
def test_pages_lead_through_the_root_path(root_path: str) -> None:
    client = TestClient(Fireweed(), root_path=root_path)

    assert "url: '/api/v1/openapi.json'" in client.get("/docs").text
    assert "'/api/v1/docs/oauth2-redirect'" in client.get("/docs").text
    assert 'spec-url="/api/v1/openapi.json"' in client.get("/redoc").text


@pytest.mark.parametrize(
    ("options", "servers"),
    [
        ({}, [{"url": "/api"}]),
        ({"servers": [{"url": "/other"}]}, [{"url": "/api"}, {"url": "/other"}]),
        ({"servers": [{"url": "/other"}, {"url": "/api"}]}, [{"url": "/other"}, {"url": "/api"}]),
        ({"root_path_in_servers": False}, None),
    ],
    ids=["first", "before others", "already there", "not wanted"],
)
def test_root_path_is_a_server(options: dict[str, Any], servers: Any) -> None:
    assert get_servers(Fireweed(**options), "/api") == servers


def test_root_path_of_one_request_does_not_leak_into_others() -> None:
    servers = [{"url": "/other"}]
    app = Fireweed(servers=servers)

    assert get_servers(app, "/a") == [{"url": "/a"}, {"url": "/other"}]
    assert get_servers(app, "/b") == [{"url": "/b"}, {"url": "/other"}]
    assert app.openapi()["servers"] == servers == [{"url": "/other"}]


def test_document_is_the_one_that_the_application_makes() -> None:
    app = Fireweed()
    app.openapi = lambda: {"mine": True}  # type: ignore[method-assign]  # what users do to change the document

    assert TestClient(app).get("/openapi.json").json() == {"mine": True}
