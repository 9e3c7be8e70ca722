"""Telling browsers what to load before the page is ready, and clients what only the end of a download can tell."""

import base64
import hashlib
from collections.abc import Iterable

from fireweed import Fireweed, Request
from fireweed.responses import HTMLResponse, Response
from fireweed.types import Receive, Scope, Send

app = Fireweed()

PAGE = '<link rel="stylesheet" href="/style.css"><h1>Library</h1>'
BOOKS = ["id,title\n", "1,The First\n", "2,The Second\n"]


@app.get("/", response_class=HTMLResponse)
async def show_page(request: Request) -> str:
    await request.send_early_hints("</style.css>; rel=preload; as=style")
    return await build_page()


async def build_page() -> str:
    return PAGE


class DigestedResponse(Response):
    """Sends parts of a text, and after them the digest of all of it (RFC 9530)."""

    media_type = "text/csv"

    def __init__(self, parts: Iterable[str]) -> None:
        super().__init__(headers={"trailer": "content-digest"})
        del self.headers["content-length"]
        self.parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        has_trailers = "http.response.trailers" in scope.get("extensions", {})
        start = {"type": "http.response.start", "status": 200, "headers": self.raw_headers}
        await send({**start, "trailers": has_trailers})
        digest = hashlib.sha256()
        for part in self.parts:
            data = part.encode()
            digest.update(data)
            await send({"type": "http.response.body", "body": data, "more_body": True})
        await send({"type": "http.response.body"})
        if has_trailers:
            value = b"sha-256=:" + base64.b64encode(digest.digest()) + b":"
            await send({"type": "http.response.trailers", "headers": [(b"content-digest", value)]})


@app.get("/books.csv", response_class=DigestedResponse)
def export_books() -> DigestedResponse:
    return DigestedResponse(BOOKS)
