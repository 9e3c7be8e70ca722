"""What people are told who ask a process what it is doing."""

import asyncio
import re
from typing import Any

import pytest

from fireweed_server.standing import describe_process, describe_task
from kit.http_client import FakeClient
from kit.transport import build_request
from kit.websocket_client import build_handshake


async def hold(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
    await wait_in_the_endpoint()


async def wait_in_the_endpoint() -> None:
    await asyncio.Event().wait()


async def describe(data: bytes, seconds: int = 0) -> str:
    """The description while a request of `data` has been held for so long."""
    client = FakeClient(hold)
    client.feed(data)
    await client.settle()
    for _ in range(seconds):
        client.clock.advance(1)
    try:
        return describe_process(client.serving)
    finally:
        client.serving.abort()
        await client.settle()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(build_request(target="/slow?a=1"), "GET /slow for 4 s, no response yet", id="request"),
        pytest.param(
            build_request("POST", "/up", [("Content-Length", "9")]) + b"abc",
            "POST /up for 4 s, 3 bytes of its body received yet, no response yet",
            id="body",
        ),
        pytest.param(
            build_request("POST", "/slow", [("Content-Length", "9")]),
            "POST /slow for 4 s, 0 bytes of its body received yet, no response yet",
            id="awaited-body",
        ),
        pytest.param(b"GET / HT", "has been sending the head of a request for 5 s", id="head"),
        pytest.param(b"", "has been idle for 5 s", id="idle"),
        pytest.param(
            build_handshake(target="/ws"), "WebSocket /ws: the connection is open, heard 5 s ago", id="websocket"
        ),
    ],
)
async def test_tells_what_a_connection_does(data: bytes, text: str) -> None:
    description = await describe(data, seconds=5)

    assert re.search(rf"^  connection 192\.0\.2\.7\S* .*{re.escape(text)}", description, re.MULTILINE)


async def test_names_the_age_of_the_oldest_request() -> None:
    assert "The oldest request has been running for 4 s." in await describe(build_request(), seconds=5)


async def test_says_that_no_request_is_old() -> None:
    assert "No request has been running for a second" in await describe(build_request())


async def test_tells_where_a_task_waits() -> None:
    assert re.search(
        r"^  task request: .*test_standing\.py:\d+ in wait_in_the_endpoint",
        await describe(build_request()),
        re.MULTILINE,
    )


async def test_a_target_cannot_forge_a_line() -> None:
    description = await describe(build_request(target="/%0A%1B[31m"))

    assert "\x1b" not in description


async def test_a_task_that_has_not_begun_stands_nowhere() -> None:
    task = asyncio.create_task(asyncio.sleep(0), name="new")

    text = describe_task(task)
    await task

    assert "new: " in text
