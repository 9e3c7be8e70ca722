"""Headers for a response that is on its way: a `send` that completes them, and the hook for answers given outside.

Knows ASGI's messages, and nothing of what the headers mean.
"""

from collections.abc import Callable

from fireweed.http.headers import MutableHeaders
from fireweed.responses.sending import Headers
from fireweed.types import Message, RawHeaders, Scope, Send

Complete = Callable[[RawHeaders], None]
"""Changes the headers of a response in place."""

ERROR_ANSWER_KEY = "fireweed.error_answer"
"""Where in the scope that is which the outer boundary has to do with the headers of its answer."""


def add_vary(headers: RawHeaders, field: str) -> None:
    """Tell caches that the response depends on a header of the request (RFC 9110 §12.5.5)."""
    # PERF: few responses have a `vary` of their own to be read (benchmarks/micro/built_in_middleware.py).
    for name, _ in headers:
        if name == b"vary":
            MutableHeaders(raw=headers).add_vary_header(field)
            return
    headers.append((b"vary", field.encode("ascii")))


class CompletingSend:
    """An ASGI `send` that lets `complete` change the headers of a response before they leave."""

    __slots__ = ("_complete", "_send", "response_started")

    def __init__(self, send: Send, complete: Complete) -> None:
        self._send = send
        self._complete = complete
        self.response_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] != "http.response.start":
            await self._send(message)
            return
        # Copies: message and list may belong to a response that is sent again.
        headers = list(message.get("headers") or ())
        self._complete(headers)
        await self._send({**message, "headers": headers})
        self.response_started = True


class DirectCompletingSend(CompletingSend):
    """The same around a `send` that takes complete responses in one call."""

    # PERF: keeps the one write of a whole response behind middleware (benchmarks/micro/built_in_middleware.py).

    __slots__ = ("_send_response", "wait_sent")

    def __init__(self, send: Send, complete: Complete, send_response: Callable[[int, Headers, bytes], None]) -> None:
        super().__init__(send, complete)
        self._send_response = send_response
        wait_sent = getattr(send, "wait_sent", None)
        if wait_sent is not None:
            self.wait_sent = wait_sent

    def send_response(self, status: int, headers: Headers, body: bytes) -> None:
        completed = list(headers)
        self._complete(completed)
        self._send_response(status, completed, body)
        self.response_started = True


def complete_headers(send: Send, complete: Complete) -> CompletingSend:
    """Return a `send` to hand to the inner application, of the kind that `send` is."""
    send_response = getattr(send, "send_response", None)
    if send_response is None:
        return CompletingSend(send, complete)
    return DirectCompletingSend(send, complete, send_response)


def complete_error_answer(scope: Scope, complete: Complete) -> None:
    """Let `complete` also change the headers of the 500 that the outer boundary answers an unhandled exception with.

    For middleware whose headers the client has to see on every answer: that one does not pass through it.
    """
    scope.setdefault(ERROR_ANSWER_KEY, []).append(complete)


def wrap_error_send(scope: Scope, send: Send) -> Send:
    """Return the `send` for the answer of the outer boundary."""
    for complete in scope.get(ERROR_ANSWER_KEY, ()):
        send = complete_headers(send, complete)
    return send
