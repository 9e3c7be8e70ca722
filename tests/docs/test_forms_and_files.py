"""The example of docs/guides/forms-and-files.md does what the page says."""

import importlib.util
from pathlib import Path

import pytest

from fireweed.testclient import TestClient
from kit import multipart
from kit.endpoints import locations
from kit.forms import MULTIPART, URLENCODED

EXAMPLE = Path(__file__).parents[2] / "docs/examples/forms_and_files.py"


@pytest.fixture
def client() -> TestClient:
    spec = importlib.util.spec_from_file_location("forms_and_files", EXAMPLE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return TestClient(module.app)


def test_fields_are_parameters(client: TestClient) -> None:
    answer = client.post("/login", content="name=Ada&password=longer+than+that", headers=URLENCODED)

    assert answer.json() == {"name": "Ada"}
    assert locations(client.post("/login", content="name=&password=short", headers=URLENCODED)) == [
        ("missing", ["body", "name"]),
        ("string_too_short", ["body", "password"]),
    ]


def test_model_is_the_form(client: TestClient) -> None:
    answer = client.post("/profile", content="name=Ada&age=&topics=a&topics=b", headers=URLENCODED)

    assert answer.json() == {"name": "Ada", "age": None, "topics": ["a", "b"]}


def test_model_may_be_absent(client: TestClient) -> None:
    assert client.post("/order", content="article=x", headers=URLENCODED).json() == {"article": "x", "city": None}
    answer = client.post("/order", content="article=x&city=Rome", headers=URLENCODED)
    assert answer.json() == {"article": "x", "city": "Rome"}


def test_files_are_parameters(client: TestClient) -> None:
    body = multipart.form(
        multipart.file("picture", b"\x89PNG...", filename="a.png"),
        multipart.file("preview", b"12345"),
        multipart.file("others", filename=""),
    )

    assert client.post("/picture", content=body, headers=MULTIPART).json() == {
        "filename": "a.png",
        "first bytes": "89504e47",
        "preview": 5,
        "others": [],
    }


def test_model_beside_a_file_is_a_json_part(client: TestClient) -> None:
    manual = multipart.file("manual", b"...", filename="manual.pdf")
    good = multipart.form(multipart.field("item", '{"name":"Lamp","price":12}'), manual)
    bad = multipart.form(multipart.field("item", '{"name":"Lamp","price":0}'), manual)

    answer = client.post("/items", content=good, headers=MULTIPART)

    assert answer.json() == {"item": {"name": "Lamp", "price": 12.0}, "manual": "manual.pdf"}
    assert locations(client.post("/items", content=bad, headers=MULTIPART)) == [
        ("greater_than", ["body", "item", "price"])
    ]
