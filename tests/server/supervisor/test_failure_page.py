"""What stands in for an application that does not start."""

import pytest

from fireweed_server.supervisor.failure_page import build_failure_app
from kit.http_client import FakeClient

FAILURE = 'File "app.py", line 1\n  x = <"\nSyntaxError: …'


@pytest.mark.parametrize("accept", [b"", b"accept: application/json\r\n", b"accept: */*\r\n"])
async def test_answers_plain_text(accept: bytes) -> None:
    client = FakeClient(build_failure_app(FAILURE))

    response = await client.exchange(b"POST /any HTTP/1.1\r\nhost: a\r\n" + accept + b"\r\n")

    assert (response.status, response.headers["content-type"]) == (500, "text/plain; charset=utf-8")
    assert response.body.decode() == FAILURE


async def test_answers_a_page_to_a_browser() -> None:
    client = FakeClient(build_failure_app(FAILURE))

    response = await client.exchange(b"GET / HTTP/1.1\r\nhost: a\r\naccept: text/html,*/*;q=0.8\r\n\r\n")

    assert (response.status, response.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert response.headers["cache-control"] == "no-store"
    assert "x = &lt;&quot;\nSyntaxError: …" in response.body.decode()


async def test_refuses_websockets() -> None:
    client = FakeClient(build_failure_app(FAILURE))

    client.feed(
        b"GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n"
        b"sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await client.settle()

    assert client.transport.written.startswith(b"HTTP/1.1 403 ")
