"""The example of docs/guides/reading-forms.md does what the page says."""

import hashlib
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from fireweed.testclient import TestClient

EXAMPLE = Path(__file__).parents[2] / "docs/examples/reading_forms.py"


def load_example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reading_forms", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client() -> TestClient:
    return TestClient(load_example().app, raise_server_exceptions=False)


def test_reads_fields(client: TestClient) -> None:
    answer = client.post("/sign-up", data={"name": "Ada L.", "topic": ["a", "b"]})

    assert answer.json() == {"name": "Ada L.", "topics": ["a", "b"]}


def test_describes_uploads(client: TestClient) -> None:
    content = b"x" * 2_000_000

    answer = client.post("/files", files=[("file", ("a.txt", b"abc")), ("file", ("b.bin", content))])

    assert answer.json() == [
        {"filename": "a.txt", "size": 3, "sha256": hashlib.sha256(b"abc").hexdigest()[:8]},
        {"filename": "b.bin", "size": 2_000_000, "sha256": hashlib.sha256(content).hexdigest()[:8]},
    ]


@pytest.mark.parametrize(("path", "size", "status"), [("/sign-up", 1001, 413), ("/files", 10_000_001, 413)])
def test_refuses_bodies_that_are_too_large(client: TestClient, path: str, size: int, status: int) -> None:
    assert client.post(path, content=b"x" * size).status_code == status


def test_answers_bad_forms(client: TestClient) -> None:
    answer = client.post("/sign-up", data={"topic": ["a"] * 11})

    assert (answer.status_code, answer.text) == (400, "Too many fields. Maximum number of fields is 10.")
