"""What is counted, under which labels, and who is told besides."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from fireweed_server.metrics.collector import Collector, Served
from kit.apps import answering
from kit.http_client import FakeClient
from kit.transport import build_request
from kit.websocket_client import FakeWebSocketClient, build_handshake


def served(**figures: Any) -> Served:
    own = {"connections": (), "tasks": (), "websockets_open": 0}
    counts = {"connections_accepted": 0, "connections_refused": 0, "bytes_received": 0}
    return SimpleNamespace(**{**own, **counts, **figures})


def count_requests(collector: Collector) -> dict[str, float]:
    counters = collector.read(served()).counters
    prefix = "fireweed_requests_total"
    return {name.removeprefix(prefix): count for name, count in counters.items() if name.startswith(prefix)}


@pytest.mark.parametrize(
    ("method", "status", "labels"),
    [
        ("GET", 200, '{method="GET",status="2xx"}'),
        ("POST", 422, '{method="POST",status="4xx"}'),
        ("BREW", 501, '{method="other",status="5xx"}'),
        ("", 400, '{method="other",status="4xx"}'),
    ],
    ids=["answer", "error", "strange-method", "nothing-known"],
)
def test_counts_requests_by_method_and_class_of_status(method: str, status: int, labels: str) -> None:
    collector = Collector()

    collector.record({"method": method}, status, 10, 0.1)

    assert count_requests(collector) == {labels: 1}


def test_strange_methods_make_no_series_of_their_own() -> None:
    collector = Collector()

    for number in range(1000):
        collector.record({"method": f"M{number}"}, 200, 0, 0.1)

    assert count_requests(collector) == {'{method="other",status="2xx"}': 1000}


def test_durations_fall_into_every_bucket_that_is_large_enough() -> None:
    collector = Collector()

    for seconds in (0.0005, 0.001, 0.002, 99.0):
        collector.record({"method": "GET"}, 200, 0, seconds)

    counters = collector.read(served()).counters
    name = "fireweed_request_duration_seconds"
    assert counters[f'{name}_bucket{{le="0.001"}}'] == 2
    assert counters[f'{name}_bucket{{le="0.0025"}}'] == 3
    assert counters[f'{name}_bucket{{le="30.0"}}'] == 3
    assert counters[f'{name}_bucket{{le="+Inf"}}'] == counters[f"{name}_count"] == 4
    assert counters[f"{name}_sum"] == pytest.approx(99.0035)


@pytest.mark.parametrize(("status", "seconds"), [(101, 3600.0), (400, 0.0)], ids=["websocket", "refusal"])
def test_what_is_no_request_of_the_application_has_no_duration(status: int, seconds: float) -> None:
    collector = Collector()

    collector.record({"method": "GET"}, status, 0, seconds)

    assert collector.read(served()).counters["fireweed_request_duration_seconds_count"] == 0


def test_a_late_clock_is_lag() -> None:
    collector = Collector(interval=1.0)

    for now in (10.0, 11.0, 12.3):
        collector.tick(now)

    counters = collector.read(served()).counters
    assert counters['fireweed_event_loop_lag_seconds_bucket{le="0.001"}'] == 1
    assert counters["fireweed_event_loop_lag_seconds_count"] == 2
    assert counters["fireweed_event_loop_lag_seconds_sum"] == pytest.approx(0.3)


def test_tells_what_there_is_right_now() -> None:
    snapshot = Collector().read(served(connections=(1, 2, 3), tasks=(1, 2), websockets_open=1, bytes_received=7))

    assert snapshot.gauges["fireweed_connections_open"] == 3
    assert snapshot.gauges["fireweed_requests_in_flight"] == 1
    assert snapshot.gauges["fireweed_websockets_open"] == 1
    assert snapshot.counters["fireweed_received_bytes_total"] == 7


def test_passes_every_answer_on() -> None:
    answers: list[tuple[Any, ...]] = []
    collector = Collector(SimpleNamespace(record=lambda *answer: answers.append(answer)))

    collector.record({"method": "GET"}, 200, 10, 0.1)

    assert answers == [({"method": "GET"}, 200, 10, 0.1)]


async def test_counts_what_a_connection_receives_and_sends() -> None:
    collector = Collector()
    client = FakeClient(answering(b"hello"), access_log=collector, metrics="9100")
    request = build_request("PUT", body=b"abc")

    await client.exchange(request)

    counters = collector.read(client.serving).counters
    assert counters['fireweed_requests_total{method="PUT",status="2xx"}'] == 1
    assert counters["fireweed_received_bytes_total"] == len(request)
    assert counters["fireweed_sent_body_bytes_total"] == 5


async def test_counts_refused_requests() -> None:
    collector = Collector()
    client = FakeClient(answering(), access_log=collector, metrics="9100")

    await client.exchange(b"nonsense\r\n\r\n")

    assert count_requests(collector) == {'{method="other",status="4xx"}': 1}


async def test_knows_the_websockets_that_are_open() -> None:
    async def stay(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "websocket.accept"})
        await asyncio.Event().wait()

    collector = Collector()
    client = FakeWebSocketClient(stay, access_log=collector, metrics="9100")
    client.feed(build_handshake())
    await client.settle()
    gauges = collector.read(client.serving).gauges

    client.serving.abort()
    await client.settle()

    assert (gauges["fireweed_websockets_open"], gauges["fireweed_requests_in_flight"]) == (1, 0)
    assert collector.read(client.serving).gauges["fireweed_websockets_open"] == 0
