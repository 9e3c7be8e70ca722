"""Answering in place of the application, whatever kind of connection it is."""

from fireweed.responses import PlainTextResponse, Response
from fireweed.types import Receive, Scope, Send

POLICY_VIOLATION = 1008
"""RFC 6455 §7.4.1"""


async def answer_instead(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send `response`, also to a handshake of a WebSocket; close that where the server can send no response to it."""
    if scope["type"] == "websocket" and "websocket.http.response" not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": ""})
    else:
        await response(scope, receive, send)


def refuse_host() -> Response:
    return PlainTextResponse("Invalid host header", status_code=400)
