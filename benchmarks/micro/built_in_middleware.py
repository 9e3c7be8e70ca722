"""What each built-in middleware adds to a request, with the answers checked.

    python benchmarks/micro/built_in_middleware.py

Prints microseconds per call around an application that answers at once, the best of several rounds, for a `send` that
takes whole responses (as Fireweed's server does) and for one that takes ASGI messages only.
"""

import gzip
import timeit
from collections.abc import Callable
from functools import partial
from typing import Any

from fireweed.middleware.cors import CORSMiddleware
from fireweed.middleware.gzip import GZipMiddleware
from fireweed.middleware.sessions import SessionMiddleware
from fireweed.middleware.trustedhost import TrustedHostMiddleware
from fireweed.responses.sending import send_whole
from fireweed.types import ASGIApp, Receive, Scope, Send

ROUNDS = 10
CALLS = 2000
HEADERS = ((b"content-type", b"application/json"),)
SMALL = b'{"id":1}'
LARGE = b'{"id":1,"name":"somebody","tags":["a","b"]}' * 100
BROWSER = [
    (b"host", b"example.com"),
    (b"user-agent", b"Mozilla/5.0"),
    (b"accept", b"*/*"),
    (b"accept-language", b"en"),
    (b"connection", b"keep-alive"),
]
ORIGIN = (b"origin", b"https://example.org")
ACCEPTS_GZIP = (b"accept-encoding", b"gzip, deflate, br")


class MessageSend:
    """A `send` that takes ASGI messages only, and keeps what came last."""

    def __init__(self) -> None:
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.headers = list(message["headers"])
        else:
            self.body = message["body"]


class DirectSend(MessageSend):
    """A `send` that takes whole responses."""

    def send_response(self, status: int, headers: Any, body: bytes) -> None:
        self.headers, self.body = list(headers), body


def answering(body: bytes) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send_whole(send, 200, HEADERS, body)

    return app


def run(app: ASGIApp, headers: list[tuple[bytes, bytes]], send: Any) -> None:
    """Call an application that never waits."""
    scope = {"type": "http", "method": "GET", "path": "/", "headers": headers}
    try:
        app(scope, send, send).__await__().__next__()
    except StopIteration:
        return
    raise AssertionError("The application must not wait.")


def measure(action: Callable[[], object]) -> float:
    """Return microseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e6


def check(send: MessageSend, body: bytes, header: tuple[bytes, bytes] | None) -> None:
    is_gzip = (b"content-encoding", b"gzip") in send.headers
    assert (gzip.decompress(send.body) if is_gzip else send.body) == body
    assert header is None or header in send.headers


def main() -> None:
    small, large = answering(SMALL), answering(LARGE)
    cors = CORSMiddleware(small, allow_origins=["https://example.org"])
    vary_encoding, is_gzip = (b"vary", b"Accept-Encoding"), (b"content-encoding", b"gzip")
    cases: list[tuple[str, ASGIApp, list[tuple[bytes, bytes]], bytes, tuple[bytes, bytes] | None]] = [
        ("none", small, BROWSER, SMALL, None),
        ("CORS, no origin", cors, BROWSER, SMALL, (b"vary", b"Origin")),
        ("CORS, origin", cors, [*BROWSER, ORIGIN], SMALL, (b"access-control-allow-origin", ORIGIN[1])),
        ("GZip, not accepted", GZipMiddleware(large), BROWSER, LARGE, vary_encoding),
        ("GZip, small", GZipMiddleware(small), [*BROWSER, ACCEPTS_GZIP], SMALL, None),
        ("GZip, 4 KiB", GZipMiddleware(large), [*BROWSER, ACCEPTS_GZIP], LARGE, is_gzip),
        ("trusted host", TrustedHostMiddleware(small, ["*.a.example", "example.com"]), BROWSER, SMALL, None),
        ("session, none", SessionMiddleware(small, "secret"), BROWSER, SMALL, None),
    ]
    print(f"{'microseconds':20}{'direct':>10}{'messages':>10}")
    for label, app, headers, body, header in cases:
        times = []
        for send in (DirectSend(), MessageSend()):
            times.append(measure(partial(run, app, headers, send)))
            check(send, body, header)
        print(f"{label:20}" + "".join(f"{time:10.2f}" for time in times))


if __name__ == "__main__":
    main()
