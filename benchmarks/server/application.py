"""What every server serves: an ASGI function without a framework, so that only the servers differ."""

from typing import Any

SMALL = b'{"message":"Hello, World!"}'
TEN_KILOBYTES = b"x" * 10_000
CHUNK = b"x" * 50_000
CHUNKS = 20

JSON = [(b"content-type", b"application/json")]
TEXT = [(b"content-type", b"text/plain")]


async def app(scope: Any, receive: Any, send: Any) -> None:
    """`/`, `/10k`, `/stream` (1 MB) and `/upload` over HTTP; any WebSocket is an echo."""
    if scope["type"] == "http":
        await ANSWERS[scope["path"]](receive, send)
    elif scope["type"] == "websocket":
        await echo(receive, send)
    else:
        await live(receive, send)


async def answer_small(receive: Any, send: Any) -> None:
    """27 bytes of JSON."""
    await send_body(send, JSON, SMALL)


async def answer_ten_kilobytes(receive: Any, send: Any) -> None:
    """10 kB in one piece."""
    await send_body(send, TEXT, TEN_KILOBYTES)


async def stream(receive: Any, send: Any) -> None:
    """1 MB in 20 pieces, chunked."""
    await send({"type": "http.response.start", "status": 200, "headers": TEXT})
    for left in range(CHUNKS - 1, -1, -1):
        await send({"type": "http.response.body", "body": CHUNK, "more_body": left > 0})


async def count_upload(receive: Any, send: Any) -> None:
    """The length of the request's body."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send_body(send, JSON, b'{"length":%d}' % length)


async def echo(receive: Any, send: Any) -> None:
    """Every message back, as long as the client stays."""
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "bytes": message["bytes"]})


async def live(receive: Any, send: Any) -> None:
    """Start-up and shutdown, of which there is nothing to do."""
    while (await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    await send({"type": "lifespan.shutdown.complete"})


async def send_body(send: Any, headers: Any, body: bytes) -> None:
    """A whole response by two messages; its length is told, as frameworks do."""
    length = (b"content-length", b"%d" % len(body))
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, length]})
    await send({"type": "http.response.body", "body": body})


ANSWERS = {"/": answer_small, "/10k": answer_ten_kilobytes, "/stream": stream, "/upload": count_upload}
