"""What is measured, as data: a request, the answer it must get, who answers it, and how far apart they should be.

A new scenario is one more record here and, if frameworks answer it, one more application in `applications.py`.
"""

import json
from dataclasses import dataclass

from benchmarks.compare.peers import ASGI, ECHO, FASTAPI, FIREWEED, Peer


@dataclass(frozen=True, slots=True)
class Request:
    """The request that is sent over and over; `target` is the request target (RFC 9112 §3.2)."""

    target: str = "/"
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What each response must be: `value` is compared with the parsed JSON body."""

    value: object
    status: int = 200


@dataclass(frozen=True, slots=True)
class Scenario:
    """One comparison.

    The first of `peers` is the one judged, the second what it is judged against: `ratio` is how many times less
    CPU per request the first shall need (None: no target).
    """

    name: str
    summary: str
    answer: Answer
    request: Request = Request()
    peers: tuple[Peer, ...] = (FIREWEED, FASTAPI)
    ratio: float | None = 6.0


HELLO = Answer({"message": "Hello, World!"})
ITEM = {"id": 1, "name": "Widget", "price": 9.99, "tags": ["a", "b"]}
ITEMS = [{"id": number, "name": "Widget", "price": 9.99, "tags": ["a", "b"]} for number in range(1000)]
JSON_HEADERS = (("content-type", "application/json"),)

INVALID = Answer(
    {
        "detail": [
            {
                "type": "int_parsing",
                "loc": ["path", "item_id"],
                "msg": "Input should be a valid integer, unable to parse string as an integer",
                "input": "x",
            },
            {
                "type": "greater_than_equal",
                "loc": ["query", "limit"],
                "msg": "Input should be greater than or equal to 1",
                "input": "0",
                "ctx": {"ge": 1},
            },
        ]
    },
    422,
)

FORM_HEADERS = (("content-type", "application/x-www-form-urlencoded"),)
UPLOAD_HEADERS = (("content-type", "multipart/form-data; boundary=----FormBoundaryGx7aQ2mZ0vYkP4sT"),)
UPLOAD = b"\r\n".join(
    (
        b"------FormBoundaryGx7aQ2mZ0vYkP4sT",
        b'Content-Disposition: form-data; name="name"',
        b"",
        b"Ada",
        b"------FormBoundaryGx7aQ2mZ0vYkP4sT",
        b'Content-Disposition: form-data; name="file"; filename="a.bin"',
        b"Content-Type: application/octet-stream",
        b"",
        b"x" * 1000,
        b"------FormBoundaryGx7aQ2mZ0vYkP4sT--",
        b"",
    )
)

FLOOR = Scenario(
    "floor", "no framework: a constant answer, and a bare ASGI function", HELLO, peers=(ECHO, ASGI), ratio=None
)

SCENARIOS = (
    FLOOR,
    Scenario("json", "an undeclared dictionary", HELLO),
    Scenario(
        "params",
        "a path and two query parameters",
        Answer({"item_id": 42, "search": "fire", "limit": 20}),
        Request("/items/42?search=fire&limit=20"),
    ),
    Scenario(
        "body",
        "a model in, a model out",
        Answer(ITEM),
        Request("/items", "POST", JSON_HEADERS, json.dumps(ITEM).encode()),
    ),
    Scenario("deps", "two nested dependencies", Answer({"offset": 0, "limit": 20}), Request("/items?limit=20")),
    Scenario(
        "deps-yield",
        "two nested dependencies that clean up",
        Answer({"connection": 1, "transaction": 2}),
        Request("/orders"),
        ratio=6.0,
    ),
    Scenario("sync", "a `def` endpoint", HELLO),
    Scenario("422", "two parameters that are invalid", INVALID, Request("/items/x?search=fire&limit=0")),
    Scenario("404", "a path that no route has", Answer({"detail": "Not Found"}, 404), Request("/nothing/42")),
    Scenario("middleware-3", "three function middlewares around `json`", HELLO),
    Scenario(
        "routes-1000",
        "the last of a thousand routes",
        Answer({"part_id": 42}),
        Request("/catalogues/999/parts/42"),
        ratio=20.0,
    ),
    Scenario(
        "form",
        "two fields of an urlencoded form",
        Answer({"name": "Ada", "age": 36}),
        Request("/people", "POST", FORM_HEADERS, b"name=Ada&age=36"),
    ),
    Scenario(
        "upload",
        "a field and a file of 1 kB",
        Answer({"name": "Ada", "filename": "a.bin", "size": 1000}),
        Request("/files", "POST", UPLOAD_HEADERS, UPLOAD),
    ),
    # pydantic writes the list in both, and that is nearly all there is to pay.
    Scenario("list-1000", "a list of 1,000 models out", Answer(ITEMS), ratio=2.0),
    Scenario("dict-1000", "an undeclared list of 1,000 dictionaries", Answer(ITEMS), ratio=2.0),
)
