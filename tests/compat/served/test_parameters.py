"""The programs `hello` and `items`: what comes from the path and the query, and what is refused."""

from typing import Any

import pytest

from kit.served_programs import Serve

WHOLE = "Input should be a valid integer, unable to parse string as an integer"


@pytest.mark.parametrize(
    ("path", "body"),
    [("/text", b'"hello"'), ("/", b'{"hello":"world"}'), ("/sync", b'{"hello":"threads"}')],
    ids=["text", "object", "def"],
)
def test_hello_answers_in_json(share: Serve, path: str, body: bytes) -> None:
    answer = share("hello:app").client.get(path)

    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "application/json", body)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/items/3?q=a", {"item_id": 3, "q": "a", "short": False}),
        ("/items/3", {"item_id": 3, "q": None, "short": False}),
        ("/items", {"limit": 10}),
        ("/items?limit=100", {"limit": 100}),
        ("/users/1/items/2", [1, 2]),
    ],
    ids=["optional", "absent", "default", "bound", "two-in-a-path"],
)
def test_items_reads_parameters(share: Serve, path: str, expected: object) -> None:
    answer = share("items:app").client.get(path)

    assert (answer.status_code, answer.json()) == (200, expected)


def test_items_reads_booleans_in_words(share: Serve) -> None:
    client = share("items:app").client

    read = {word: client.get("/items/1", params={"short": word}).json()["short"] for word in ("yes", "on", "1", "off")}

    assert read == {"yes": True, "on": True, "1": True, "off": False}


@pytest.mark.parametrize(
    ("path", "errors"),
    [
        ("/items/x", [{"type": "int_parsing", "loc": ["path", "item_id"], "msg": WHOLE, "input": "x"}]),
        (
            "/items/1?short=maybe",
            [
                {
                    "type": "bool_parsing",
                    "loc": ["query", "short"],
                    "msg": "Input should be a valid boolean, unable to interpret input",
                    "input": "maybe",
                }
            ],
        ),
        (
            "/items?limit=101",
            [
                {
                    "type": "less_than_equal",
                    "loc": ["query", "limit"],
                    "msg": "Input should be less than or equal to 100",
                    "input": "101",
                    "ctx": {"le": 100},
                }
            ],
        ),
        (
            "/users/0/items/x",
            [
                {
                    "type": "greater_than_equal",
                    "loc": ["path", "user_id"],
                    "msg": "Input should be greater than or equal to 1",
                    "input": "0",
                    "ctx": {"ge": 1},
                },
                {"type": "int_parsing", "loc": ["path", "item_id"], "msg": WHOLE, "input": "x"},
            ],
        ),
    ],
    ids=["path", "boolean", "bound", "two"],
)
def test_items_says_what_is_wrong(share: Serve, path: str, errors: list[dict[str, Any]]) -> None:
    answer = share("items:app").client.get(path)

    assert (answer.status_code, answer.json()) == (422, {"detail": errors})
