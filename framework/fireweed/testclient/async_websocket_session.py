"""The client's end of a WebSocket under test, for coroutines: its calls wait for the application."""

from types import TracebackType
from typing import Any, Self

from fireweed.http.json import parse_json
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


class AsyncWebSocketTestSession:
    """A WebSocket to the application, open within an `async with` block; see `WebSocketTestSession`.

    The application runs beside the test: `send` hands a message over and does not wait for what comes of it.
    """

    accepted_subprotocol: str | None = None
    extra_headers: list[tuple[bytes, bytes]] | None = None

    def __init__(self, exchange: WebSocketExchange) -> None:
        self.scope = exchange.scope
        self._exchange = exchange

    async def __aenter__(self) -> Self:
        try:
            answer = await self._exchange.start()
            await self._raise_refusal(answer)
        except BaseException:
            await self._leave()
            raise
        self.accepted_subprotocol = answer.get("subprotocol")
        self.extra_headers = list(answer.get("headers") or ())
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_value: BaseException | None = None,
        traceback: TracebackType | None = None,
    ) -> None:
        error = await self._leave()
        # An error of the test itself comes first.
        if error is not None and exc_value is None:
            raise error

    async def send(self, message: Message) -> None:
        """Hand an ASGI message to the application."""
        await self._exchange.push(message)

    async def send_text(self, data: str) -> None:
        await self.send(build_text(data))

    async def send_bytes(self, data: bytes) -> None:
        await self.send(build_bytes(data))

    async def send_json(self, data: Any, mode: Mode = "text") -> None:
        await self.send(build_json(data, mode))

    async def close(self, code: int = 1000, reason: str | None = None) -> None:
        """Disconnect; what the application sends from now on is lost."""
        await self.send(build_disconnect(code, reason))

    async def receive(self) -> Message:
        """Wait for the next ASGI message of the application.

        After the end it is `websocket.close`, again and again. Raises what the application raises.
        """
        return await self._exchange.wait_message()

    async def receive_text(self) -> str:
        """Receive text; raises WebSocketDisconnect when the application has closed."""
        text: str = (await self._receive_message())["text"]
        return text

    async def receive_bytes(self) -> bytes:
        """Receive bytes; raises WebSocketDisconnect when the application has closed."""
        data: bytes = (await self._receive_message())["bytes"]
        return data

    async def receive_json(self, mode: Mode = "text") -> Any:
        """Receive JSON in a text message, or a binary one."""
        return parse_json(await self.receive_text() if mode == "text" else await self.receive_bytes())

    async def _receive_message(self) -> Message:
        message = await self.receive()
        await self._raise_refusal(message)
        return message

    async def _raise_refusal(self, message: Message) -> None:
        raise_close(message)
        if is_denial(message):
            raise build_denial(message, await self._receive_body())

    async def _receive_body(self) -> bytes:
        body, more_body = b"", True
        while more_body:
            message = await self.receive()
            body += message.get("body", b"")
            more_body = message.get("more_body", False)
        return body

    async def _leave(self) -> BaseException | None:
        await self._exchange.finish(1000, "")
        return self._exchange.find_error()
