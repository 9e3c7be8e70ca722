"""What a function middleware costs: a small response through 0, 1 and 3 layers, with every answer checked.

    python benchmarks/micro/middleware.py [--loop asyncio|uvloop] [--peer PYTHON]

Prints CPU microseconds per request, the best of several rounds, and what a layer adds. "at once" is an endpoint that
never waits, "waiting" one that waits for a future once, "stream" one that sends ten chunks. `--peer` names an
interpreter that has Starlette, whose BaseHTTPMiddleware is then measured in a process of its own.
"""

import argparse
import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from typing import Any

ROUNDS = 15
REQUESTS = 1000
LAYERS = (0, 1, 3)
SCOPE = {"type": "http", "method": "GET", "path": "/", "headers": [], "asgi": {"spec_version": "2.4"}}
CHUNKS = 10


class Client:
    """The server's side of a request: `body` is what came back, `scope` tells how many layers it came through."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {**SCOPE, "layers": 0}
        self.body = b""

    async def receive(self) -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.body":
            self.body += message.get("body", b"")


async def at_once(responses: Any) -> Any:
    return responses.PlainTextResponse("hello")


async def waiting(responses: Any) -> Any:
    loop = asyncio.get_running_loop()
    future: asyncio.Future[None] = loop.create_future()
    loop.call_soon(future.set_result, None)
    await future
    return responses.PlainTextResponse("hello")


async def stream(responses: Any) -> Any:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(CHUNKS):
            yield b"hello"

    return responses.StreamingResponse(chunks())


ENDPOINTS = {"at once": (at_once, b"hello"), "waiting": (waiting, b"hello"), "stream": (stream, b"hello" * CHUNKS)}


async def count_layer(request: Any, call_next: Any) -> Any:
    request.scope["layers"] += 1
    return await call_next(request)


def build_app(endpoint: Any, responses: Any, middleware: Any, layers: int) -> Any:
    """An ASGI application that answers with what `endpoint` returns, inside of `layers` function middlewares."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        response = await endpoint(responses)
        await response(scope, receive, send)

    for _ in range(layers):
        app = middleware(app, count_layer)
    return app


async def measure(app: Any, body: bytes, layers: int) -> float:
    """Return CPU microseconds per request."""
    best = float("inf")
    for _ in range(ROUNDS):
        clients = [Client() for _ in range(REQUESTS)]
        begin = time.process_time()
        for client in clients:
            await app(client.scope, client.receive, client.send)
        best = min(best, time.process_time() - begin)
        for client in clients:
            if (client.body, client.scope["layers"]) != (body, layers):
                raise AssertionError(f"Expected {(body, layers)}, got {(client.body, client.scope['layers'])}.")
    return best / REQUESTS * 1e6


async def measure_all(name: str, responses: Any, middleware: Any) -> None:
    """Print a line for each kind of endpoint."""
    for label, (endpoint, body) in ENDPOINTS.items():
        apps = [build_app(endpoint, responses, middleware, layers) for layers in LAYERS]
        times = [await measure(app, body, layers) for app, layers in zip(apps, LAYERS, strict=True)]
        a_layer = (times[-1] - times[0]) / LAYERS[-1]
        print(f"{name:12}{label:10}" + "".join(f"{figure:10.1f}" for figure in (*times, a_layer)), flush=True)


async def run(name: str) -> None:
    if name == "starlette":
        from starlette import responses  # type: ignore[import-not-found, unused-ignore] # only a peer has it
        from starlette.middleware.base import (  # type: ignore[import-not-found, unused-ignore] # as above
            BaseHTTPMiddleware,
        )
    else:
        from fireweed import responses
        from fireweed.middleware.base import BaseHTTPMiddleware
    await measure_all(name, responses, BaseHTTPMiddleware)


def build_loop(name: str) -> asyncio.AbstractEventLoop:
    if name == "uvloop":
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loop", choices=("asyncio", "uvloop"), default="uvloop")
    parser.add_argument("--peer", help="an interpreter that has Starlette")
    parser.add_argument("--as-peer", action="store_true", help=argparse.SUPPRESS)
    arguments: Any = parser.parse_args()
    if not arguments.as_peer:
        heads = [*(f"{layers} layers" for layers in LAYERS), "a layer"]
        print(f"{f'us, {arguments.loop}':22}" + "".join(f"{head:>10}" for head in heads), flush=True)
    with asyncio.Runner(loop_factory=lambda: build_loop(arguments.loop)) as runner:
        runner.run(run("starlette" if arguments.as_peer else "fireweed"))
    if arguments.peer:
        subprocess.run([arguments.peer, __file__, "--as-peer", "--loop", arguments.loop], check=True)


if __name__ == "__main__":
    main()
