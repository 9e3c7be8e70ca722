"""An ASGI `send` that remembers the status of the response, for middleware that reports it."""

from typing import Any

from fireweed.responses.sending import Headers
from fireweed.types import Message, Send


class ObservedSend:
    """Passes messages on; `status` is that of the response once it has started."""

    __slots__ = ("_send", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None

    @property
    def response_started(self) -> bool:
        """Whether the response has started."""
        return self.status is not None

    async def __call__(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self.status = message["status"]


class DirectObservedSend(ObservedSend):
    """The same around a `send` that takes complete responses in one call."""

    __slots__ = ("_send_response", "wait_sent")

    def __init__(self, send: Any) -> None:
        super().__init__(send)
        self._send_response = send.send_response
        wait_sent = getattr(send, "wait_sent", None)
        if wait_sent is not None:
            self.wait_sent = wait_sent

    def send_response(self, status: int, headers: Headers, body: bytes) -> None:
        self._send_response(status, headers, body)
        self.status = status


def observe_send(send: Send) -> ObservedSend:
    """Return a `send` to hand to the inner application, of the kind that `send` is."""
    return DirectObservedSend(send) if hasattr(send, "send_response") else ObservedSend(send)
