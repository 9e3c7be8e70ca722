"""What asgi-correlation-id, starlette-context, itsdangerous and the instrumentator do with the unexpected."""

from collections.abc import Callable
from uuid import UUID

import httpx2

Serve = Callable[..., httpx2.Client]


def test_a_correlation_id_is_made_for_whom_sends_none(serve: Serve) -> None:
    client = serve("correlation")

    first, second = (client.get("/").json() for _ in range(2))

    assert UUID(first) != UUID(second)


def test_a_correlation_id_that_is_none_is_replaced(serve: Serve) -> None:
    answer = serve("correlation").get("/", headers={"X-Request-ID": "none"})

    assert UUID(answer.json()) == UUID(answer.headers["x-request-id"])


def test_contexts_of_requests_are_apart(serve: Serve) -> None:
    client = serve("context")

    answers = [client.get("/", headers={"X-Request-ID": name}).json() for name in ("one", "two")]

    assert answers == [{"X-Request-ID": "one"}, {"X-Request-ID": "two"}]


def test_a_session_with_another_signature_is_none(serve: Serve) -> None:
    client = serve("sessions")
    client.post("/visits")
    signed = client.cookies.pop("session")

    forged = client.post("/visits", headers={"cookie": f"session={signed[:-3]}abc"})

    assert forged.json() == 1


def test_metrics_tell_of_refusals_and_of_unknown_paths(serve: Serve) -> None:
    client = serve("instrumented")
    client.get("/items/none")
    client.get("/unknown")

    metrics = client.get("/metrics").text

    assert 'http_requests_total{handler="/items/{item_id}",method="GET",status="4xx"} 1.0' in metrics
    assert 'http_requests_total{handler="none",method="GET",status="4xx"} 1.0' in metrics
