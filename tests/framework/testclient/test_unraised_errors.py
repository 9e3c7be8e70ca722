"""What becomes of an application's exception when the client does not raise it."""

import gc

import pytest

from fireweed.testclient import TestClient
from fireweed.types import Receive, Scope, Send


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 500, "headers": []})
    await send({"type": "http.response.body", "body": b"sorry"})
    raise LookupError("gone")


def test_asyncio_does_not_complain_of_it(caplog: pytest.LogCaptureFixture) -> None:
    response = TestClient(failing, raise_server_exceptions=False).get("/")
    gc.collect()

    assert response.text == "sorry"
    assert caplog.records == []
