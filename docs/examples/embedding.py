"""The server alone: any ASGI application, started from a program: `python docs/examples/embedding.py`."""

from fireweed.types import Receive, Scope, Send
from fireweed_server import run

HEADERS = [(b"content-type", b"text/plain; charset=utf-8")]


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        raise NotImplementedError(f"this application does not speak {scope['type']}")
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    await send({"type": "http.response.body", "body": f"You asked for {scope['path']}.\n".encode()})


if __name__ == "__main__":
    run(app, host="127.0.0.1", port=8000, access_log=False)
