"""Spoilt requests on real connections, with both parsers. `make fuzz` looks for longer, and elsewhere each time.

Whatever arrives: no exception escapes, nothing that follows an error is executed, the connection ends in an answer or a
close, and both parsers have the application see the same requests.
"""

import asyncio
import itertools
import logging
import os
import random
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from fireweed_server.asgi import Receive, Scope, Send
from fuzz.mutations import cut, mutate, read_seeds
from kit.http_client import FakeClient, parse_response

PARSERS = ("httptools", "h11")
CASES = 500
"""How many a run of the whole suite tries, always the same ones."""

# llhttp takes more than one space between the words of a request line, as RFC 9112 §3 allows; h11 does not.
_MORE_SPACES = re.compile(rb"[A-Z-]+(?:  +[^ \r\n]+ +| +[^ \r\n]+  +)HTTP/")

# Longer than every deadline of a connection.
_AFTER_ALL_DEADLINES = 300.0


@dataclass
class Seen:
    """What became of one input."""

    requests: list[tuple[str, bytes, bytes]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    output: bytes = b""
    is_closed: bool = False


class Application:
    """Answers with how much arrived, and notes what it saw. WebSockets are accepted."""

    def __init__(self, seen: Seen) -> None:
        self.seen = seen
        self.client: FakeClient | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert self.client is not None
        if has_error(self.client.transport.written, [method for method, _, _ in self.seen.requests]):
            self.seen.problems.append(f"{scope['path']!r} was executed after an error")
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            while (await receive())["type"] != "websocket.disconnect":
                """Take all there is."""
            return
        index = len(self.seen.requests)
        self.seen.requests.append((scope["method"], scope["raw_path"], b""))
        body, more_body = b"", True
        while more_body:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.seen.requests[index] = (scope["method"], scope["raw_path"], b"cut off")
                return
            body, more_body = body + message["body"], message["more_body"]
        self.seen.requests[index] = (scope["method"], scope["raw_path"], body)
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"%d" % len(body)})


def parse_statuses(output: bytes, methods: list[str]) -> list[int]:
    """The statuses of final responses to requests with these methods. Raises if they are not complete."""
    statuses: list[int] = []
    while output:
        method = methods[len(statuses)] if len(statuses) < len(methods) else "GET"
        response, output = parse_response(output, is_head=method == "HEAD")
        if response.status == 101:
            return statuses
        if response.status >= 200:
            statuses.append(response.status)
    return statuses


def has_error(output: bytes, methods: list[str]) -> bool:
    return any(status >= 400 for status in parse_statuses(output, methods))


async def play(packets: list[bytes], parser: str, *, ends: bool, turns: bool) -> Seen:
    """Feed the packets; with `turns` the application runs between them, with `ends` the client closes its side."""
    seen = Seen()
    app = Application(seen)
    app.client = client = FakeClient(app, http=parser)
    asyncio.get_running_loop().set_exception_handler(lambda _, context: seen.problems.append(str(context)))
    with errors_logged(seen.problems):
        try:
            for packet in packets:
                client.feed(packet)
                if turns:
                    await client.settle()
            if ends:
                client.feed_eof()
            await client.settle()
            client.clock.advance(_AFTER_ALL_DEADLINES)
            await client.settle()
            client.clock.advance(_AFTER_ALL_DEADLINES)
            await client.settle()
        except Exception as error:
            seen.problems.append(f"escaped: {error!r}")
    transport = client.transport
    seen.is_closed = transport.is_closing() or transport.has_written_eof()
    seen.output = transport.written
    client.serving.abort()
    await client.settle()
    return seen


@contextmanager
def errors_logged(problems: list[str]) -> Iterator[None]:
    """Nothing that a client sends is an error of the server or the application."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            problems.append(record.getMessage())

    logger, handler = logging.getLogger("fireweed"), Handler(logging.ERROR)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)


def judge(seen: Seen) -> list[str]:
    """What is wrong with what became of one input."""
    problems = list(seen.problems)
    if not seen.is_closed:
        problems.append("the connection did not end")
    try:
        statuses = parse_statuses(seen.output, [method for method, _, _ in seen.requests])
    except Exception as error:
        return [*problems, f"the output is no sequence of responses: {error!r}"]
    if any(status >= 400 for status in statuses[:-1]):
        problems.append(f"a response follows an error: {statuses}")
    if any(status >= 500 and status not in (501, 505) for status in statuses):
        problems.append(f"the server failed: {statuses}")
    return problems


async def check(seed: object, seeds: list[bytes]) -> list[str]:
    """Everything that is wrong with one input, on either parser and between them."""
    chance = random.Random(f"fuzz {seed}")
    data = mutate(chance, seeds)
    packets, ends, turns = cut(chance, data), chance.random() < 0.3, chance.random() < 0.5
    outcomes = [await play(packets, parser, ends=ends, turns=turns) for parser in PARSERS]
    problems = [
        f"{parser}: {problem}" for parser, seen in zip(PARSERS, outcomes, strict=True) for problem in judge(seen)
    ]
    first, second = ([entry for entry in seen.requests if entry[2] != b"cut off"] for seen in outcomes)
    if first != second and not _MORE_SPACES.search(data):
        problems.append(f"httptools had {first} executed, h11 {second}")
    return [f"seed {seed}: {problem}; input {packets!r}" for problem in problems]


def search(seeds_of_cases: Iterator[Any], until: float) -> tuple[int, list[str]]:
    """Try cases until they end, or `until`; how many that were, and what is wrong with them."""
    seeds, tried, problems = read_seeds(), 0, []
    with asyncio.Runner() as runner:
        for seed in seeds_of_cases:
            problems += runner.run(check(seed, seeds))
            tried += 1
            if time.monotonic() > until or len(problems) > 20:
                break
    return tried, problems


def test_spoilt_requests_do_no_harm(capsys: pytest.CaptureFixture[str]) -> None:
    seconds = float(os.environ.get("FUZZ_SECONDS", "0"))
    if seconds:
        start = random.SystemRandom().getrandbits(64)
        tried, problems = search((f"{start}/{i}" for i in itertools.count()), time.monotonic() + seconds)
        with capsys.disabled():
            print(f"\n{tried} inputs, seeds {start}/0 and on")  # noqa: T201 - who looks for long wants to know how far
    else:
        _, problems = search(iter(range(CASES)), float("inf"))

    assert problems == []
