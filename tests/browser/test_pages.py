"""`/docs` and `/redoc` in a real browser that reaches no other host: `make test-browser`, which fetches their files."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.chromium import Page, open_page
from kit.service import Service, run_service

HERE = Path(__file__).parent
CREATE = "#operations-items-create_item_items_post"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with run_service(["run", "documented:app", "--app-dir", str(HERE), "--host", "127.0.0.1"], {}) as service:
        yield service


@pytest.fixture
def page() -> Iterator[Page]:
    with open_page() as page:
        yield page


def test_swagger_ui_shows_every_operation(service: Service, page: Page) -> None:
    page.open(f"{service.url}/docs")
    page.wait_for("document.querySelectorAll('.opblock').length === 4")

    shown = page.evaluate(
        "[...document.querySelectorAll('.opblock')].map(block => "
        "[block.querySelector('.opblock-summary-method').innerText, "
        "block.querySelector('[data-path]').dataset.path])"
    )

    assert sorted(shown) == [
        ["DELETE", "/items/{item_id}"],
        ["GET", "/health"],
        ["GET", "/items/{item_id}"],
        ["POST", "/items"],
    ]


def test_trying_out_posts_the_body_and_shows_the_answer(service: Service, page: Page) -> None:
    page.open(f"{service.url}/docs")
    page.click(f"{CREATE} .opblock-summary-control")
    page.click(f"{CREATE} .try-out__btn")
    page.fill(f"{CREATE} textarea", json.dumps({"name": "Chair", "price": 12.5}))
    page.click(f"{CREATE} .execute")

    status = page.wait_for(
        f"document.querySelector('{CREATE} .live-responses-table tbody .response-col_status').innerText"
    )
    body = page.wait_for(
        f"document.querySelector('{CREATE} .live-responses-table tbody .highlight-code code').innerText"
    )

    assert status.startswith("201")
    assert json.loads(body) == {"name": "Chair", "price": 12.5}


def test_redoc_shows_every_operation(service: Service, page: Page) -> None:
    page.open(f"{service.url}/redoc")

    page.wait_for("document.querySelectorAll('[data-section-id^=\"tag/items/operation\"]').length === 3")
    text = page.evaluate("document.body.innerText")

    names = ("Looked at (0.1.0)", "Read Item", "Create Item", "Delete Item", "Read Health")
    assert [name for name in names if name not in text] == []


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_want_nothing_of_other_hosts(service: Service, page: Page, path: str) -> None:
    page.open(f"{service.url}{path}")
    page.wait_for("document.querySelectorAll('.opblock, [data-section-id]').length > 3")

    own = (service.url, "data:", "blob:")
    assert [url for url in page.requested if not url.startswith(own)] == []
