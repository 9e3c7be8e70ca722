"""The page at `/docs` of a program for FastAPI, which is as it was, and wants its scripts of a CDN."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fireweed import openapi
from kit.chromium import Page, open_page
from kit.service import Service, run_service
from kit.swagger_ui import leave_dialogue, log_in, log_out, try_out, wait_for_refusal

PROGRAMS = Path(__file__).parents[1] / "compat" / "programs"
SCRIPTS = Path(openapi.__file__).with_name("static")
ME, DELETE = "me_me_get", "delete_all_all_delete"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    arguments = ["run", "--compat", "authentication:app", "--app-dir", str(PROGRAMS), "--host", "127.0.0.1"]
    with run_service(arguments, {}) as service:
        yield service


@pytest.fixture
def page(service: Service) -> Iterator[Page]:
    with open_page() as page:
        page.answer_from("https://cdn.jsdelivr.net/", SCRIPTS)
        page.open(f"{service.url}/docs")
        yield page


def test_strangers_are_refused(page: Page) -> None:
    assert try_out(page, ME) == (401, {"detail": "Not authenticated"})


def test_a_token_is_had_by_password_and_sent_along(page: Page) -> None:
    log_in(page, "bo", "hidden")
    leave_dialogue(page)

    assert try_out(page, ME) == (200, "bo")
    assert try_out(page, DELETE) == (403, {"detail": "Not allowed"})


def test_a_role_lets_in(page: Page) -> None:
    log_in(page, "ann", "secret")
    leave_dialogue(page)

    assert try_out(page, DELETE) == (200, "gone")


def test_a_token_is_forgotten_after_the_log_out(page: Page) -> None:
    log_in(page, "bo", "hidden")
    leave_dialogue(page)

    log_out(page)

    assert try_out(page, ME)[0] == 401


def test_a_wrong_password_is_told(page: Page) -> None:
    log_in(page, "bo", "wrong")

    assert "Unauthorized" in wait_for_refusal(page)
