"""What it costs to build and send a small response, and to render JSON beside `json.dumps`, with answers checked.

    python benchmarks/micro/responses.py

Prints microseconds per call, the best of several rounds.
"""

import json
import timeit
from collections.abc import Callable
from typing import Any

from fireweed.responses import JSONResponse, PlainTextResponse, Response
from fireweed.responses.json import render_json

ROUNDS = 20
CALLS = 5000
CONTENT = {"id": 1, "name": "Käse", "price": 1.5, "tags": ["a", "b"]}


class DirectSend:
    """A `send` that takes whole responses, as Fireweed's server does."""

    def __init__(self) -> None:
        self.body = b""

    async def __call__(self, message: Any) -> None: ...

    def send_response(self, status: int, headers: Any, body: bytes) -> None:
        self.body = body


class MessageSend:
    """A `send` that takes ASGI messages only."""

    def __init__(self) -> None:
        self.body = b""

    async def __call__(self, message: Any) -> None:
        self.body = message.get("body")


def measure(action: Callable[[], object]) -> float:
    """Return microseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def dump_json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def run(response: Response, send: Any) -> None:
    """Send a response through a `send` that never waits."""
    try:
        response({"type": "http"}, send, send).send(None)
    except StopIteration:
        return
    raise AssertionError("Sending must not wait.")


def print_line(label: str, action: Callable[[], object]) -> None:
    print(f"{label:36}{measure(action):8.2f}")


def main() -> None:
    assert render_json(CONTENT) == dump_json(CONTENT)
    print_line("json.dumps", lambda: dump_json(CONTENT))
    print_line("render_json", lambda: render_json(CONTENT))
    print_line("build JSONResponse", lambda: JSONResponse(CONTENT))
    print_line("build PlainTextResponse", lambda: PlainTextResponse("hello"))
    print_line("build it with its list of headers", lambda: PlainTextResponse("hello").raw_headers)
    response = PlainTextResponse("hello")
    for label, send in (("send in one call", DirectSend()), ("send in messages", MessageSend())):
        print_line(label, lambda send=send: run(response, send))  # type: ignore[misc]  # bound now
        assert send.body == b"hello"


if __name__ == "__main__":
    main()
