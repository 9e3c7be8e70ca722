"""A client for tests: requests go straight into an ASGI application, without a server or a socket.

Its public names; needs the extra `test`.
"""

from fireweed.testclient.asgi import ASGI2App, ASGI3App, ASGIInstance
from fireweed.testclient.async_client import AsyncTestClient
from fireweed.testclient.async_websocket_session import AsyncWebSocketTestSession
from fireweed.testclient.client import TestClient
from fireweed.testclient.websocket_messages import WebSocketDenialResponse
from fireweed.testclient.websocket_session import WebSocketTestSession

__all__ = [
    "ASGI2App",
    "ASGI3App",
    "ASGIInstance",
    "AsyncTestClient",
    "AsyncWebSocketTestSession",
    "TestClient",
    "WebSocketDenialResponse",
    "WebSocketTestSession",
]
