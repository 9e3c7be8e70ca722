"""Bodies made to do harm: a clear refusal each, and never a 500."""

import math
from typing import Annotated, Any

import pytest
from pydantic import BaseModel

from fireweed import Body, Depends, Fireweed
from fireweed.testclient import TestClient
from kit.endpoints import JSON, details


class Item(BaseModel):
    name: str
    price: float = 0


def number(n: int = 0) -> int:
    return n


def hostile_app() -> Fireweed:
    app = Fireweed()

    @app.post("/model")
    def model(item: Item) -> str:
        return item.name

    @app.post("/any")
    def anything(value: Annotated[Any, Body()]) -> str:
        return type(value).__name__

    @app.post("/members")
    def members(item: Item, count: Annotated[int, Body()]) -> str:
        return item.name

    @app.post("/items")
    def items(values: list[Item]) -> int:
        return len(values)

    @app.post("/bytes")
    def raw(value: Annotated[bytes, Body()]) -> int:
        return len(value)

    @app.post("/dependency")
    def dependency(item: Item, n: Annotated[int, Depends(number)]) -> str:
        return item.name

    return app


PATHS = ["/model", "/any", "/members", "/items", "/bytes", "/dependency"]
BODIES: dict[str, bytes] = {
    "open-arrays": b"[" * 100_000,
    "arrays": b"[" * 100_000 + b"]" * 100_000,
    "deep-arrays": b"[" * 900 + b"]" * 900,
    "nested-arrays": b"[" * 150 + b"]" * 150,
    "objects": b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
    "nested-objects": b'{"name":' * 190 + b"1" + b"}" * 190,
    "digits": b"9" * 5000,
    "digits-inside": b"[" + b"9" * 5000 + b"]",
    "digits-in-model": b'{"name":' + b"9" * 5000 + b"}",
    "exponent": b"1e999999",
    "exponent-in-model": b'{"name":1e999999}',
    "nan": b"NaN",
    "nan-inside": b"[NaN, Infinity, -Infinity]",
    "nan-in-model": b'{"name":NaN,"price":"x"}',
    "surrogate": b'{"name":"\\ud800","price":"x"}',
    "surrogate-key": b'{"\\udfff":1}',
    "surrogate-in-members": b'{"item":{"name":"\\ud800"},"count":"\\ud800"}',
    "raw-surrogate": b'{"name":"\xed\xa0\x80"}',
    "latin-1": b'{"name":"\xe9"}',
    "not-text": b"\xff\xfe\xfa",
    "zero-bytes": b"\x00" * 7,
    "utf-16-cut": '{"name":"x"}'.encode("utf-16")[:-1],
    "repeated": b'{"name":"a","name":1,"name":[]}',
    "many-members": b"{" + b",".join(b'"k%d":1' % n for n in range(5000)) + b"}",
    "null-character": b'{"name":"\\u0000"}',
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_hostile_body_is_never_a_server_error(path: str, name: str, content_type: str) -> None:
    client = TestClient(hostile_app())

    response = client.post(path, content=BODIES[name], headers={"content-type": content_type})

    assert response.status_code in (200, 400, 422)
    assert response.json() is not Ellipsis  # it is JSON


@pytest.mark.parametrize("name", ["open-arrays", "arrays", "objects", "digits", "not-text"])
def test_document_that_cannot_be_read_is_400(name: str) -> None:
    response = TestClient(hostile_app()).post("/any", content=BODIES[name], headers=JSON)

    assert (response.status_code, response.json()) == (400, {"detail": "There was an error parsing the body"})


@pytest.mark.parametrize("name", ["surrogate", "surrogate-key", "surrogate-in-members", "raw-surrogate", "deep-arrays"])
@pytest.mark.parametrize("path", PATHS)
def test_document_that_only_python_reads_is_malformed(path: str, name: str) -> None:
    response = TestClient(hostile_app()).post(path, content=BODIES[name], headers=JSON)

    (error,) = details(response)
    assert (error["type"], error["loc"], error["msg"], error["input"]) == (
        "json_invalid",
        ["body", 0],
        "JSON decode error",
        {},
    )


@pytest.mark.parametrize(
    ("content", "input"),
    [
        (b"NaN", None),
        (b"[NaN]", [None]),
        (b"-Infinity", None),
        (b"1e999", None),
        (b'[1.5, {"a": Infinity}]', [1.5, {"a": None}]),
    ],
)
def test_number_that_json_cannot_hold_is_null_in_the_error(content: bytes, input: Any) -> None:
    response = TestClient(hostile_app()).post("/model", content=content, headers=JSON)

    assert [error["input"] for error in details(response)] == [input]


def test_undecodable_text_is_shown_with_replacements() -> None:
    response = TestClient(hostile_app()).post("/model", content=b"\xffabc", headers={"content-type": "text/plain"})

    assert [error["input"] for error in details(response)] == ["\ufffdabc"]


def test_nan_is_a_number_to_those_who_allow_it() -> None:
    app = Fireweed()

    @app.post("/")
    def endpoint(value: Annotated[float, Body()]) -> bool:
        return math.isnan(value)

    assert TestClient(app).post("/", content=b"NaN", headers=JSON).json() is True


@pytest.mark.parametrize(
    "query", ["n=" + "9" * 5000, "n=%ff%fe", "n=%ed%a0%80", "n=%00", "&" * 1000, "n=" + "%" * 1000, "n" * 10_000]
)
def test_hostile_query_is_never_a_server_error(query: str) -> None:
    app = Fireweed()

    @app.get("/")
    def endpoint(n: int = 1) -> int:
        return n

    assert TestClient(app).get(f"/?{query}").status_code in (200, 422)


@pytest.mark.parametrize("value", [b"\xff\xfe", b"\x80" * 100, b"9" * 5000, b"="])
@pytest.mark.parametrize("header", ["n", "cookie"])
def test_hostile_header_is_never_a_server_error(header: str, value: bytes) -> None:
    from fireweed import Cookie, Header

    app = Fireweed()

    @app.get("/")
    def endpoint(n: int = Header(1), c: int = Cookie(1, alias="n")) -> list[int]:
        return [n, c]

    content = b"n=" + value if header == "cookie" else value

    assert TestClient(app).get("/", headers=[(header.encode(), content)]).status_code == 422
