"""What it costs to read a form from a request, by the CPU time of the whole process, with every answer checked.

    python benchmarks/micro/forms.py [FRAMEWORK]

FRAMEWORK is fireweed unless given; starlette takes its place in an environment that has it, as the two name what they
do alike. Prints microseconds per form, the best of several rounds, the time of worker threads included.
"""

import asyncio
import importlib
import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ROUNDS = 5
BOUNDARY = b"----FormBoundaryGx7aQ2mZ0vYkP4sT"
MULTIPART = b"multipart/form-data; boundary=" + BOUNDARY
URLENCODED = b"application/x-www-form-urlencoded"
MIB = 1024 * 1024

Message = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it arrives, how many parts it has, how many bytes its file has if any, and how often to read it."""

    content_type: bytes
    chunks: Sequence[bytes]
    parts: int
    calls: int
    file_size: int = 0


class Receive:
    """An ASGI receive channel on which everything is there already."""

    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = chunks
        self._next = 0

    async def __call__(self) -> Message:
        chunk = self._chunks[self._next]
        self._next += 1
        return {"type": "http.request", "body": chunk, "more_body": self._next < len(self._chunks)}


def field(number: int) -> bytes:
    head = b'Content-Disposition: form-data; name="field%d"' % number
    return b"--%b\r\n%b\r\n\r\nvalue number %d\r\n" % (BOUNDARY, head, number)


def file(content: bytes) -> bytes:
    head = b'Content-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream'
    return b"--%b\r\n%b\r\n\r\n%b\r\n" % (BOUNDARY, head, content)


def end() -> bytes:
    return b"--%b--\r\n" % BOUNDARY


def split(body: bytes, size: int) -> list[bytes]:
    return [body[start : start + size] for start in range(0, len(body), size)]


def build_forms() -> dict[str, Form]:
    random = os.urandom(8 * MIB)
    two, hundred = field(1) + field(2), b"".join(map(field, range(100)))
    lines = (b"hello world\r\n" * MIB)[: 8 * MIB]
    pairs = b"&".join(b"field%d=value+number+%d" % (number, number) for number in range(100))
    return {
        "2 fields": Form(MULTIPART, [two + end()], 2, 2000),
        "100 fields": Form(MULTIPART, [hundred + end()], 100, 100),
        "2 fields, 1 kB file": Form(MULTIPART, [two + file(random[:1000]) + end()], 3, 1000, 1000),
        "900 kB file": Form(MULTIPART, split(file(random[:900_000]) + end(), 65536), 1, 50, 900_000),
        "8 MB file in 64 kB": Form(MULTIPART, split(file(random) + end(), 65536), 1, 8, 8 * MIB),
        "8 MB file in 256 kB": Form(MULTIPART, split(file(random) + end(), 4 * 65536), 1, 8, 8 * MIB),
        "8 MB of text lines": Form(MULTIPART, split(file(lines) + end(), 65536), 1, 8, 8 * MIB),
        "2 urlencoded fields": Form(URLENCODED, [b"a=1&b=hello+world"], 2, 2000),
        "100 urlencoded fields": Form(URLENCODED, [pairs], 100, 200),
    }


async def read(request_class: Any, form: Form) -> None:
    headers = [(b"host", b"localhost"), (b"content-type", form.content_type)]
    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": headers}
    async with request_class(scope, Receive(form.chunks)).form() as data:
        items = data.multi_items()
        assert len(items) == form.parts
        if form.file_size:
            assert items[-1][1].size == form.file_size


async def measure(request_class: Any, form: Form) -> float:
    """Return microseconds per form."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for _ in range(form.calls):
            await read(request_class, form)
        best = min(best, time.process_time() - started)
    return best / form.calls * 1e6


async def main() -> None:
    framework = sys.argv[1] if len(sys.argv) > 1 else "fireweed"
    request_class = importlib.import_module(f"{framework}.requests").Request
    print(f"{'form':24}{framework:>12}")
    for label, form in build_forms().items():
        print(f"{label:24}{await measure(request_class, form):12.1f}", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
