"""What is recorded of requests that the server answers itself."""

from typing import Any

import pytest

from fireweed_server.asgi import Scope
from kit.apps import answering
from kit.http_client import FakeClient
from kit.transport import build_request


class RecordingLog:
    """Keeps the request and status of each answer, and how large its body was."""

    def __init__(self) -> None:
        self.records: list[tuple[str, str, int]] = []
        self.sizes: list[int] = []
        self.requests: list[Scope] = []

    def record(self, scope: Any, status: int, body_size: int, seconds: float) -> None:
        target = b"?".join(part for part in (scope["raw_path"], scope["query_string"]) if part)
        self.records.append((scope["method"], target.decode("latin-1"), status))
        self.sizes.append(body_size)
        self.requests.append(scope)


@pytest.mark.parametrize(
    ("data", "record"),
    [
        pytest.param(b"\x16\x03\x01\r\n\r\n", ("", "", 400), id="no-http"),
        pytest.param(b"GET /a?b=1 HTTP/1.1\r\n\r\n", ("GET", "/a?b=1", 400), id="no-host"),
        pytest.param(b"GET /a HTTP/2.0\r\nHost: a\r\n\r\n", ("GET", "/a", 505), id="version"),
        pytest.param(b"GET /%b HTTP/1.1\r\n" % (b"a" * 20000), ("", "", 414), id="long-target"),
        pytest.param(b"GET / HTTP/1.1\r\n%b" % (b"A: b\r\n" * 200), ("", "", 431), id="many-headers"),
        pytest.param(
            build_request("POST", "/c", [("Transfer-Encoding", "chunked")]) + b"x\r\n",
            ("POST", "/c", 400),
            id="bad-chunk",
        ),
        pytest.param(
            build_request("GET", "/ws", [("Connection", "Upgrade"), ("Upgrade", "websocket")]),
            ("GET", "/ws", 426),
            id="websocket-version",
        ),
    ],
)
async def test_records_what_is_known(data: bytes, record: tuple[str, str, int]) -> None:
    log = RecordingLog()
    client = FakeClient(waiting, access_log=log)

    client.feed(data)
    await client.settle()

    (response,) = client.take_responses()
    assert log.records == [record]
    assert log.sizes == [len(response.body)]
    assert log.requests[0]["client"] == ("192.0.2.7", 54321)


async def test_records_a_body_that_did_not_come_in_time() -> None:
    log = RecordingLog()
    client = FakeClient(waiting, access_log=log, body_timeout=5)
    client.feed(build_request("POST", "/upload", [("Content-Length", "9")]))
    await client.settle()

    client.clock.advance(6)
    await client.settle()

    assert log.records == [("POST", "/upload", 408)]


async def test_records_and_counts_connections_too_many() -> None:
    log = RecordingLog()
    client = FakeClient(answering(b"hello"), access_log=log, limit_concurrency=1)
    client.transport, client.connection = client.connect()

    client.feed(build_request("GET", "/late"))
    await client.settle()

    assert log.records == [("GET", "/late", 503)]
    assert client.serving.connections_refused == 1


async def waiting(scope: Any, receive: Any, send: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
