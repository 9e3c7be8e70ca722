"""The application that stands in for one that does not start: it answers everything with what went wrong."""

import html
from typing import Final

from fireweed_server.asgi import ASGIApp, Receive, Scope, Send

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>The application does not start</title>
<style>
body {{ font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }}
pre {{ background: #f4f4f4; border-left: 4px solid #c0392b; overflow-x: auto; padding: 1rem; }}
@media (prefers-color-scheme: dark) {{ body {{ background: #1c1c1c; color: #ddd; }} pre {{ background: #262626; }} }}
</style>
</head>
<body>
<h1>The application does not start</h1>
<pre>{failure}</pre>
<p>It is tried again when a file is saved.</p>
</body>
</html>
"""


def build_failure_app(failure: str) -> ASGIApp:
    """An application that answers 500 with the text `failure`: as a page to who accepts HTML, else as plain text."""
    page = _PAGE.format(failure=html.escape(failure)).encode()
    text = failure.encode()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _refuse(scope, receive, send)
            return
        accepts_html = any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
        body, media_type = (page, b"text/html") if accepts_html else (text, b"text/plain")
        headers = [
            (b"content-type", media_type + b"; charset=utf-8"),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 500, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    """Close a WebSocket before it opens; start and stop without doing anything."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1011, "reason": "The application does not start."})
        return
    for event in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{event}.complete"})
