"""Every program does what its document says, whatever Schemathesis asks it: nothing undocumented, no error of ours."""

import os
from dataclasses import replace
from pathlib import Path

import httpx2
import pytest

from openapi_tools.conversations import write_configuration
from openapi_tools.documents import write_document
from openapi_tools.programs import PROGRAMS, SHOP, STRESS, Program
from openapi_tools.service import serve
from openapi_tools.tools import PYTHON_TOOLS, run_tool

MAX_EXAMPLES = int(os.environ.get("OPENAPI_EXAMPLES", "8"))
SPOKEN_TO = [program for program in PROGRAMS if program is not SHOP and not program.is_silent]
STRANGER = replace(STRESS, secret="")


def log_in_to_shop(url: str) -> str:
    """The token of the shop's administrator."""
    credentials = {"email": SHOP.environment["SHOP_ADMIN_EMAIL"], "password": SHOP.environment["SHOP_ADMIN_PASSWORD"]}
    answer = httpx2.post(f"{url}/auth/login", json=credentials, timeout=60).raise_for_status()
    token: str = answer.json()["access_token"]
    return token


def converse(program: Program, url: str, folder: Path, *options: str) -> str:
    """What Schemathesis reports, "" when it found nothing."""
    configuration = folder / "schemathesis.toml"
    configuration.write_text(write_configuration(program, MAX_EXAMPLES))
    document = folder / "openapi.json"
    document.write_text(write_document(program))
    command: list[str | Path] = [
        PYTHON_TOOLS / "schemathesis",
        "--config-file",
        configuration,
        "run",
        document,
        "--url",
        url,
    ]
    statuses = {"UNDOCUMENTED_STATUSES": " ".join(map(str, program.undocumented))}
    answer = run_tool([*command, "--no-color", *options], folder, statuses)
    return answer.stdout if answer.returncode else ""


@pytest.mark.parametrize("program", SPOKEN_TO, ids=str)
def test_answers_as_documented(program: Program, tmp_path: Path) -> None:
    with serve(program, tmp_path) as service:
        report = converse(program, service.url, tmp_path)

    assert not report, report


def test_shop_answers_its_administrator_as_documented(tmp_path: Path) -> None:
    with serve(SHOP, tmp_path) as service:
        token = log_in_to_shop(service.url)

        report = converse(SHOP, service.url, tmp_path, "--header", f"Authorization: Bearer {token}")

    assert not report, report


def test_shop_answers_strangers_as_documented(tmp_path: Path) -> None:
    with serve(SHOP, tmp_path) as service:
        report = converse(SHOP, service.url, tmp_path)

    assert not report, report


def test_stress_answers_strangers_as_documented(tmp_path: Path) -> None:
    with serve(STRESS, tmp_path) as service:
        report = converse(STRANGER, service.url, tmp_path, "--include-path-regex", "^/protected/")

    assert not report, report
