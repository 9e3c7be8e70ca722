"""The client's end of a WebSocket under test: calls that run the application just as far as they have to."""

from types import TracebackType
from typing import Any, Self

from fireweed.http.json import parse_json
from fireweed.testclient.http_library import httpx
from fireweed.testclient.loop import LoopDriver
from fireweed.testclient.websocket_exchange import WebSocketExchange
from fireweed.testclient.websocket_messages import (
    Mode,
    build_bytes,
    build_denial,
    build_disconnect,
    build_json,
    build_text,
    is_denial,
    raise_close,
)
from fireweed.types import Message


class WebSocketTestSession:
    """A WebSocket to the application, open within a `with` block.

    Entering it raises WebSocketDisconnect when the application refuses the handshake, WebSocketDenialResponse when it
    answers with a response. Errors of the application are raised where its message is awaited, or at the end of the
    block. Leaving the block disconnects (1000) and ends the application: whatever goes on after that is cancelled.

    `accepted_subprotocol` and `extra_headers` are those of the handshake.
    """

    accepted_subprotocol: str | None = None
    extra_headers: list[tuple[bytes, bytes]] | None = None

    def __init__(self, exchange: WebSocketExchange, driver: LoopDriver, client: httpx.Client) -> None:
        self.scope = exchange.scope
        # The loop is closed when nobody holds the client any more.
        self._client = client
        self._exchange = exchange
        self._driver = driver

    def __enter__(self) -> Self:
        self._driver.hold()
        try:
            answer = self._driver.run(self._exchange.start())
            self._raise_refusal(answer)
        except BaseException:
            self._leave()
            raise
        self.accepted_subprotocol = answer.get("subprotocol")
        self.extra_headers = list(answer.get("headers") or ())
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        error = self._leave()
        # An error of the test itself comes first.
        if error is not None and exc_value is None:
            raise error

    def send(self, message: Message) -> None:
        """Hand an ASGI message to the application."""
        self._driver.run(self._exchange.push(message))

    def send_text(self, data: str) -> None:
        self.send(build_text(data))

    def send_bytes(self, data: bytes) -> None:
        self.send(build_bytes(data))

    def send_json(self, data: Any, mode: Mode = "text") -> None:
        self.send(build_json(data, mode))

    def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Disconnect; what the application sends from now on is lost."""
        self.send(build_disconnect(code, reason))

    def receive(self) -> Message:
        """Run the application until it sends its next ASGI message, and return that.

        After the end it is `websocket.close`, again and again. Raises what the application raises.
        """
        return self._driver.run(self._exchange.wait_message())

    def receive_text(self) -> str:
        """Receive text; raises WebSocketDisconnect when the application has closed."""
        text: str = self._receive_message()["text"]
        return text

    def receive_bytes(self) -> bytes:
        """Receive bytes; raises WebSocketDisconnect when the application has closed."""
        data: bytes = self._receive_message()["bytes"]
        return data

    def receive_json(self, mode: Mode = "text") -> Any:
        """Receive JSON in a text message, or a binary one."""
        return parse_json(self.receive_text() if mode == "text" else self.receive_bytes())

    def _receive_message(self) -> Message:
        message = self.receive()
        self._raise_refusal(message)
        return message

    def _raise_refusal(self, message: Message) -> None:
        raise_close(message)
        if is_denial(message):
            raise build_denial(message, self._receive_body())

    def _receive_body(self) -> bytes:
        body, more_body = b"", True
        while more_body:
            message = self.receive()
            body += message.get("body", b"")
            more_body = message.get("more_body", False)
        return body

    def _leave(self) -> BaseException | None:
        try:
            self._driver.run(self._exchange.finish(1000, ""))
            return self._exchange.find_error()
        finally:
            self._driver.release()
