"""An application whose own log lines tell which request they belong to.

fw run docs/examples/logs_and_metrics.py --log-format json --request-id-header X-Request-ID --metrics 9100
"""

import logging
from collections.abc import Awaitable, Callable
from contextvars import ContextVar

from fireweed import Fireweed, Request, Response
from fireweed_server import JSONFormatter

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)


class RequestIdFilter(logging.Filter):
    """Adds the id of the request that is being answered to every record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


handler = logging.StreamHandler()
handler.setFormatter(JSONFormatter())
handler.addFilter(RequestIdFilter())
logger = logging.getLogger("library")
logger.addHandler(handler)
logger.setLevel("INFO")

app = Fireweed(title="Library")


@app.middleware("http")
async def note_request_id(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    extension = request.scope["extensions"].get("fireweed.request_id")
    if extension is not None:
        request_id.set(extension["id"])
    return await call_next(request)


@app.post("/loans/{book_id}")
def lend_book(book_id: int) -> dict[str, int]:
    logger.info("Book %d is lent.", book_id)
    return {"book_id": book_id}
