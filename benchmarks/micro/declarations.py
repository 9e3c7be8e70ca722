"""What a route pays for what it declares: the cost of each declaration added to an empty route, answers checked.

    python benchmarks/micro/declarations.py [--only NAME ...]

The whole application is called, without a server. Prints microseconds per request, the best of several rounds, and how
much of it the declaration costs.
"""

import argparse
import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Annotated, Any

from pydantic import BaseModel

from fireweed import Depends, Fireweed, Header, Request

ROUNDS = 25
REQUESTS = 500
BODY = b'{"name":"widget","price":1.5}'


class Item(BaseModel):
    name: str
    price: float


async def get_number() -> int:
    return 1


async def get_sum(number: Annotated[int, Depends(get_number)]) -> int:
    return number + 1


async def open_number() -> AsyncIterator[int]:
    yield 1


async def open_sum(number: Annotated[int, Depends(open_number)]) -> AsyncIterator[int]:
    yield number + 1


class Send:
    """The server's end: takes a response in one call."""

    body: bytes | None = None

    def send_response(self, status: int, headers: object, body: bytes) -> None:
        self.body = body

    async def __call__(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.body":
            self.body = message["body"]


async def empty() -> Any:
    return 1


async def path_parameter(value: int) -> Any:
    return value


async def query_parameter(value: int = 2) -> Any:
    return value


async def header(value: Annotated[int, Header()] = 2) -> Any:
    return value


async def model(item: Item) -> Any:
    return item.price


async def response_model() -> Item:
    return Item(name="widget", price=1.5)


async def request(request: Request) -> Any:
    return len(request.method)


async def dependency(value: Annotated[int, Depends(get_number)]) -> Any:
    return value


async def nested_dependency(value: Annotated[int, Depends(get_sum)]) -> Any:
    return value


async def yield_dependency(value: Annotated[int, Depends(open_number)]) -> Any:
    return value


async def nested_yield_dependency(value: Annotated[int, Depends(open_sum)]) -> Any:
    return value


async def function_scope(value: Annotated[int, Depends(open_number, scope="function")]) -> Any:
    return value


async def limited_dependency(value: Annotated[int, Depends(get_number, max_concurrency=10)]) -> Any:
    return value


async def app_dependency(value: Annotated[int, Depends(get_number, scope="app")]) -> Any:
    return value


# The name, the endpoint, its path, and the answer.
CASES: tuple[tuple[str, Callable[..., Any], str, Any], ...] = (
    ("empty", empty, "/empty", 1),
    ("path parameter", path_parameter, "/path/{value}", 2),
    ("query parameter", query_parameter, "/query", 3),
    ("header", header, "/header", 4),
    ("model", model, "/model", 1.5),
    ("response model", response_model, "/response-model", {"name": "widget", "price": 1.5}),
    ("request", request, "/request", 3),
    ("dependency", dependency, "/dependency", 1),
    ("two dependencies, nested", nested_dependency, "/nested-dependency", 2),
    ("yield dependency", yield_dependency, "/yield-dependency", 1),
    ("two yield dependencies, nested", nested_yield_dependency, "/nested-yield-dependency", 2),
    ("yield dependency, function", function_scope, "/function-scope", 1),
    ("limited dependency", limited_dependency, "/limited-dependency", 1),
    ("dependency of the application", app_dependency, "/app-dependency", 1),
)


def build_scope(path: str) -> dict[str, Any]:
    """The scope of a request as the server makes it."""
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"value=3",
        "root_path": "",
        "scheme": "http",
        "headers": [(b"host", b"example.org"), (b"value", b"4"), (b"content-type", b"application/json")],
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 50000),
        "state": {},
    }


async def receive() -> dict[str, Any]:
    return {"type": "http.request", "body": BODY, "more_body": False}


async def measure(app: Callable[..., Awaitable[None]], path: str, expected: Any) -> float:
    """Microseconds per request."""
    send = Send()
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(REQUESTS):
            await app(build_scope(path), receive, send)
        best = min(best, (time.perf_counter() - begin) / REQUESTS * 1e6)
    answer = json.loads(send.body or b"null")
    if answer != expected:
        raise AssertionError(f"{path}: expected {expected}, got {answer}.")
    return best


async def run(wanted: list[str]) -> None:
    """Print the table."""
    app = Fireweed(openapi_url=None)
    for _, endpoint, path, _ in CASES:
        app.get(path)(endpoint)
    async with app.router.lifespan_context(app):
        empty_figure = await measure(app, *CASES[0][2:])
        print(f"{'declaration':32}{'us/request':>12}{'cost':>8}")
        for name, _, path, expected in CASES:
            if not wanted or name in wanted:
                figure = await measure(app, path.replace("{value}", "2"), expected)
                print(f"{name:32}{figure:12.2f}{figure - empty_figure:8.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME", help="declarations to measure")
    asyncio.run(run(parser.parse_args().only))
