"""The program of the guide's section on telemetry reports what the page says."""

import pytest

from docs.programs import load_program
from fireweed.testclient import TestClient


def test_request_is_reported_by_its_declared_path(capsys: pytest.CaptureFixture[str]) -> None:
    client = TestClient(load_program("docs/examples/telemetry.py").app)

    client.get("/books/7")

    reported = capsys.readouterr().err
    assert reported.startswith("GET /books/{book_id} ")
    assert "'library.book': 7" in reported


def test_excluded_request_is_not_reported(capsys: pytest.CaptureFixture[str]) -> None:
    client = TestClient(load_program("docs/examples/telemetry.py").app)

    assert client.get("/ready").status_code == 200
    assert capsys.readouterr().err == ""
