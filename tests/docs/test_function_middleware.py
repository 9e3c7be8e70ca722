"""The example of docs/guides/middleware.md does what the page says."""

import hashlib
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from fireweed.testclient import TestClient

EXAMPLE = Path(__file__).parents[2] / "docs/examples/function_middleware.py"

ADA = {"x-user": "ada"}


@pytest.fixture
def example() -> ModuleType:
    spec = importlib.util.spec_from_file_location("function_middleware", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def client(example: ModuleType) -> TestClient:
    return TestClient(example.app)


def test_endpoint_sees_the_context_variable_of_the_middleware(client: TestClient) -> None:
    assert client.get("/me", headers=ADA).json() == {"name": "ada"}


def test_refusal_passes_the_middleware_outside(client: TestClient) -> None:
    answer = client.get("/me")

    assert (answer.status_code, answer.json()) == (401, {"detail": "Who are you?"})
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_body_is_read_and_sent_with_its_digest(client: TestClient) -> None:
    answer = client.post("/orders", headers=ADA, json={"item": "teapot"})

    assert (answer.status_code, answer.json()) == (201, {"item": "teapot", "user": "ada"})
    assert answer.headers["x-digest"] == hashlib.sha256(answer.content).hexdigest()


def test_background_task_runs_although_the_body_was_replaced(client: TestClient, example: ModuleType) -> None:
    client.post("/orders", headers=ADA, json={"item": "teapot"})

    assert example.orders == ["teapot"]


def test_slow_endpoint_is_cancelled(client: TestClient, example: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(example, "SECONDS", 0.001)

    answer = client.get("/slow", headers=ADA)

    assert (answer.status_code, answer.json()) == (504, {"detail": "That took too long"})
