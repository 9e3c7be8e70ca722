"""What endpoints answer with."""

from fireweed.http.ranges import MalformedRangeHeader, RangeNotSatisfiable
from fireweed.responses.base import Content, Response
from fireweed.responses.events import EventSourceResponse
from fireweed.responses.file import FileResponse
from fireweed.responses.json import JSONResponse
from fireweed.responses.libraries import ORJSONResponse, UJSONResponse
from fireweed.responses.redirect import RedirectResponse
from fireweed.responses.stream import AsyncContentStream, ContentStream, StreamingResponse, SyncContentStream
from fireweed.responses.text import HTMLResponse, PlainTextResponse

__all__ = [
    "AsyncContentStream",
    "Content",
    "ContentStream",
    "EventSourceResponse",
    "FileResponse",
    "HTMLResponse",
    "JSONResponse",
    "MalformedRangeHeader",
    "ORJSONResponse",
    "PlainTextResponse",
    "RangeNotSatisfiable",
    "RedirectResponse",
    "Response",
    "StreamingResponse",
    "SyncContentStream",
    "UJSONResponse",
]
