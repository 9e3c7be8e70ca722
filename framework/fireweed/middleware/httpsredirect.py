"""Sends clients that came without TLS to the same place with it."""

from fireweed.http.host import parse_host
from fireweed.http.url import URL
from fireweed.middleware.refusing import answer_instead, refuse_host
from fireweed.responses import RedirectResponse
from fireweed.types import ASGIApp, Receive, Scope, Send

_SECURED = {"http": "https", "ws": "wss"}
# They would be wrong where TLS is.
_DROPPED_PORTS = (80, 443)


class HTTPSRedirectMiddleware:
    """Answers http and ws with 307 to https and wss, on the same port unless it is a default one.

    Behind a proxy that ends TLS the server has to trust its `x-forwarded-proto`; else every request is redirected.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or scope.get("scheme") not in _SECURED:
            await self.app(scope, receive, send)
            return
        url = URL(scope=scope)
        if not url.netloc or not _has_valid_host(scope):
            await answer_instead(refuse_host(), scope, receive, send)
            return
        if url.port in _DROPPED_PORTS:
            url = url.replace(port=None)
        await answer_instead(RedirectResponse(url.replace(scheme=_SECURED[url.scheme])), scope, receive, send)


def _has_valid_host(scope: Scope) -> bool:
    """Whether no `host` is malformed; without one the URL has the address of the server."""
    for name, value in scope["headers"]:
        if name == b"host":
            try:
                parse_host(value.decode("latin-1"))
            except ValueError:
                return False
    return True
