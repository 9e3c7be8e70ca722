"""Logging in on `/docs` and calling what is protected, and pages of a document that has everything in it."""

import base64
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.chromium import Page, open_page
from kit.service import Service, run_service
from kit.swagger_ui import leave_dialogue, log_in, try_out, wait_for_refusal

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "docs" / "examples"
LOCAL = ["--host", "127.0.0.1"]
ME = "read_me_me_get"


@pytest.fixture(scope="module")
def library() -> Iterator[Service]:
    arguments = ["run", "security_tokens:app", "--app-dir", str(EXAMPLES), *LOCAL]
    with run_service(arguments, {}) as service:
        yield service


@pytest.fixture(scope="module")
def stress() -> Iterator[Service]:
    arguments = ["run", "openapi_tools.stress.main:app", "--app-dir", str(TESTS), *LOCAL]
    with run_service(arguments, {}) as service:
        yield service


@pytest.fixture
def page() -> Iterator[Page]:
    with open_page() as page:
        yield page


def keep_picture(page: Page, name: str) -> None:
    """Write what the page looks like to the folder SCREENSHOTS, if that is set."""
    if folder := os.environ.get("SCREENSHOTS"):
        Path(folder, f"{name}.png").write_bytes(base64.b64decode(page.take_picture()))


def test_strangers_are_refused(library: Service, page: Page) -> None:
    page.open(f"{library.url}/docs")

    assert try_out(page, ME) == (401, {"detail": "Not authenticated"})


def test_authorize_logs_in_with_name_and_password(library: Service, page: Page) -> None:
    page.open(f"{library.url}/docs")
    log_in(page, "ada", "correct horse")
    keep_picture(page, "authorize")
    leave_dialogue(page)

    answer = try_out(page, ME)

    keep_picture(page, "protected")
    assert answer == (200, {"name": "ada"})
    assert [url for url in page.requested if not url.startswith((library.url, "data:", "blob:"))] == []


def test_authorize_shows_that_a_password_is_wrong(library: Service, page: Page) -> None:
    page.open(f"{library.url}/docs")

    log_in(page, "ada", "wrong")

    assert "Bad Request" in wait_for_refusal(page)


def find_operations(page: Page) -> set[tuple[str, str]]:
    """Method and path of every operation of the document that the page loads."""
    return {
        (method.upper(), path)
        for path, method in page.evaluate(
            "fetch('/openapi.json').then(answer => answer.json()).then(document => "
            "Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map(method => [path, method])))"
        )
    }


def test_swagger_ui_shows_every_operation_of_the_stress_application(stress: Service, page: Page) -> None:
    page.open(f"{stress.url}/docs")
    operations = find_operations(page)
    page.wait_for(f"document.querySelectorAll('.opblock').length >= {len(operations)}")

    shown = page.evaluate(
        "[...document.querySelectorAll('.opblock')].map(block => "
        "[block.querySelector('.opblock-summary-method').innerText, "
        "block.querySelector('[data-path]').dataset.path])"
    )

    keep_picture(page, "stress-docs")
    assert operations - {(method, path) for method, path in shown} == set()


@pytest.mark.parametrize("tag", ["parameters", "bodies", "answers", "protected", "outgoing", "default"])
def test_swagger_ui_opens_every_operation_of_the_stress_application(stress: Service, page: Page, tag: str) -> None:
    page.open(f"{stress.url}/docs")
    blocks = f"[...document.querySelectorAll('[id^=\"operations-{tag}-\"]')]"
    page.wait_for(f"{blocks}.length > 0")

    page.evaluate(f"{blocks}.forEach(block => block.querySelector('.opblock-summary-control').click())")
    page.wait_for(f"{blocks}.every(block => block.querySelector('.responses-table'))")

    keep_picture(page, f"stress-{tag}")
    text = page.evaluate("document.body.innerText")
    assert [words for words in ("Could not render", "Resolver error", "Errors\n") if words in text] == []


def test_redoc_shows_every_operation_of_the_stress_application(stress: Service, page: Page) -> None:
    page.open(f"{stress.url}/redoc")
    page.wait_for("document.querySelectorAll('[data-section-id*=\"/operation/\"]').length > 50")

    names = page.evaluate("document.body.innerText")

    keep_picture(page, "stress-redoc")
    expected = ("Send Everything", "Read what", "Order Parcel", "Stream Events", "Read Either", "Log In")
    assert [name for name in expected if name not in names] == []
    assert "Something went wrong" not in names
