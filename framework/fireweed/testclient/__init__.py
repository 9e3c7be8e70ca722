"""A client for tests: requests go straight into an ASGI application, without a server or a socket.

Its public names; needs the extra `test`.
"""

from fireweed.testclient.asgi import ASGI2App, ASGI3App, ASGIInstance
from fireweed.testclient.client import TestClient
from fireweed.testclient.websocket_session import WebSocketDenialResponse, WebSocketTestSession

__all__ = ["ASGI2App", "ASGI3App", "ASGIInstance", "TestClient", "WebSocketDenialResponse", "WebSocketTestSession"]
