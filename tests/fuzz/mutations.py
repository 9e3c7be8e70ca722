"""Requests that are nearly right: known ones cut, doubled, mixed and spoilt. All of it follows from a seed."""

import itertools
import json
import random
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from kit.transport import build_chunks, build_request

_VECTORS: Final = Path(__file__).parents[1] / "server/data/malformed_http.jsonl"
_MAX_SIZE: Final = 8192
_MAX_MUTATIONS: Final = 4

# What parsers have stumbled over.
_TOKENS: Final = (
    b"\r", b"\n", b"\r\n", b"\r\n\r\n", b"\0", b"\t", b" ", b":", b",", b";", b"\x0b", b"\x7f", b"\x80", b"\xff", b"%",
    b"#",     b"0", b"00", b"-1", b"+5", b"0x5", b"5_0", b"5 5", b"18446744073709551616", b"ffffffffffffffff",
    b"chunked", b"identity", b"gzip, chunked", b"close", b"keep-alive", b"upgrade", b"100-continue", b"trailers",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: b.example\r\n", b"Connection: close\r\n",
    b"Expect: 100-continue\r\n", b"Expect: x\r\n", b"TE: trailers\r\n", b"Upgrade: websocket\r\n", b" folded\r\n",
    b"HTTP/1.0", b"HTTP/1.1", b"HTTP/2.0", b"GET ", b"POST ", b"CONNECT ", b"OPTIONS * ", b"http://b.example/",
    b"0\r\n\r\n", b"5\r\nhello\r\n", b";a=b", b'"', b"\\",
)  # fmt: skip


def read_seeds() -> list[bytes]:
    """Requests to begin with: those that must be refused, those that must not, and ordinary ones."""
    rows = [json.loads(line)["raw"] for line in _VECTORS.read_text().splitlines()]
    seeds = [expanded for raw in rows if len(expanded := _expand(raw)) <= _MAX_SIZE]
    return [
        *seeds,
        build_request("POST", "/a", body=b"hello") + build_request(target="/b"),
        build_request("PUT", "/a", [("Transfer-Encoding", "chunked")], build_chunks(b"he", b"llo")) + build_request(),
        build_request("POST", "/a", [("Expect", "100-continue"), ("Content-Length", "5")]),
        build_request("HEAD") + build_request("OPTIONS", "*") + build_request(headers=[("Connection", "close")]),
    ]


def mutate(random: random.Random, seeds: list[bytes]) -> bytes:
    """One of the seeds, changed in up to a few places."""
    data = random.choice(seeds)
    for _ in range(random.randint(1, _MAX_MUTATIONS)):
        data = random.choice(_MUTATIONS)(random, data, seeds)
    return data[: _MAX_SIZE * 2]


def cut(random: random.Random, data: bytes) -> list[bytes]:
    """The same bytes in some packets."""
    count = random.choice((0, 0, 1, 2, 5, len(data)))
    edges = sorted({0, len(data), *(random.randint(0, len(data)) for _ in range(count))})
    return [data[start:end] for start, end in itertools.pairwise(edges)]


def _expand(raw: str) -> bytes:
    return re.sub(r"@@(\d+):(.*?)@@", lambda match: match[2] * int(match[1]), raw, flags=re.DOTALL).encode("latin-1")


def _flip(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + bytes((random.randrange(256),)) + data[place + 1 :]


def _insert(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    place = random.randrange(len(data) + 1)
    return data[:place] + random.choice(_TOKENS) + data[place:]


def _replace(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    """Put a token in the place of a word."""
    words = list(re.finditer(rb"[^ \r\n:,;]+", data))
    if not words:
        return data
    word = random.choice(words)
    return data[: word.start()] + random.choice(_TOKENS) + data[word.end() :]


def _delete(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    start, end = _choose_part(random, data)
    return data[:start] + data[end:]


def _double(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    start, end = _choose_part(random, data)
    return data[:end] + data[start:]


def _double_line(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    lines = data.split(b"\r\n")
    lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
    return b"\r\n".join(lines)


def _splice(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    other = random.choice(seeds)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _append(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    return data + random.choice(seeds)


def _truncate(random: random.Random, data: bytes, seeds: list[bytes]) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _choose_part(random: random.Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(start + random.choice((1, 2, 5, 20, 100)), len(data))


_MUTATIONS: Final[tuple[Callable[[random.Random, bytes, list[bytes]], bytes], ...]] = (
    _flip, _insert, _insert, _replace, _replace, _delete, _double, _double_line, _splice, _append, _truncate,
)  # fmt: skip
