"""What the separate listener answers."""

import pytest

from fireweed_server.metrics.app import build_metrics_app
from fireweed_server.metrics.snapshot import Snapshot
from kit.http_client import FakeClient
from kit.transport import build_request
from kit.websocket_client import build_handshake


def client(*, is_serving: bool = True) -> FakeClient:
    return FakeClient(build_metrics_app(lambda: Snapshot(gauges={"process_open_fds": 5}), lambda: is_serving))


async def test_shows_the_figures() -> None:
    response = await client().exchange(build_request(target="/metrics"))

    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response.body.endswith(b"\nprocess_open_fds 5\n")


@pytest.mark.parametrize(("is_serving", "status"), [(True, 200), (False, 503)], ids=["serving", "not"])
async def test_health_says_whether_it_serves(is_serving: bool, status: int) -> None:
    response = await client(is_serving=is_serving).exchange(build_request(target="/health"))

    assert response.status == status


async def test_answers_nothing_else() -> None:
    assert (await client().exchange(build_request(target="/"))).status == 404


async def test_takes_no_other_method() -> None:
    response = await client().exchange(build_request("POST", "/metrics"))

    assert (response.status, response.headers["allow"]) == (405, "GET, HEAD")


async def test_opens_no_websocket() -> None:
    assert (await client().exchange(build_handshake())).status == 403
