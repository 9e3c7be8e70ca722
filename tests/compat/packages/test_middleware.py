"""Packages that wrap an application: limits, metrics, ids, contexts, and sessions."""

from collections.abc import Callable

import httpx2


def test_slowapi_limits_the_rate(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("rate_limits")

    statuses = [client.get("/home").status_code for _ in range(3)]

    assert statuses == [200, 200, 429]


def test_instrumentator_counts_by_template(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("instrumented")
    client.get("/items/1")
    client.get("/items/2")

    metrics = client.get("/metrics").text

    assert 'http_requests_total{handler="/items/{item_id}",method="GET",status="2xx"} 2.0' in metrics


def test_correlation_id_is_taken_over(serve: Callable[[str], httpx2.Client]) -> None:
    sent = "6ccb6e9e1a5a4e6a8f5d2a7f0c1b2d3e"

    answer = serve("correlation").get("/", headers={"X-Request-ID": sent})

    assert (answer.json(), answer.headers["x-request-id"]) == (sent, sent)


def test_starlette_context_is_there_in_the_endpoint(serve: Callable[[str], httpx2.Client]) -> None:
    answer = serve("context").get("/", headers={"X-Request-ID": "one"})

    assert answer.json() == {"X-Request-ID": "one"}
    assert answer.headers["x-request-id"] == "one"


def test_sessions_last_from_request_to_request(serve: Callable[[str], httpx2.Client]) -> None:
    client = serve("sessions")

    assert [client.post("/visits").json() for _ in range(3)] == [1, 2, 3]
