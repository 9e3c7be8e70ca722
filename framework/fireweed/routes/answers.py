"""What a router answers by itself: no such path, no such method, no such form, the redirect to the other slash.

Inside an application ("app" in the scope) the errors are raised, for its exception handlers to answer.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fireweed.exceptions import BaseHTTPException
from fireweed.forms.errors import MultiPartException
from fireweed.http.url import URL
from fireweed.responses.sending import MessageSend, send_whole
from fireweed.types import ASGIApp, Receive, Scope, Send

_PLAIN_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_NOT_FOUND_HEADERS = ((b"content-length", b"9"), _PLAIN_TEXT)
_URI_DELIMITERS = "%:/?#[]@!$&'()*+,;="
"""The reserved characters of RFC 3986 §2.2, and the sign of what is escaped already."""


async def not_found(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer 404; refuse a WebSocket with code 1000."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1000, "reason": ""})
    elif "app" in scope:
        raise BaseHTTPException(404)
    else:
        await send_whole(send, 404, _NOT_FOUND_HEADERS, b"Not Found")


def method_not_allowed(methods: Iterable[str]) -> ASGIApp:
    """Return what answers 405 and says that `methods` are allowed (RFC 9110 §15.5.6)."""
    allow = ", ".join(sorted(methods))

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if "app" in scope:
            raise BaseHTTPException(405, headers={"Allow": allow})
        headers = ((b"allow", allow.encode("ascii")), (b"content-length", b"18"), _PLAIN_TEXT)
        await send_whole(send, 405, headers, b"Method Not Allowed")

    return answer


async def answer_bad_form(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Call `app`, and answer 400 if it gives up on a form; inside of an application that is an HTTP exception."""
    tracked: Any = send if hasattr(send, "response_started") else MessageSend(send)
    try:
        await app(scope, receive, tracked)
    except MultiPartException as error:
        if tracked.response_started:
            raise
        await send_whole(tracked, 400, (_PLAIN_TEXT,), error.message.encode())


def redirect_to(scope: Scope) -> ASGIApp:
    """Return what redirects (307) to the URL of `scope`, its query included."""
    location = quote(str(URL(scope=scope)), safe=_URI_DELIMITERS).encode("ascii")

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await send_whole(send, 307, ((b"content-length", b"0"), (b"location", location)), b"")

    return answer
