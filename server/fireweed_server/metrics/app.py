"""The application that shows the figures: GET /metrics, and GET /health for who asks whether it serves."""

from collections.abc import Callable
from typing import Final

from fireweed_server.asgi import ASGIApp, Receive, Scope, Send
from fireweed_server.metrics.exposition import MEDIA_TYPE, render
from fireweed_server.metrics.snapshot import Snapshot

_PLAIN: Final = "text/plain; charset=utf-8"

Answer = tuple[int, str, str]


def build_metrics_app(read: Callable[[], Snapshot], is_serving: Callable[[], bool]) -> ASGIApp:
    """An application that shows what `read` returns; it is healthy while `is_serving`."""

    def answer(method: str, path: str) -> Answer:
        if path not in ("/metrics", "/health"):
            return 404, _PLAIN, "Not Found: there are /metrics and /health.\n"
        if method not in ("GET", "HEAD"):
            return 405, _PLAIN, "Method Not Allowed: only GET and HEAD are.\n"
        if path == "/metrics":
            return 200, MEDIA_TYPE, render(read())
        return (200, _PLAIN, "ok\n") if is_serving() else (503, _PLAIN, "not serving\n")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close"})
            return
        status, media_type, text = answer(scope["method"], scope["path"])
        headers = [(b"content-type", media_type.encode("ascii")), (b"cache-control", b"no-store")]
        if status == 405:
            headers.append((b"allow", b"GET, HEAD"))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": text.encode("ascii")})

    return app
