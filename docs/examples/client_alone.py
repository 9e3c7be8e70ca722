"""The test client alone: it drives any ASGI application, written with whatever it was written."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fireweed.testclient import TestClient

Message = MutableMapping[str, Any]


async def app(
    scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
) -> None:
    """Answers with the length of the body."""
    size, more_body = 0, True
    while more_body:
        message = await receive()
        size += len(message.get("body", b""))
        more_body = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"%d bytes" % size})


def test_counts_the_body() -> None:
    client = TestClient(app, headers={"x-test": "yes"})

    response = client.put("/", content=b"twelve bytes")

    assert response.text == "12 bytes"
