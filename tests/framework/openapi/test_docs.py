import json
import re
from enum import Enum
from html.parser import HTMLParser
from typing import Any

import pytest

from fireweed.openapi import get_redoc_html, get_swagger_ui_html, get_swagger_ui_oauth2_redirect_html
from fireweed.openapi.docs import swagger_ui_default_parameters
from fireweed.responses import HTMLResponse


class Expansion(Enum):
    LIST = "list"


BREAKING_OUT = """</script></title><script>alert(1)</script>'"\\&\u2028"""


class Page(HTMLParser):
    """What a browser sees in a page: elements with their attributes, and the text of some."""

    def __init__(self, response: HTMLResponse) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self.feed(bytes(response.body).decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements:
            tag = self.elements[-1][0]
            self.texts[tag] = self.texts.get(tag, "") + data

    def find(self, tag: str, attribute: str) -> list[str | None]:
        return [attributes[attribute] for name, attributes in self.elements if name == tag and attribute in attributes]


def build_swagger_page(**options: Any) -> Page:
    return Page(get_swagger_ui_html(**{"openapi_url": "/openapi.json", "title": "API", **options}))


def test_pages_are_html() -> None:
    for response in (
        get_swagger_ui_html(openapi_url="/o", title="t"),
        get_redoc_html(openapi_url="/o", title="t"),
        get_swagger_ui_oauth2_redirect_html(),
    ):
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_swagger_ui_loads_the_document() -> None:
    page = build_swagger_page()

    assert "url: '/openapi.json'," in page.texts["script"]
    assert page.texts["title"].strip() == "API"


def test_swagger_ui_is_loaded_from_the_urls_given() -> None:
    page = build_swagger_page(swagger_js_url="/s.js?a=1&b=2", swagger_css_url="/s.css", swagger_favicon_url="/i.png")

    assert page.find("script", "src") == ["/s.js?a=1&b=2"]
    assert page.find("link", "href") == ["/s.css", "/i.png"]


def test_swagger_ui_has_default_parameters() -> None:
    script = build_swagger_page().texts["script"]

    for name, value in swagger_ui_default_parameters.items():
        assert f'"{name}": {json.dumps(value)},\n' in script


@pytest.mark.parametrize(
    ("parameters", "line"),
    [
        ({"deepLinking": False}, '"deepLinking": false,\n'),
        ({"syntaxHighlight": {"theme": "obsidian"}}, '"syntaxHighlight": {"theme": "obsidian"},\n'),
        ({"docExpansion": Expansion.LIST}, '"docExpansion": "list",\n'),
    ],
    ids=["overridden", "added", "enumeration"],
)
def test_swagger_ui_takes_parameters(parameters: dict[str, Any], line: str) -> None:
    script = build_swagger_page(swagger_ui_parameters=parameters).texts["script"]

    assert line in script
    assert all(script.count(f'"{name}":') == 1 for name in parameters)


def test_swagger_ui_redirects_only_where_it_is_told_to() -> None:
    redirecting = build_swagger_page(oauth2_redirect_url="/docs/oauth2-redirect").texts["script"]

    assert "oauth2RedirectUrl: window.location.origin + '/docs/oauth2-redirect'," in redirecting
    assert "oauth2RedirectUrl" not in build_swagger_page().texts["script"]


def test_swagger_ui_fills_in_the_dialog_only_where_it_is_told_to() -> None:
    filling_in = build_swagger_page(init_oauth={"clientId": "me"}).texts["script"]

    assert 'ui.initOAuth({"clientId": "me"})' in filling_in
    assert "initOAuth" not in build_swagger_page().texts["script"]


@pytest.mark.parametrize(
    "options",
    [
        {"title": BREAKING_OUT},
        {"openapi_url": BREAKING_OUT},
        {"oauth2_redirect_url": BREAKING_OUT},
        {"swagger_js_url": BREAKING_OUT},
        {"swagger_css_url": BREAKING_OUT},
        {"swagger_favicon_url": BREAKING_OUT},
        {"swagger_ui_parameters": {BREAKING_OUT: BREAKING_OUT}},
        {"init_oauth": {BREAKING_OUT: BREAKING_OUT}},
    ],
    ids=lambda options: next(iter(options)),
)
def test_nothing_breaks_out_of_its_place_in_swagger_ui(options: dict[str, Any]) -> None:
    page, plain = build_swagger_page(**options), build_swagger_page(**_plain(options))

    assert [tag for tag, _ in page.elements] == [tag for tag, _ in plain.elements]
    assert "<" not in page.texts["script"]


def _plain(options: dict[str, Any]) -> dict[str, Any]:
    """The same options with harmless values."""
    return {name: {"a": "b"} if isinstance(value, dict) else "plain" for name, value in options.items()}


@pytest.mark.parametrize("option", ["openapi_url", "oauth2_redirect_url"])
def test_strings_of_scripts_hold_what_was_given(option: str) -> None:
    script = build_swagger_page(**{option: BREAKING_OUT}).texts["script"]

    strings = [json.loads(f'"{string}"') for string in re.findall(r"'([^'\n]*)'", script)]

    assert BREAKING_OUT in strings


def test_redoc_loads_the_document() -> None:
    page = Page(get_redoc_html(openapi_url="/openapi.json?a=1&b=2", title="API", redoc_js_url="/r.js"))

    assert page.find("redoc", "spec-url") == ["/openapi.json?a=1&b=2"]
    assert page.find("script", "src") == ["/r.js"]
    assert page.texts["title"].strip() == "API"


@pytest.mark.parametrize(("wanted", "count"), [(True, 2), (False, 1)])
def test_redoc_has_fonts_from_elsewhere_only_where_they_are_wanted(wanted: bool, count: int) -> None:
    page = Page(get_redoc_html(openapi_url="/o", title="t", redoc_favicon_url="/i.png", with_google_fonts=wanted))

    assert len(page.find("link", "href")) == count


@pytest.mark.parametrize("option", ["title", "openapi_url", "redoc_js_url", "redoc_favicon_url"])
def test_nothing_breaks_out_of_its_place_in_redoc(option: str) -> None:
    plain: dict[str, Any] = {"openapi_url": "/o", "title": "t"}

    page = Page(get_redoc_html(**{**plain, option: BREAKING_OUT}))

    assert [tag for tag, _ in page.elements] == [tag for tag, _ in Page(get_redoc_html(**plain)).elements]


def test_oauth2_redirect_page_answers_the_window_behind_it() -> None:
    assert b"window.opener.swaggerUIRedirectOauth2" in get_swagger_ui_oauth2_redirect_html().body
