"""The request that a function middleware sees, and what is left of its body for the application inside."""

from fireweed.requests import Request
from fireweed.types import Message, Receive, Scope, Send


class ReplayedRequest(Request):
    """A request whose body can be read here, and then again by those who receive it from `replay`."""

    _is_passed_on = False

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send

    @property
    def has_disconnected(self) -> bool:
        """Whether the client is known to be gone."""
        return self._is_disconnected

    async def replay(self) -> Message:
        """Receive for the application inside: the body that was read whole, again; else what was not streamed yet."""
        if not self._is_passed_on:
            if hasattr(self, "_body"):
                return self._pass_on_whole(self._body)
            if self._stream_consumed:
                return self._pass_on_whole(b"")
        if self._is_disconnected:
            return {"type": "http.disconnect"}
        message = self._unread.popleft() if self._unread else await self._receive()
        if message["type"] == "http.disconnect":
            self._is_disconnected = True
        elif not message.get("more_body", False):
            self._is_passed_on = self._stream_consumed = True
        return message

    def hang_up(self) -> None:
        """Let `replay` report from now on that the client has gone."""
        self._is_passed_on = self._is_disconnected = True

    def _pass_on_whole(self, body: bytes) -> Message:
        self._is_passed_on = True
        return {"type": "http.request", "body": body, "more_body": False}
