"""What endpoints answer with."""

from fireweed.http.ranges import MalformedRangeHeader, RangeNotSatisfiable
from fireweed.responses.base import Content, Response
from fireweed.responses.file import FileResponse
from fireweed.responses.json import JSONResponse
from fireweed.responses.redirect import RedirectResponse
from fireweed.responses.stream import AsyncContentStream, ContentStream, StreamingResponse, SyncContentStream
from fireweed.responses.text import HTMLResponse, PlainTextResponse

__all__ = [
    "AsyncContentStream",
    "Content",
    "ContentStream",
    "FileResponse",
    "HTMLResponse",
    "JSONResponse",
    "MalformedRangeHeader",
    "PlainTextResponse",
    "RangeNotSatisfiable",
    "RedirectResponse",
    "Response",
    "StreamingResponse",
    "SyncContentStream",
]
