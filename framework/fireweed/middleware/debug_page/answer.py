"""The response for an exception that nobody handled, in debug mode."""

import traceback

from fireweed.middleware.debug_page.page import render_page
from fireweed.requests import Request
from fireweed.responses import HTMLResponse, PlainTextResponse, Response

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
}


def answer_with_traceback(request: Request, error: Exception) -> Response:
    """A page for those who accept HTML, plain text for all others. To be called in a worker thread: it reads files."""
    if "text/html" in request.headers.get("accept", "").lower():
        return HTMLResponse(_encode(render_page(error)), status_code=500, headers=_HEADERS)
    return PlainTextResponse(_encode("".join(traceback.format_exception(error))), status_code=500, headers=_HEADERS)


def _encode(text: str) -> bytes:
    """Text as UTF-8, with lone surrogates, which a path or a header may have brought in, written out."""
    return text.encode("utf-8", "backslashreplace")
