"""sqladmin: its pages in a real browser log in and out, list, create, edit, search, sort and delete."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx2
import pytest

from kit.chromium import Page, open_page

Serve = Callable[..., httpx2.Client]

ROWS = "[...document.querySelectorAll('tbody tr')].map(row => row.children[3].innerText)"


class Administration:
    """The pages of the program, as somebody uses them."""

    def __init__(self, client: httpx2.Client, page: Page) -> None:
        self.client = client
        self.page = page

    def open(self, path: str) -> None:
        self.page.open(f"{str(self.client.base_url).rstrip('/')}{path}")
        self.wait_path(path)

    def wait_path(self, path: str) -> None:
        self.page.wait_for(f"document.readyState === 'complete' && location.pathname === {path!r}")

    def wait_text(self, text: str) -> None:
        self.page.wait_for(f"document.readyState === 'complete' && document.body.innerText.includes({text!r})")

    def log_in(self, password: str = "secret") -> None:
        self.open("/admin/login")
        self.page.fill("[name=username]", "ada")
        self.page.fill("[name=password]", password)
        self.page.click("[type=submit]")

    def create_user(self, name: str) -> None:
        self.open("/admin/user/create")
        self.page.fill("[name=name]", name)
        self.page.click("[type=submit][value=Save]")
        self.wait_path("/admin/user/list")

    def wait_rows(self, *names: str) -> None:
        self.page.wait_for(f"JSON.stringify({ROWS}) === JSON.stringify({list(names)!r})")


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with open_page() as page:
        yield page


@pytest.fixture
def administration(serve: Serve, browser: Page) -> Administration:
    browser.forget()
    return Administration(serve("admin"), browser)


def test_logs_in_and_out(administration: Administration) -> None:
    administration.log_in()
    administration.wait_path("/admin/")
    administration.wait_text("Library")

    administration.page.click("a[href$='/admin/logout']")
    administration.wait_path("/admin/login")

    administration.page.open(f"{administration.client.base_url}/admin/user/list")
    administration.wait_path("/admin/login")


def test_refuses_a_wrong_password(administration: Administration) -> None:
    administration.log_in("wrong")

    administration.wait_text("Invalid credentials")


def test_creates_edits_and_deletes(administration: Administration) -> None:
    page = administration.page
    administration.log_in()
    administration.wait_path("/admin/")

    administration.create_user("Grace")
    administration.wait_rows("Grace")
    page.click("a[title=Edit], a[data-bs-original-title=Edit]")
    administration.wait_path("/admin/user/edit/1")
    page.fill("[name=name]", "Hedy")
    page.fill("[name=born]", "1914-11-09")
    page.click("[type=submit][value=Save]")
    administration.wait_path("/admin/user/list")
    administration.wait_rows("Hedy")
    page.click("a[title=View], a[data-bs-original-title=View]")
    administration.wait_path("/admin/user/details/1")
    administration.wait_text("1914-11-09")
    administration.open("/admin/user/list")
    page.click("a[data-bs-target='#modal-delete'][data-pk='1']")
    page.wait_for("document.querySelector('#modal-delete-text').innerText.includes('delete User 1')")
    page.click("#modal-delete-button")

    administration.wait_rows()
    assert page.errors == []


def test_pages_searches_and_sorts(administration: Administration) -> None:
    page = administration.page
    administration.log_in()
    administration.wait_path("/admin/")
    for name in ("Ada", "Grace", "Hedy", "Barbara", "Radia", "Frances"):
        administration.create_user(name)

    administration.wait_rows("Ada", "Grace", "Hedy", "Barbara", "Radia")
    page.click("a.page-link[href*='page=2']")
    administration.wait_rows("Frances")
    administration.open("/admin/user/list")
    page.click("a[href*='sortBy=name']")
    administration.wait_rows("Ada", "Barbara", "Frances", "Grace", "Hedy")
    page.fill("#search-input", "rad")
    page.click("#search-button")
    administration.wait_rows("Radia")

    assert page.errors == []


def test_runs_an_action_on_what_is_selected(administration: Administration) -> None:
    page = administration.page
    administration.log_in()
    administration.wait_path("/admin/")
    for name in ("Ada", "Grace", "Hedy"):
        administration.create_user(name)

    page.click("tbody tr:nth-child(1) .select-box")
    page.click("tbody tr:nth-child(3) .select-box")
    page.click("#action-custom-shout")

    administration.wait_rows("ADA", "Grace", "HEDY")


def test_looks_up_what_a_record_refers_to(administration: Administration) -> None:
    page = administration.page
    administration.log_in()
    administration.wait_path("/admin/")
    administration.create_user("Grace")
    administration.open("/admin/book/create")

    page.fill("[name=title]", "Compilers")
    page.wait_for("!!jQuery('[name=owner]').data('select2')")
    page.evaluate("void jQuery('[name=owner]').select2('open')")
    page.fill(".select2-search__field", "gra")
    page.wait_for("jQuery('.select2-results__option:contains(Grace)').length === 1")
    page.evaluate("void jQuery('.select2-results__option:contains(Grace)').trigger('mouseup')")
    page.click("[type=submit][value=Save]")
    administration.wait_path("/admin/book/list")

    administration.wait_text("Compilers")
    administration.wait_text("Grace")


def test_loads_its_assets_and_nothing_else(administration: Administration) -> None:
    administration.log_in()
    administration.wait_path("/admin/")
    administration.open("/admin/user/list")

    page, origin = administration.page, str(administration.client.base_url)
    statuses = {urlsplit(url).path: status for url, status in page.statuses.items()}
    refused = {path for path, status in statuses.items() if status >= 400}
    assert statuses["/admin/statics/css/tabler.min.css"] == statuses["/admin/statics/js/main.js"] == 200
    assert refused <= {"/favicon.ico"}  # which the browser wants of its own accord
    assert [url for url in page.requested if not url.startswith((origin, "data:"))] == []


def test_leaves_the_application_as_it_is(serve: Serve) -> None:
    client = serve("admin")

    assert client.get("/").json() == "main"
    assert list(client.get("/openapi.json").json()["paths"]) == ["/"]
