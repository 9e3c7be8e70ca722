from dataclasses import dataclass

import pytest

from fireweed.datastructures import Headers
from fireweed.middleware.debug_page.redaction import describe, hide_secrets, is_secret_name


@dataclass
class Account:
    name: str
    password: str


class Unprintable:
    def __repr__(self) -> str:
        raise RuntimeError("no text")


@pytest.mark.parametrize("name", ["password", "user_password", "API_KEY", b"Authorization", "set-cookie", "csrf_token"])
def test_knows_the_names_of_secrets(name: object) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize("name", ["user", "path", b"accept", 7, None])
def test_leaves_other_names_alone(name: object) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        ("hello", "'hello'"),
        (b"hello", "b'hello'"),
        ({"a": [1, (2, 3)]}, "{'a': [1, (2, 3)]}"),
        ({}, "{}"),
        (None, "None"),
    ],
    ids=repr,
)
def test_shows_harmless_values_as_they_are(value: object, text: str) -> None:
    assert describe("value", value) == text


@pytest.mark.parametrize(
    "value",
    [
        {"password": "hunter2"},
        {"nested": [{"api_key": "hunter2"}]},
        ("authorization", "hunter2"),
        [(b"cookie", b"id=hunter2")],
        Account("ada", "hunter2"),
        [Account("ada", "hunter2")],
        Headers({"authorization": "Basic hunter2"}),
        Headers(raw=[(b"cookie", b"id=hunter2"), (b"accept", b"x")]),
        "postgresql://ada:hunter2@localhost/shop",
        "GET /items?token=hunter2&limit=3",
        b"authorization: hunter2",
        "Bearer hunter2",
        f"Bearer {'x' * 500}hunter2",
        f"token={'x' * 500}hunter2",
    ],
    ids=lambda value: f"{type(value).__name__} {str(value)[:20]}",
)
def test_hides_secrets_inside_values(value: object) -> None:
    assert "hunter2" not in describe("value", value)


def test_leaves_what_stands_beside_a_secret() -> None:
    assert hide_secrets("?token=abc&limit=3") == "?token=**********&limit=3"


@pytest.mark.parametrize(
    "value",
    ["x" * 100_000, b"x" * 100_000, bytearray(100_000), list(range(1000)), dict.fromkeys(range(1000)), 10**5000],
    ids=lambda value: type(value).__name__,
)
def test_shortens_large_values(value: object) -> None:
    assert len(describe("value", value)) < 500


def test_ends_a_value_that_holds_itself() -> None:
    value: dict[str, object] = {}
    value["value"] = value

    assert describe("value", value) == "{'value': {'value': {'value': {'value': {...}}}}}"


@pytest.mark.parametrize("value", [Unprintable(), [Unprintable()], {"item": Unprintable()}])
def test_describes_what_cannot_be_printed(value: object) -> None:
    assert "<Unprintable object, whose repr() fails>" in describe("value", value)
