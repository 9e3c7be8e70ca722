"""Responses made of text."""

from fireweed.responses.base import Response


class PlainTextResponse(Response):
    """A response of plain text."""

    media_type = "text/plain"


class HTMLResponse(Response):
    """A response of HTML."""

    media_type = "text/html"
