"""What an item of a stream costs, as JSON Lines and as Server-Sent Events, from a generator to ASGI messages.

    python benchmarks/micro/streams.py [fireweed | fastapi]

Prints microseconds per item, the best of several rounds, with the body checked. The framework that is named has to be
installed where it runs: compare two by running it once in each of the environments of `benchmarks.compare`.
"""

import asyncio
import importlib
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

from pydantic import BaseModel

ROUNDS = 5
ITEMS = 10_000
SCOPE: dict[str, Any] = {
    "type": "http",
    "asgi": {"version": "3.0", "spec_version": "2.3"},
    "http_version": "1.1",
    "method": "GET",
    "path": "/",
    "raw_path": b"/",
    "query_string": b"",
    "root_path": "",
    "scheme": "http",
    "headers": [],
    "client": ("127.0.0.1", 1),
    "server": ("127.0.0.1", 80),
}
APPLICATION_CLASSES = {"fireweed": "Fireweed", "fastapi": "FastAPI"}


class Item(BaseModel):
    id: int
    name: str


async def yield_models() -> AsyncIterator[Item]:
    for number in range(ITEMS):
        yield Item(id=number, name="Widget")


async def yield_dicts():  # type: ignore[no-untyped-def]  # items without a type
    for number in range(ITEMS):
        yield {"id": number, "name": "Widget"}


def yield_models_in_threads() -> Iterator[Item]:
    for number in range(ITEMS):
        yield Item(id=number, name="Widget")


async def receive_all(app: Any) -> int:
    """Call the application once; returns the bytes of its body."""
    received = 0
    gone = asyncio.Event()

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        nonlocal received
        received += len(message.get("body", b""))

    await app(dict(SCOPE), receive, send)
    return received


def measure(app: Any, length: int) -> float:
    """Return microseconds per item."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        received = asyncio.run(receive_all(app))
        best = min(best, time.perf_counter() - begun)
        assert received >= length, f"{received} bytes came, at least {length} were expected"
    return best / ITEMS * 1e6


def main(name: str) -> None:
    framework = importlib.import_module(name)
    events = importlib.import_module(f"{name}.sse").EventSourceResponse
    endpoints: list[Callable[..., Any]] = [yield_models, yield_dicts, yield_models_in_threads]
    for endpoint in endpoints:
        for format_, options in (("JSON Lines", {}), ("events", {"response_class": events})):
            app = getattr(framework, APPLICATION_CLASSES[name])()
            app.get("/", **options)(endpoint)
            print(f"{endpoint.__name__:24} {format_:12} {measure(app, ITEMS * 20):8.2f} us per item")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "fireweed")
