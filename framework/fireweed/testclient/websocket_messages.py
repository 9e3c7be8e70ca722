"""What is said over a WebSocket under test, as ASGI messages, and how its end is told.

Both kinds of session use it; it waits for nothing.
"""

import json
from typing import Any, Literal

from fireweed.exceptions import WebSocketDisconnect
from fireweed.testclient.http_library import httpx
from fireweed.types import Message

Mode = Literal["text", "binary"]


class WebSocketDenialResponse(httpx.Response, WebSocketDisconnect):  # type: ignore[misc]  # a response is how it pickles
    """Raised when the application answers a handshake with a response, which it also is."""

    code = 1006
    reason = ""


def build_text(data: str) -> Message:
    return {"type": "websocket.receive", "text": data}


def build_bytes(data: bytes) -> Message:
    return {"type": "websocket.receive", "bytes": data}


def build_json(data: Any, mode: Mode) -> Message:
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return build_text(text) if mode == "text" else build_bytes(text.encode())


def build_disconnect(code: int, reason: str | None) -> Message:
    return {"type": "websocket.disconnect", "code": code, "reason": reason or ""}


def raise_close(message: Message) -> None:
    """Raise WebSocketDisconnect if the application has closed."""
    if message["type"] == "websocket.close":
        raise WebSocketDisconnect(message.get("code", 1000), message.get("reason"))


def is_denial(message: Message) -> bool:
    """Whether the application answers the handshake with a response, of which this is the start."""
    return bool(message["type"] == "websocket.http.response.start")


def build_denial(start: Message, body: bytes) -> WebSocketDenialResponse:
    return WebSocketDenialResponse(status_code=start["status"], headers=list(start.get("headers", ())), content=body)
