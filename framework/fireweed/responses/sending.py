"""How a response leaves: in one call where the server offers that, in ASGI messages everywhere else.

Knows ASGI's `send` and nothing of response classes.
"""

from collections.abc import Sequence

from fireweed.types import Message, Send

Headers = Sequence[tuple[bytes, bytes]]

_RESPONSE_STARTS = frozenset({"http.response.start", "websocket.http.response.start"})


class MessageSend:
    """An ASGI `send` that remembers whether the response has started.

    It has no `send_response` on purpose: what is sent through it always passes as ASGI messages.
    """

    __slots__ = ("_send", "response_started")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.response_started = False

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] in _RESPONSE_STARTS:
            self.response_started = True


async def send_whole(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send a complete response; `content-length` is added where it is missing and the status allows it.

    Header names are lower-case. A tuple as `headers` lets the server encode them once for all responses that pass it.
    """
    send_response = getattr(send, "send_response", None)
    if send_response is not None:
        send_response(status, headers, body)
        return
    await send({"type": "http.response.start", "status": status, "headers": add_length(status, headers, body)})
    await send({"type": "http.response.body", "body": body})


async def wait_sent(send: Send) -> None:
    """Wait until a complete response is on its way: for those who have something left to do after it.

    A `send` that only keeps what it gets through `send_response`, as a function middleware does, has a coroutine
    function `wait_sent` for this. Others have nothing to wait for.
    """
    wait = getattr(send, "wait_sent", None)
    if wait is not None:
        await wait()


async def send_denial(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Refuse a WebSocket with a complete response (ASGI extension `websocket.http.response`)."""
    all_headers = add_length(status, headers, body)
    await send({"type": "websocket.http.response.start", "status": status, "headers": all_headers})
    await send({"type": "websocket.http.response.body", "body": body})


def has_content_length(status: int) -> bool:
    """Whether a response of this status may say how long its content is (RFC 9110 §8.6)."""
    return status >= 200 and status not in (204, 304)


def add_length(status: int, headers: Headers, body: bytes) -> list[tuple[bytes, bytes]]:
    """Return a copy of `headers` with `content-length`, if it is missing and the status allows it."""
    if not has_content_length(status) or any(name == b"content-length" for name, _ in headers):
        return list(headers)
    return [*headers, (b"content-length", b"%d" % len(body))]
