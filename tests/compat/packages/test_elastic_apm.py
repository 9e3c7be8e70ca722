"""Elastic's agent: what arrives where it reports to."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import httpx2
import pytest

from kit.server_process import wait_for

Serve = Callable[..., httpx2.Client]
INFLATE: dict[str | None, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "deflate": zlib.decompress, None: bytes}


class Collector(ThreadingHTTPServer):
    """Takes what agents send (https://www.elastic.co/docs/solutions/observability/apm/elastic-apm-events-intake-api)."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Events)
        self.received: list[dict[str, Any]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def wait(self, kind: str) -> dict[str, Any]:
        def find() -> list[dict[str, Any]]:
            return [event[kind] for event in self.received if kind in event]

        wait_for(lambda: bool(find()))
        return find()[0]


class _Events(BaseHTTPRequestHandler):
    server: Collector
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(200, b'{"version": "8.0.0"}')

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"]))
        inflated = INFLATE[self.headers["content-encoding"]](sent)
        if self.path == "/intake/v2/events":
            self.server.received.extend(map(json.loads, inflated.splitlines()))
        self._answer(202, b"{}")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_reports_requests_with_their_bodies(serve: Serve, collector: Collector) -> None:
    client = serve("apm", ELASTIC_APM_SERVER_URL=collector.url)

    answer = client.put("/books/2", json={"pages": 474})
    transaction = collector.wait("transaction")

    assert answer.json() == 237
    assert (transaction["name"], transaction["result"]) == ("PUT /books/{number}", "HTTP 2xx")
    assert json.loads(transaction["context"]["request"]["body"]) == {"pages": 474}


def test_reports_errors_with_their_transaction(serve: Serve, collector: Collector) -> None:
    client = serve("apm", ELASTIC_APM_SERVER_URL=collector.url)

    failed = client.put("/books/0", json={"pages": 474})
    error, transaction = collector.wait("error"), collector.wait("transaction")

    assert failed.status_code == 500
    assert error["exception"]["type"] == "ZeroDivisionError"
    assert error["transaction"]["name"] == transaction["name"] == "PUT /books/{number}"
    assert transaction["result"] == "HTTP 5xx"
