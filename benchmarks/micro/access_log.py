"""What a request's line in the access log costs in each format, written batch by batch, beside the standard `logging`.

    python benchmarks/micro/access_log.py

Prints nanoseconds per line, the best of several rounds, and checks that both wrote the same fields.
"""

import asyncio
import io
import logging
import os
import timeit
from collections.abc import Callable
from functools import partial
from typing import Any, Final, TextIO

from fireweed_server.logs.access_lines import build_access_line
from fireweed_server.logs.access_log import AccessLog

ROUNDS = 20
CALLS = 5000
SCOPES: Final[dict[str, dict[str, Any]]] = {
    "plain": {"raw_path": b"/items/42", "query_string": b""},
    "query": {"raw_path": b"/items", "query_string": b"limit=10&offset=20"},
    "escaped": {"raw_path": b"/\x1b[31m", "query_string": b""},
}
HEADERS: Final = [
    (b"host", b"a.example"),
    (b"user-agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    (b"accept", b"*/*"),
    (b"accept-encoding", b"gzip, br"),
    (b"referer", b"https://a.example/items"),
]
COMMON: Final[dict[str, Any]] = {
    "client": ("127.0.0.1", 54321),
    "method": "GET",
    "http_version": "1.1",
    "extensions": {},
    "headers": HEADERS,
}
FORMATS: Final = ("plain", "common", "combined", "json")


def measure(action: Callable[[], object]) -> float:
    """Return nanoseconds per call."""
    return min(timeit.repeat(action, number=CALLS, repeat=ROUNDS)) / CALLS * 1e9


def build_logger(stream: TextIO) -> logging.Logger:
    logger = logging.Logger("access")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter('%(asctime)s %(client)s "%(request)s" %(status)d %(size)d', "%H:%M:%S"))
    logger.addHandler(handler)
    return logger


def log_with_stdlib(logger: logging.Logger, scope: dict[str, Any]) -> None:
    host, port = scope["client"]
    target = (scope["raw_path"] + b"?" + scope["query_string"]).rstrip(b"?").decode("latin-1")
    request = ascii(f"{scope['method']} {target} HTTP/{scope['http_version']}")[1:-1]
    extra = {"client": f"{host}:{port}", "request": request, "status": 200, "size": 152}
    logger.info("", extra=extra)


async def measure_all(nowhere: TextIO) -> None:
    print(f"{'request':12}" + "".join(f"{name:>12}" for name in (*FORMATS, "logging")))
    loop, logger = asyncio.get_running_loop(), build_logger(nowhere)
    lines = [build_access_line(name, has_colours=False, has_ids=False) for name in FORMATS]
    logs = [AccessLog(nowhere, loop, build_line) for build_line in lines]
    for label, more in SCOPES.items():
        scope = {**COMMON, **more}
        assert one_line(scope) == one_line_of_stdlib(scope)
        times = [measure(partial(access_log.record, scope, 200, 152, 0.0008)) for access_log in logs]
        times.append(measure(partial(log_with_stdlib, logger, scope)))
        print(f"{label:12}" + "".join(f"{time:12.0f}" for time in times))
    for access_log in logs:
        access_log.flush()


def one_line(scope: dict[str, Any]) -> str:
    access_log = AccessLog(stream := io.StringIO(), asyncio.get_running_loop())
    access_log.record(scope, 200, 152, 0.0008)
    access_log.flush()
    return " ".join(stream.getvalue().split(" ")[2:-1])


def one_line_of_stdlib(scope: dict[str, Any]) -> str:
    log_with_stdlib(build_logger(stream := io.StringIO()), scope)
    return stream.getvalue().strip().partition(" ")[2]


if __name__ == "__main__":
    with open(os.devnull, "w") as nowhere:
        asyncio.run(measure_all(nowhere))
