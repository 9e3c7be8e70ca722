"""What counting a request costs, by itself and for a whole request, beside the same without metrics.

    python benchmarks/micro/metrics.py

Prints nanoseconds, the best of several rounds taken in turn, and checks that every request was counted.
"""

import asyncio
import time
import timeit
from typing import Any, Final

import uvloop

from fireweed_server.http.variants import choose_connection_type
from fireweed_server.metrics.collector import Collector
from fireweed_server.serving import Serving
from fireweed_server.settings import Settings

ROUNDS: Final = 30
TURNS: Final = 100
CONNECTIONS: Final = 32
REQUEST: Final = b"GET /items?limit=10 HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n"
HEADERS: Final = ((b"content-type", b"text/plain"),)
SCOPE: Final[dict[str, Any]] = {"method": "GET"}


class NoTransport(asyncio.Transport):
    """Takes everything and keeps nothing."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        assert data

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever buffered."""


async def answer(scope: Any, receive: Any, send: Any) -> None:
    send.send_response(200, HEADERS, b"Hello, World!")


def measure_record() -> float:
    """Return nanoseconds for counting one request."""
    collector = Collector()
    calls = 20_000
    return min(timeit.repeat(lambda: collector.record(SCOPE, 200, 13, 0.0008), number=calls, repeat=20)) / calls * 1e9


class Variant:
    """The connections of one server, with metrics or without."""

    def __init__(self, *, has_metrics: bool) -> None:
        settings = Settings(access_log=False, metrics="9100" if has_metrics else None)
        collector = Collector() if has_metrics else None
        self.best = float("inf")
        self.serving = Serving(answer, settings, asyncio.get_running_loop(), recorder=collector)
        self.connections = [choose_connection_type(settings)(self.serving) for _ in range(CONNECTIONS)]
        for connection in self.connections:
            connection.connection_made(NoTransport())

    async def measure(self) -> None:
        begin = time.process_time()
        for _ in range(TURNS):
            for connection in self.connections:
                connection.data_received(REQUEST)
            await asyncio.sleep(0)
        self.best = min(self.best, (time.process_time() - begin) / (TURNS * CONNECTIONS) * 1e9)


async def measure_requests() -> tuple[float, float]:
    """Return nanoseconds for a request without metrics and with them."""
    variants = (Variant(has_metrics=False), Variant(has_metrics=True))
    for _ in range(ROUNDS):
        for variant in variants:
            await variant.measure()
    assert {variant.serving.requests_served for variant in variants} == {ROUNDS * TURNS * CONNECTIONS}
    return variants[0].best, variants[1].best


def main() -> None:
    print(f"record           {measure_record():8.0f}")
    without, with_metrics = uvloop.run(measure_requests())
    print(f"request without  {without:8.0f}\nrequest with     {with_metrics:8.0f}")


if __name__ == "__main__":
    main()
